/** Records the errors that leave the boundary, without secrets. */
export { describeCause, stackFrames } from "./describe-cause.ts";
export { maskSecrets } from "./mask-secrets.ts";
export {
  createOccurrence,
  hasDefaultCode,
  markDefault,
  type Occurrence,
  type Recorder,
  recordedHeaders,
  type TraceIds,
} from "./occurrence.ts";
export { createSuccess, type Success, type SuccessRecorder } from "./success.ts";
