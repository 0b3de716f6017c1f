/** Renders errors as responses, and keeps connections open until they are delivered. */
export { checkMessages } from "./check-messages.ts";
export { type LingeringIncoming, lingeringClose } from "./lingering-close.ts";
export { readText } from "./read-text.ts";
export {
  createErrorRenderer,
  type ErrorResponse,
  isSendable,
  isSent,
  keptHeaders,
  markSent,
  type RenderOptions,
  withKeptHeaders,
} from "./render-error.ts";
export { startResponse, unbuiltBody, unbuiltParts } from "./start-response.ts";
export { recordedErrors, recordInterruption, watchResponse, watchStream } from "./watch-stream.ts";
