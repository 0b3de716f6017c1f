import type { Context } from "hono";
import {
  stream as honoStream,
  streamSSE as honoStreamSSE,
  streamText as honoStreamText,
  type SSEStreamingApi,
} from "hono/streaming";
import type { StreamingApi } from "hono/utils/stream";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { type Boundary, recordInterruption, watchStream } from "../../server/adapter.ts";
import type { BoundaryEnv } from "./hono-boundary.ts";

/** Writes the lines of a newline-delimited JSON stream. */
export interface LineWriter {
  /** Writes one value as a line. */
  write(value: unknown): Promise<void>;
  /** Whether the client has disconnected. */
  readonly aborted: boolean;
}

/**
 * Streams a response like `stream` of `hono/streaming`. An error of the callback is recorded and aborts the response, so that
 * the client does not take the truncated response for a complete one; Hono's own function only logs it.
 *
 * @param boundary records the error
 * @example
 * ```ts
 * import { type BoundaryEnv, stream } from "errata/hono";
 * import type { Boundary } from "errata/server";
 * import type { Hono } from "hono";
 *
 * export function addExport(app: Hono<BoundaryEnv>, boundary: Boundary, rows: () => AsyncIterable<string>): void {
 *   app.get("/v1/export", (c) =>
 *     stream(c, boundary, async (body) => {
 *       for await (const row of rows()) await body.writeln(row);
 *     }),
 *   );
 * }
 * ```
 */
export function stream<E extends BoundaryEnv>(
  c: Context<E>,
  boundary: Boundary,
  callback: (stream: StreamingApi) => Promise<void>,
): Response {
  requireMember("stream: c", c, "req", "the context of a Hono handler");
  requireBoundary("stream", boundary);
  return abortOnError(c, boundary, (run) => honoStream(c, (body) => run(() => callback(body))));
}

/**
 * Streams text like `streamText` of `hono/streaming`. Handles errors like `stream`.
 *
 * @param boundary records the error
 * @example
 * ```ts
 * import { type BoundaryEnv, streamText } from "errata/hono";
 * import type { Boundary } from "errata/server";
 * import type { Hono } from "hono";
 *
 * export function addLog(app: Hono<BoundaryEnv>, boundary: Boundary): void {
 *   app.get("/v1/log", (c) => streamText(c, boundary, async (body) => void (await body.writeln("started"))));
 * }
 * ```
 */
export function streamText<E extends BoundaryEnv>(
  c: Context<E>,
  boundary: Boundary,
  callback: (stream: StreamingApi) => Promise<void>,
): Response {
  requireMember("streamText: c", c, "req", "the context of a Hono handler");
  requireBoundary("streamText", boundary);
  return abortOnError(c, boundary, (run) => honoStreamText(c, (body) => run(() => callback(body))));
}

/**
 * Streams server-sent events like `streamSSE` of `hono/streaming`. An error of the callback is recorded and sent as the last
 * event: `event: error`, with the error in the contract's envelope as its data.
 *
 * @param boundary records and renders the error
 * @example
 * ```ts
 * import { type BoundaryEnv, streamSSE } from "errata/hono";
 * import type { Boundary } from "errata/server";
 * import type { Hono } from "hono";
 *
 * export function addProgress(app: Hono<BoundaryEnv>, boundary: Boundary, progress: () => AsyncIterable<number>): void {
 *   app.get("/v1/progress", (c) =>
 *     streamSSE(c, boundary, async (events) => {
 *       for await (const percent of progress()) await events.writeSSE({ event: "progress", data: String(percent) });
 *     }),
 *   );
 * }
 * ```
 */
export function streamSSE<E extends BoundaryEnv>(
  c: Context<E>,
  boundary: Boundary,
  callback: (stream: SSEStreamingApi) => Promise<void>,
): Response {
  requireMember("streamSSE: c", c, "req", "the context of a Hono handler");
  requireBoundary("streamSSE", boundary);
  return honoStreamSSE(c, async (events) => {
    try {
      await callback(events);
    } catch (thrown) {
      await events.writeSSE({ event: "error", data: inBand(c, boundary, thrown, events.aborted) });
    }
  });
}

/**
 * Streams newline-delimited JSON (`application/x-ndjson`). An error of the callback is recorded and sent as the last line, in
 * the contract's envelope.
 *
 * @param boundary records and renders the error
 * @example
 * ```ts
 * import { type BoundaryEnv, streamNdjson } from "errata/hono";
 * import type { Boundary } from "errata/server";
 * import type { Hono } from "hono";
 *
 * export function addOrders(app: Hono<BoundaryEnv>, boundary: Boundary, orders: () => AsyncIterable<object>): void {
 *   app.get("/v1/orders.ndjson", (c) =>
 *     streamNdjson(c, boundary, async (lines) => {
 *       for await (const order of orders()) await lines.write(order);
 *     }),
 *   );
 * }
 * ```
 */
export function streamNdjson<E extends BoundaryEnv>(
  c: Context<E>,
  boundary: Boundary,
  callback: (lines: LineWriter) => Promise<void>,
): Response {
  requireMember("streamNdjson: c", c, "req", "the context of a Hono handler");
  requireBoundary("streamNdjson", boundary);
  c.header("Content-Type", "application/x-ndjson");
  return honoStream(c, async (body) => {
    const lines: LineWriter = {
      write: async (value) => void (await body.writeln(JSON.stringify(value))),
      get aborted() {
        return body.aborted;
      },
    };
    try {
      await callback(lines);
    } catch (thrown) {
      await body.writeln(inBand(c, boundary, thrown, body.aborted));
    }
  });
}

/** Returns the body of an error, to be sent as a part of a response that has started. */
function inBand<E extends BoundaryEnv>(c: Context<E>, boundary: Boundary, thrown: unknown, isAborted: boolean): string {
  const context = c.get("errata");
  context.aborted ||= isAborted;
  return recordInterruption(boundary, thrown, context, "the response had started; the error was sent in its stream")
    .body;
}

/** Hono closes a stream whose callback fails, as if it were complete. Its error is thrown at the end of the body instead. */
function abortOnError<E extends BoundaryEnv>(
  c: Context<E>,
  boundary: Boundary,
  start: (run: (callback: () => Promise<void>) => Promise<void>) => Response,
): Response {
  let failure: { readonly thrown: unknown } | undefined;
  const response = start(async (callback) => {
    try {
      await callback();
    } catch (thrown) {
      failure = { thrown };
    }
  });
  const source = response.body;
  if (source === null) return response;
  const end = new TransformStream<Uint8Array, Uint8Array>({
    flush() {
      if (failure !== undefined) throw failure.thrown;
    },
  });
  return new Response(watchStream(boundary, c.get("errata"), source.pipeThrough(end)), response);
}
