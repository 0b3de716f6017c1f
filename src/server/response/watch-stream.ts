import type { RequestContext } from "../request/index.ts";
import type { ErrorResponse } from "./render-error.ts";

/** The part of a boundary that records errors. */
interface ErrorRecorder {
  respond(thrown: unknown, context: RequestContext, note?: string): ErrorResponse;
}

/**
 * Returns the body of a streamed response, and records the error that interrupts it. The server then closes the
 * connection: after a response has started, the only way to report an error is to cut it.
 *
 * @param boundary records the error
 * @param context context of the request: `c.get("errata")` on Hono
 * @example
 * ```ts
 * import type { BoundaryEnv } from "errata/hono";
 * import { type Boundary, watchStream } from "errata/server";
 * import type { Hono } from "hono";
 *
 * export function addExport(app: Hono<BoundaryEnv>, boundary: Boundary, open: () => ReadableStream<Uint8Array>): void {
 *   app.get("/v1/export", (c) => c.body(watchStream(boundary, c.get("errata"), open())));
 * }
 * ```
 */
export function watchStream(
  boundary: ErrorRecorder,
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
          boundary.respond(thrown, context, "the response had started; the stream was cut");
          // A new error, because some servers send its message to a client that has received nothing yet.
          throw new Error("The response stream was cut.");
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
