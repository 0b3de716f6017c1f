import type { IncomingMessage } from "node:http";
import type { BodyError } from "../index.ts";
import { bodyTooLarge } from "../index.ts";

/**
 * Counts a chunked body as it arrives, whoever reads it. At the first byte over the cap readers get the error, the
 * callback runs, and nothing more is kept; the connection stays open, so that the answer can be delivered.
 */
export function capIncoming(request: IncomingMessage, maxBytes: number, onOverflow: (error: BodyError) => void): void {
  const { push } = request;
  let bytes = 0;
  request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
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
