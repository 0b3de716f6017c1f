/** Generates pages, Markdown and llms.txt from a contract, its recordings and (as data) its changes. */
export {
  type Advice,
  type Answer,
  adviceFor,
  type CauseAdvice,
  findCode,
  recordedExchanges,
} from "./describe/index.ts";
export type { ReferenceGuide } from "./guide/index.ts";
export { codeBlock } from "./pages/index.ts";
export {
  type RecordedBody,
  type RecordedExchange,
  type RecordedPart,
  type RecordedRequest,
  type RecordedResponse,
  type Recording,
  recordedBodies,
} from "./recording.ts";
export { type Reference, type ReferenceFile, type ReferenceOptions, reference, referenceFile } from "./reference.ts";
export { type Sample, sampleFiles, samplesOf } from "./samples/index.ts";
export { preferredType } from "./serve/index.ts";
export type { NavigationLink, VersionChange, VersionChanges } from "./site.ts";
