import { joinBytes, type RequestContext } from "../request/index.ts";
import { byteLength } from "./render-error.ts";
import { type ErrorRecorder, isWatched, type StartedBody, watchStarted } from "./watch-stream.ts";

/** Microtasks after which a read is waiting for something. A read of text or bytes needs at most 3 on Node, Deno and Bun. */
const maxTicks = 4;
/** Parts that are read before a body is sent. Bun has 4 for a text of 3 MB. */
const maxParts = 8;

/** Bodies that handlers have returned as streams. */
const streams = new WeakSet<ReadableStream>();

/** Returns the body of a response that is not built, see `unbuiltParts`. Remembers a stream, which keeps its framing when it is. */
export function unbuiltBody(response: Response): unknown {
  const [, body] = unbuiltParts(response) ?? [];
  if (body instanceof ReadableStream) streams.add(body);
  return body;
}

/**
 * Returns the response to send. A body that is a stream is watched: a platform's response does not say how its body was
 * created, so the body is read as far as it is there. A Content-Length that is not that of the body is removed, because the
 * client would take a part of the next response for the body. Waits only for a body whose source is not known.
 *
 * @throws what the stream throws before its first part; nothing has been sent then, so the promise rejects
 */
export function startResponse(
  boundary: ErrorRecorder,
  context: RequestContext,
  response: Response,
): Response | Promise<Response> {
  const unbuilt = unbuiltBody(response);
  if (isWritten(unbuilt)) return withTrueLength(response, unbuilt, context);
  const stream = (unbuilt as ReadableStream<Uint8Array> | undefined) ?? response.body;
  if (stream === null) return withTrueLength(response, null, context);
  if (isWatched(stream)) return response;
  const reader = stream.getReader();
  return readStart(reader).then(({ parts, next, isComplete }) => {
    if (isComplete && !streams.has(stream) && !response.headers.has("transfer-encoding")) {
      const body = joinBytes(parts, sumOf(parts));
      return withTrueLength(withBody(response, body, unbuilt), body, context);
    }
    const length = declaredLength(response, context);
    return withBody(response, watchStarted(boundary, context, { reader, parts, next, length }), unbuilt);
  });
}

function isWritten(body: unknown): body is string | Uint8Array | Blob | null {
  return body === null || typeof body === "string" || body instanceof Uint8Array || body instanceof Blob;
}

function withBody(response: Response, body: ReadableStream | Uint8Array, unbuilt: unknown): Response {
  // `@hono/node-server` builds a response whose parts are copied from one that is built, and one whose `statusText` is read.
  if (unbuilt !== undefined) return new Response(body as BodyInit, response);
  const { status, statusText, headers } = response;
  return new Response(body as BodyInit, { status, statusText, headers });
}

/** Returns the Content-Length of a response with a body; undefined without one, and for HEAD, to which no body is sent. */
function declaredLength({ headers }: Response, { request }: RequestContext): number | undefined {
  const declared = request.method === "HEAD" ? null : headers.get("content-length");
  return declared === null ? undefined : Number(declared);
}

function withTrueLength(
  response: Response,
  body: string | Uint8Array | Blob | null,
  context: RequestContext,
): Response {
  const declared = declaredLength(response, context);
  const { status } = response;
  // A 304 can have the length that a 200 would have.
  if (declared === undefined || declared === lengthOf(body) || status === 304) return response;
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(body as BodyInit | null, { status, statusText: response.statusText, headers });
}

function lengthOf(body: string | Uint8Array | Blob | null): number {
  if (body === null) return 0;
  if (typeof body === "string") return byteLength(body);
  return body instanceof Blob ? body.size : body.byteLength;
}

function sumOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((length, part) => length + part.byteLength, 0);
}

interface BodyStart extends Pick<StartedBody, "parts" | "next"> {
  readonly isComplete: boolean;
}

/** Reads what a body has without waiting. @throws what it throws before its first part */
async function readStart(reader: StartedBody["reader"]): Promise<BodyStart> {
  const parts: Uint8Array[] = [];
  for (;;) {
    const next = reader.read();
    const part = await Promise.race([next, pass(maxTicks)]).catch((thrown: unknown) => {
      if (parts.length === 0) throw thrown;
      return undefined;
    });
    // A stream can have parts that are not bytes. The server rejects them.
    if (!(part?.value instanceof Uint8Array) || parts.length === maxParts)
      return { parts, next, isComplete: part?.done === true };
    parts.push(part.value);
  }
}

async function pass(ticks: number): Promise<undefined> {
  for (let tick = 0; tick < ticks; tick += 1) await undefined;
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
