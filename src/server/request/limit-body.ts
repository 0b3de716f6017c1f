import type { BodyError } from "./body-error.ts";
import { bodyTooLarge } from "./body-error.ts";

/** Returns a stream that fails at the first byte over the limit. */
export function limitStream(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  onOverflow: (error: BodyError) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        bytes += value.byteLength;
        if (bytes <= maxBytes) return controller.enqueue(value);
        const error = bodyTooLarge(maxBytes);
        onOverflow(error);
        controller.error(error);
        // The rest stays unread here: the server drains part of it and then closes the connection.
        reader.releaseLock();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** The members of Node's IncomingMessage that are needed to count a body, declared here because the core imports no `node:` module. */
export interface CountedIncoming {
  push(chunk: Uint8Array | null, encoding?: never): boolean;
  destroy(error?: Error): unknown;
  listenerCount(event: "error"): number;
  emit(event: "error", error: Error): boolean;
  addListener(event: "newListener", listener: (event: string | symbol, added: (error: Error) => void) => void): unknown;
}

/**
 * Counts the body of a Node request as it arrives, regardless of who reads it. At the first byte over the limit, readers
 * get the error, `onOverflow` runs, and the rest is dropped. The connection stays open so that the response can be sent.
 */
export function limitBody(request: CountedIncoming, maxBytes: number, onOverflow: (error: BodyError) => void): void {
  const { push } = request;
  const socket: unknown = Reflect.get(request, "socket");
  let bytes = 0;
  request.push = (chunk, encoding) => {
    if (chunk === null) return push.call(request, null);
    if (bytes > maxBytes) return true;
    bytes += chunk.byteLength;
    if (bytes <= maxBytes) return push.call(request, chunk, encoding);
    const error = bodyTooLarge(maxBytes);
    // Readers destroy a stream that they stop reading, and iterators take its socket, but the response needs it.
    request.destroy = () => request;
    Object.defineProperty(request, "socket", { get: () => socket, set: () => undefined });
    // Some readers listen only once they are asked for the first part.
    request.addListener("newListener", (event, added) => {
      if (event === "error") queueMicrotask(() => added.call(request, error));
    });
    try {
      if (request.listenerCount("error") > 0) request.emit("error", error);
    } finally {
      onOverflow(error);
    }
    return true;
  };
}
