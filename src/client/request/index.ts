/** Builds a request and reads its response, within size and time limits. */

export {
  type BuiltRequest,
  buildRequest,
  isStream,
  pageBase,
  type RequestParts,
  resolveBaseUrl,
  setAttempt,
} from "./build-request.ts";
export { type BodyFormat, type ChunkReader, readBody, type TransportResponse } from "./read-body.ts";
export { readResponse, type Success } from "./read-response.ts";
export { timeoutMessage, withTimeout } from "./with-timeout.ts";
