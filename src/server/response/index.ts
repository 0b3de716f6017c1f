/** Renders errors as responses, and keeps connections open until they are delivered. */
export { checkMessages } from "./check-messages.ts";
export { type LingeringIncoming, lingeringClose } from "./lingering-close.ts";
export { readText } from "./read-text.ts";
export {
  createErrorRenderer,
  type ErrorResponse,
  isSendable,
  keptHeaders,
  type RenderOptions,
  withKeptHeaders,
} from "./render-error.ts";
export { isSent, markSent } from "./sent-response.ts";
export { recordInterruption, unbuiltParts, watchResponse, watchStream } from "./watch-stream.ts";
