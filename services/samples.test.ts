import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { AnyContract } from "errata";
import { type RecordedBody, type Recording, type Sample, sampleFiles, samplesOf } from "errata/reference";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imaging } from "./imaging/contract.ts";
import { orders } from "./orders/contract.ts";
import { pdf } from "./pdf/contract.ts";
import { scribe } from "./scribe/contract.ts";
import { type Launched, launch } from "./testing/launched.ts";
import { startRun } from "./testing/recording/run-steps.ts";
import { python, type SampleRunner, startSampleRunner } from "./testing/samples/sample-runner.ts";
import { vision } from "./vision/contract.ts";

const contracts: readonly AnyContract[] = [imaging, pdf, vision, orders, scribe];
/** The samples show it for a value that must be new each time. */
const sampleUuid = "3f2b8c1e-5d47-4a90-8c1e-7b6a2d8f0e15";

let folder: string;
let launched: Launched;
let runner: SampleRunner;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-samples-"));
  launched = await launch(folder);
  runner = await startSampleRunner();
}, 120_000);
afterAll(async () => {
  await runner.end();
  await launched.end("SIGKILL");
  await rm(folder, { recursive: true });
});

describe.skipIf(python === undefined)("the samples of every code (python3 with requests)", () => {
  it.each(contracts.map((contract) => ({ name: contract.name, contract })))(
    "of $name receive the code and handle it, in each language",
    async ({ name, contract }) => {
      const failed: string[] = [];
      const { codes } = (await (await fetch(`${launched.demo.url}/docs/${name}/codes.json`)).json()) as {
        codes: readonly { code: string; recording?: Recording }[];
      };
      let count = 0;
      await runner.generateClient(name, `${launched.demo.url}/docs/${name}/errata.json`);
      for (const { code, recording } of codes) {
        if (recording === undefined || recording.fault !== undefined) continue;
        const problems = await runSamples(contract, recording);
        count += problems.length;
        failed.push(...problems.flatMap((problem) => (problem === "" ? [] : [`${code}: ${problem}`])));
      }
      expect(failed).toEqual([]);
      expect(count).toBeGreaterThan(20);
    },
    300_000,
  );
});

/** Runs the samples of a code after the requests on which it depends. @returns a problem for each sample, "" for none */
async function runSamples(contract: AnyContract, recording: Recording): Promise<readonly string[]> {
  const { url, credentials } = launched.demo.apis[contract.name]!;
  const samples = samplesOf(contract, recording, { apiUrl: url });
  if (samples.length === 0) return [];
  const keys = Object.fromEntries(Object.entries(credentials).map(([name, secret]) => [`key.${name}`, secret]));
  const demo = { url, values: keys, work: () => wait(500), failedJobs: [] };
  const run = startRun(demo as unknown as Parameters<typeof startRun>[0], crypto.randomUUID());
  const last = recording.exchanges.at(-1)!;
  for (const exchange of recording.exchanges.slice(0, -1)) await run.send(exchange);
  if ((last.times ?? 1) > 1) await run.send(last);
  for (const [file, body] of Object.entries(sampleFiles(contract, recording)))
    await writeFile(join(runner.folder, file), bytesOf(body));
  const [, account = ""] = /\{\{key\.([^}]+)\}\}/.exec(JSON.stringify(last.request)) ?? [];
  const environment = { [`${contract.name.toUpperCase()}_KEY`]: credentials[account] ?? "" };
  const problems: string[] = [];
  for (const sample of samples) {
    const code = sample.code
      .replaceAll(sampleUuid, run.values().uuid ?? "")
      .replaceAll(/<(\w+)>/g, (whole, name: string) => run.values()[name] ?? whole);
    const printed = await runner.run({ ...sample, code }, environment);
    const expected = expectedOf(sample, contract, recording);
    const isHandled = expected.every((text) => printed.toLowerCase().includes(text.toLowerCase()));
    const isFailed = /^(error|thrown|Traceback)/m.test(printed);
    problems.push(isHandled && !isFailed ? "" : `${sample.label}: ${printed.slice(0, 600)}\n${code}`);
  }
  return problems;
}

/** A program prints its advice only if it has recognised the code; curl prints the response. */
function expectedOf({ language }: Sample, contract: AnyContract, { code, exchanges }: Recording): readonly string[] {
  const { remedy, title } = contract.entries.get(code)!;
  return language === "sh"
    ? [` ${exchanges.at(-1)!.response.status} `, `errata-code: ${code}`]
    : [remedy.text ?? title];
}

function bytesOf(body: Exclude<RecordedBody, { readonly form: unknown }>): Buffer {
  if ("json" in body) return Buffer.from(JSON.stringify(body.json));
  if ("text" in body) return Buffer.from(body.text);
  return "base64" in body ? Buffer.from(body.base64, "base64") : Buffer.from(body.repeat.repeat(body.times));
}
