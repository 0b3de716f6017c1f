/** Writes programs that send a recorded request and handle its error. */

import { requireContract, requireMember } from "../../contract/faults/arguments.ts";
import { requireOptions } from "../../contract/faults/options.ts";
import type { AnyContract } from "../../contract/index.ts";
import { sampleExchange, shownRequest } from "../describe/index.ts";
import type { RecordedPart, Recording } from "../recording.ts";
import { curlSample } from "./curl-sample.ts";
import { pythonSample } from "./python-sample.ts";
import { fileOf, type Sample, type SampleSource } from "./sample.ts";
import { clientSample, fetchSample } from "./script-samples.ts";

export { type Sample, sendsOther } from "./sample.ts";

/** Returns the samples for a code, in the order of the page. They read the API key from the environment. */
export function samplesFor(source: SampleSource): readonly Sample[] {
  return [clientSample(source), fetchSample(source), pythonSample(source), curlSample(source)];
}

/**
 * Returns the samples for a recording. Values that earlier requests captured are written as `<name>`. If HTTP clients cannot send
 * the request that causes the code, the samples send the one that succeeds; without one, there are none.
 *
 * @example
 * ```ts
 * import type { AnyContract } from "errata";
 * import { type Recording, samplesOf } from "errata/reference";
 *
 * export function printSamples(contract: AnyContract, recording: Recording): void {
 *   for (const { label, code } of samplesOf(contract, recording, { apiUrl: "https://api.example.com" }))
 *     console.log(label, code);
 * }
 * ```
 */
export function samplesOf(
  contract: AnyContract,
  recording: Recording,
  options: Pick<SampleSource, "apiUrl">,
): readonly Sample[] {
  requireContract("samplesOf", contract);
  requireMember("samplesOf: recording", recording, "exchanges", "a recording");
  requireOptions("samplesOf", options, { apiUrl: "string" }, ["apiUrl"]);
  const { apiUrl } = options;
  const entry = contract.entries.get(recording.code);
  const sent = sampleExchange(recording);
  if (entry === undefined || sent === undefined) return [];
  return samplesFor({ contract, apiUrl, entry, request: shownRequest(contract, sent) });
}

/**
 * Returns the files that the samples for a recording send, by name.
 *
 * @example
 * ```ts
 * import type { AnyContract } from "errata";
 * import { type Recording, sampleFiles } from "errata/reference";
 *
 * export function namesOfFiles(contract: AnyContract, recording: Recording): readonly string[] {
 *   return Object.keys(sampleFiles(contract, recording));
 * }
 * ```
 */
export function sampleFiles(
  contract: AnyContract,
  recording: Recording,
): Readonly<Record<string, RecordedPart["content"]>> {
  requireContract("sampleFiles", contract);
  requireMember("sampleFiles: recording", recording, "exchanges", "a recording");
  const sent = sampleExchange(recording);
  const body = sent?.request.body;
  if (sent === undefined || body === undefined) return {};
  if ("form" in body)
    return Object.fromEntries(
      body.form.flatMap(({ fileName, content }) => (fileName === undefined ? [] : [[fileName, content]])),
    );
  return { [fileOf(shownRequest(contract, sent))]: body };
}
