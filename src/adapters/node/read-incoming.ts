import type { IncomingMessage } from "node:http";
import type { ReadJsonOptions } from "../../server/adapter.ts";
import { BodyError, bodyTooLarge, parseJson, requireJsonType } from "../../server/adapter.ts";

const defaultMaxBytes = 1024 * 1024;

/**
 * Reads the JSON body of a Node request.
 *
 * @throws BodyError `unsupported_media`, `body_too_large`, `malformed_body`; `cancelled` when the client goes away
 */
export async function readJsonOf(request: IncomingMessage, options: ReadJsonOptions = {}): Promise<unknown> {
  requireJsonType(request.headers["content-type"], request.headers["content-encoding"]);
  return parseJson(await readBodyOf(request, options));
}

/**
 * Reads the body of a Node request. On overflow nothing more is kept, and the request is left open for the answer.
 *
 * @throws BodyError `body_too_large`, by the declared length at once; `cancelled` when the client goes away
 */
export function readBodyOf(
  request: IncomingMessage,
  { maxBytes = defaultMaxBytes }: ReadJsonOptions = {},
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) return reject(bodyTooLarge(maxBytes));
    // Of a stream that is over no event comes any more.
    if (request.destroyed && !request.readableEnded) return onError(request.errored);
    request.on("data", onData).once("end", onEnd).once("error", onError).once("close", onClose);

    function onData(chunk: Uint8Array): void {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) settle(() => reject(bodyTooLarge(maxBytes)));
      else chunks.push(chunk);
    }
    function onEnd(): void {
      settle(() => resolve(Buffer.concat(chunks)));
    }
    function onError(error: Error | null): void {
      settle(() => reject(error instanceof BodyError ? error : gone(error ?? undefined)));
    }
    function onClose(): void {
      settle(() => reject(gone()));
    }
    function settle(outcome: () => void): void {
      request.off("data", onData).off("end", onEnd).off("close", onClose);
      outcome();
    }
  });
}

function gone(cause?: Error): BodyError {
  return new BodyError("cancelled", "The client went away before the body was complete.", {}, { cause });
}
