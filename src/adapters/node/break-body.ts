import type { IncomingMessage } from "node:http";
import type { BodyError } from "../../server/adapter.ts";

/**
 * Ends a body that can never be complete: whoever reads it, now or later, gets the error instead of waiting for ever.
 * The connection stays open for the answer; `request.destroy()` by itself would close it.
 */
export function breakBody(request: IncomingMessage, error: BodyError): void {
  if (request.complete || request.destroyed) return;
  request._destroy = (_cause, done) => {
    // As Node does it: an error that nobody listens for is not thrown.
    process.nextTick(() => done(request.listenerCount("error") === 0 ? null : error));
  };
  request.destroy(error);
}
