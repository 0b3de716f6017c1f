/** Writes programs that send a recorded request and handle its error. */
import { curlSample } from "./curl-sample.ts";
import { pythonSample } from "./python-sample.ts";
import type { Sample, SampleSource } from "./sample.ts";
import { clientSample, fetchSample } from "./script-samples.ts";

export type { Sample } from "./sample.ts";

/** Returns the samples for a code, in the order of the page. They read the API key from the environment. */
export function samplesFor(source: SampleSource): readonly Sample[] {
  return [clientSample(source), fetchSample(source), pythonSample(source), curlSample(source)];
}
