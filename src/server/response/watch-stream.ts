import { requireMember } from "../../contract/faults/arguments.ts";
import type { RequestContext } from "../request/index.ts";
import type { ErrorResponse } from "./render-error.ts";

/** The part of a boundary that records errors. */
export interface ErrorRecorder {
  respond(thrown: unknown, context: RequestContext, note?: string): ErrorResponse;
}

/** Recorded errors of streams, by the Error that cut each. */
export const recordedErrors: WeakMap<object, { readonly thrown: unknown }> = new WeakMap();

/** `@hono/node-server` keeps the first chunks for 1 ms, and would send its own 500 instead of them if the stream failed then. */
const flushMs = 10;

/** Streams that are watched already. */
const watched = new WeakSet<ReadableStream>();

/** A body that is read, and what has been read of it. */
export interface StartedBody {
  readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly parts: readonly Uint8Array[];
  /** The read that waits for the next part; undefined if none does. */
  readonly next?: Promise<ReadableStreamReadResult<Uint8Array>> | undefined;
  /** Bytes that the Content-Length announces. @default any number */
  readonly length?: number | undefined;
}

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
  return watchStarted(boundary, context, { reader: stream.getReader(), parts: [] });
}

/** Does the same for a body that has been read in part. Never passes on more bytes than the Content-Length announces. */
export function watchStarted(
  boundary: ErrorRecorder,
  context: RequestContext,
  { reader, parts, next, length }: StartedBody,
): ReadableStream<Uint8Array> {
  const read = readFrom(reader, parts, next);
  let hasStarted = false;
  let sent = 0;
  const readPart = async (): Promise<ReadableStreamReadResult<Uint8Array>> => {
    const part = await read();
    sent += part.value?.byteLength ?? 0;
    if (length === undefined || sent === length || (sent < length && !part.done)) return part;
    reader.cancel().catch(() => undefined);
    throw new RangeError(`The body has another length than its Content-Length, which is ${length}.`);
  };
  const watching = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await readPart().catch(async (thrown: unknown) => {
          const isRecorded = recordedErrors.has(thrown as object);
          if (!isRecorded) recordInterruption(boundary, thrown, context);
          if (hasStarted) await new Promise((resolve) => setTimeout(resolve, flushMs));
          throw isRecorded ? thrown : cutBy(thrown);
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

/** Returns the function that reads a body from its start. */
function readFrom(
  reader: StartedBody["reader"],
  parts: StartedBody["parts"],
  next: StartedBody["next"],
): () => Promise<ReadableStreamReadResult<Uint8Array>> {
  const reads = [...parts.map((value) => Promise.resolve({ done: false as const, value })), ...(next ? [next] : [])];
  return () => reads.shift() ?? reader.read();
}

/** Returns whether a stream is watched, or cannot be. */
export function isWatched(stream: ReadableStream): boolean {
  return stream.locked || watched.has(stream);
}

/** Returns a response whose body is watched. */
export function watchResponse(boundary: ErrorRecorder, context: RequestContext, response: Response): Response {
  const { body } = response;
  if (body === null || isWatched(body)) return response;
  return new Response(watchStream(boundary, context, body), response);
}

/** Creates the Error that cuts a stream. Its message can reach a client that has received nothing yet. */
function cutBy(thrown: unknown): Error {
  const cut = new Error("The response stream was cut.");
  recordedErrors.set(cut, { thrown });
  return cut;
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
