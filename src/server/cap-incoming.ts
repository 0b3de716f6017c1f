import type { BodyError } from "./body-error.ts";
import { bodyTooLarge } from "./body-error.ts";

/** What counting needs of Node's IncomingMessage, written out so that the core imports nothing of Node. */
export interface CountedIncoming {
  push(chunk: Uint8Array | null, encoding?: never): boolean;
  destroy(error?: Error): unknown;
  listenerCount(event: "error"): number;
  emit(event: "error", error: Error): boolean;
}

/**
 * Counts a chunked body as it arrives, whoever reads it. At the first byte over the cap readers get the error, the
 * callback runs, and nothing more is kept; the connection stays open, so that the answer can be delivered.
 */
export function limitBody(request: CountedIncoming, maxBytes: number, onOverflow: (error: BodyError) => void): void {
  const { push } = request;
  let bytes = 0;
  request.push = (chunk, encoding) => {
    if (chunk === null) return push.call(request, null);
    if (bytes > maxBytes) return true;
    bytes += chunk.byteLength;
    if (bytes <= maxBytes) return push.call(request, chunk, encoding);
    const error = bodyTooLarge(maxBytes);
    // Readers destroy what they stop reading; that would close the connection under the answer.
    request.destroy = () => request;
    try {
      if (request.listenerCount("error") > 0) request.emit("error", error);
    } finally {
      onOverflow(error);
    }
    return true;
  };
}
