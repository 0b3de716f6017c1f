import { requireMember } from "../../contract/faults/arguments.ts";
import type { RequestContext } from "../request/index.ts";
import type { ErrorResponse } from "./render-error.ts";

/** The part of a boundary that records errors. */
interface ErrorRecorder {
  respond(thrown: unknown, context: RequestContext, note?: string): ErrorResponse;
}

/** Interrupts a stream whose error has been recorded. Its message can reach a client that has received nothing yet. */
class StreamCut extends Error {
  constructor() {
    super("The response stream was cut.");
  }
}

/** `@hono/node-server` keeps the first chunks for 1 ms, and would send its own 500 instead of them if the stream failed then. */
const flushMs = 10;

/** Streams that are watched already. */
const watched = new WeakSet<ReadableStream>();
/** Content types of bodies that are written at once. Some servers keep no other trace of how a body was created. */
const jsonType = /^application\/(?:[\w.+-]+\+)?json\b/i;
const textType = /^text\/(?:html|plain)\b/i;

/**
 * Returns the body of a streamed response, and records the error that interrupts it. The server then closes the
 * connection: after a response has started, the only way to report an error is to cut it. The boundary watches the streams
 * that handlers return by itself; call this for a stream that reaches the client in another way.
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
  requireMember("watchStream: stream", stream, "getReader", "a ReadableStream");
  const reader = stream.getReader();
  let hasStarted = false;
  const watching = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch(async (thrown: unknown) => {
          if (!(thrown instanceof StreamCut)) recordInterruption(boundary, thrown, context);
          if (hasStarted) await new Promise((resolve) => setTimeout(resolve, flushMs));
          throw new StreamCut();
        });
        hasStarted = true;
        // Not recorded: both throw only if the client has left, which has closed the stream.
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  watched.add(watching);
  return watching;
}

/** Returns a response whose streamed body is watched, or the response itself if its body is written at once. */
export function watchResponse(boundary: ErrorRecorder, context: RequestContext, response: Response): Response {
  const stream = streamOf(response);
  if (stream === undefined || stream.locked || watched.has(stream)) return response;
  return new Response(watchStream(boundary, context, stream), response);
}

/** Records an error that interrupts a response. It is not the response, so the context does not fail. */
export function recordInterruption(
  boundary: ErrorRecorder,
  thrown: unknown,
  context: RequestContext,
  note = "the response had started; the stream was cut",
): ErrorResponse {
  const { failed, sent } = context;
  const error = boundary.respond(thrown, context, note);
  Object.assign(context, { failed, sent });
  return error;
}

function streamOf(response: Response): ReadableStream<Uint8Array> | undefined {
  const unbuilt = unbuiltParts(response);
  if (unbuilt !== undefined) return unbuilt[1] instanceof ReadableStream ? unbuilt[1] : undefined;
  // Each access to the headers of a platform's response is slow, so most responses need one.
  const { headers } = response;
  const type = headers.get("content-type") ?? "";
  if (jsonType.test(type) || (textType.test(type) && !headers.has("transfer-encoding"))) return undefined;
  return headers.has("content-length") ? undefined : (response.body ?? undefined);
}

/** Class of the responses that `cacheKey` belongs to. */
let probedClass: typeof Response | undefined;
/** Key under which `@hono/node-server` keeps the status, the body and the headers of a response that it has not built yet. */
let cacheKey: symbol | undefined;

/**
 * Returns the parts of a response that `@hono/node-server` has not built yet. Its server sends them as they are. Reading
 * `body` or copying the response would build it with its stream, which costs more than the rest of the request.
 *
 * @returns undefined for a response that is built, and on other servers
 */
export function unbuiltParts(
  response: Response,
): readonly [status: number, body: unknown, headers: unknown] | undefined {
  if (probedClass !== globalThis.Response) {
    // Looked up in a new response, because most responses have been built when they arrive here.
    probedClass = globalThis.Response;
    cacheKey = Object.getOwnPropertySymbols(new Response("")).find(({ description }) => description === "cache");
  }
  const parts = cacheKey === undefined ? undefined : (response as unknown as Record<symbol, unknown>)[cacheKey];
  return Array.isArray(parts) ? (parts as [number, unknown, unknown]) : undefined;
}
