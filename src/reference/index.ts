/** Generates pages, Markdown and llms.txt from a contract, its recordings and (as data) its changes. */
export { recordedBodies } from "./recorded-bodies.ts";
export type {
  RecordedBody,
  RecordedExchange,
  RecordedPart,
  RecordedRequest,
  RecordedResponse,
  Recording,
} from "./recording.ts";
export { type Reference, type ReferenceFile, type ReferenceOptions, reference, referenceFile } from "./reference.ts";
export { type Sample, sampleFiles, samplesOf } from "./samples/index.ts";
export type { NavigationLink } from "./site.ts";
