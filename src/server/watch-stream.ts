import type { Boundary } from "./boundary.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Passes the body of a streamed response through and records the error that breaks it. The server is told of a failure, and
 * cuts the connection: a body that has begun can be followed by no other.
 */
export function watchStream(
  boundary: Boundary,
  context: RequestContext,
  stream: ReadableStream<Uint8Array>,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (thrown) {
          boundary.respond(thrown, context, "the response had begun; the stream was cut");
          // Not the error itself: some servers write its message to a client that has received nothing yet.
          throw new Error("The response stream was cut.");
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
