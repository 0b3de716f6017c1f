import { bodyTooLarge } from "./body-error.ts";

/** Passes a body through and errors it at the first byte over the cap, so that nothing larger is ever held. */
export function countBody(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
  onOverflow: (error: ReturnType<typeof bodyTooLarge>) => void,
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
        // The rest is not read here: the server discards a bounded part of it and closes the connection.
        reader.releaseLock();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
