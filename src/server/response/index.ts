/** Renders errors as responses, and keeps connections open until they are delivered. */
export { checkMessages } from "./check-messages.ts";
export { isSent, markSent, readText } from "./error-response.ts";
export { type LingeringIncoming, lingeringClose } from "./lingering-close.ts";
export {
  createErrorRenderer,
  type ErrorResponse,
  isSendable,
  keptHeaders,
  type RenderOptions,
  withKeptHeaders,
} from "./render-error.ts";
export { startResponse, unbuiltBody, unbuiltParts } from "./start-response.ts";
export { recordedError, recordInterruption, watchResponse, watchStream } from "./watch-stream.ts";
