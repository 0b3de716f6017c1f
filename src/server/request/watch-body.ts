import { BodyError } from "./body-error.ts";
import { joinBytes, parseJsonText } from "./read-json.ts";
import type { RequestContext } from "./request-context.ts";

/** The members of the context that a watched body uses. */
type BodyContext = Pick<RequestContext, "bodyError" | "received">;
/** Bytes that are kept of a streamed body. */
const maxRecordedBytes = 1_048_576;

type Reader = () => Promise<unknown>;

/**
 * Remembers what a handler reads from a body, so that `malformedBody` can find out whether the body caused an error. Also
 * watches clones of the request.
 *
 * @param json reads the body as JSON. @default JSON.parse of the text
 */
export function watchBody(request: Request, context: BodyContext, json?: (request: Request) => Promise<unknown>): void {
  const watch = (name: "text" | "arrayBuffer"): Reader => {
    const read = (request[name] as Reader).bind(request);
    return async () => {
      const body = await read();
      context.received = body as string | ArrayBuffer;
      return body;
    };
  };
  const text = watch("text");
  const blob = request.blob.bind(request);
  const formData = request.formData.bind(request);
  const clone = request.clone.bind(request);
  const readers = {
    text,
    arrayBuffer: watch("arrayBuffer"),
    blob: async () => {
      const body = await blob();
      context.received = await body.arrayBuffer();
      return body;
    },
    json: () => (json === undefined ? text().then((body) => JSON.parse(body as string) as unknown) : json(request)),
    formData: () => formData().catch((thrown: unknown) => throwFormError(thrown, request, context)),
    clone: () => {
      const copy = clone();
      watchBody(copy, context, json);
      return copy;
    },
  };
  for (const [name, value] of Object.entries(readers))
    Object.defineProperty(request, name, { value, configurable: true });
  watchCopies(request, context);
  watchStreamedBody(request, context);
}

/** Prototype of the requests that `buildKey` belongs to. */
let probedPrototype: object | undefined;
/** Key of the method with which `@hono/node-server` builds the platform's request when a copy needs it. */
let buildKey: symbol | undefined;

/** Remembers what is read through `new Request(request)`. Bun creates it from the body itself, so that nothing can be remembered. */
function watchCopies(request: Request, context: BodyContext): void {
  if ("Bun" in globalThis) return;
  const prototype = Object.getPrototypeOf(request) as Record<symbol, () => Request>;
  if (prototype !== probedPrototype) {
    probedPrototype = prototype;
    buildKey = Object.getOwnPropertySymbols(prototype).find(({ description }) => description === "getRequestCache");
  }
  const key = buildKey;
  if (key === undefined) {
    watchPipe(request, context);
    return;
  }
  const build = (): Request => {
    const built = prototype[key]?.call(request) as Request;
    watchPipe(built, context);
    return built;
  };
  Object.defineProperty(request, key, { value: build, configurable: true });
}

/** The constructor pipes the body of a request through a stream of its own. */
function watchPipe({ body }: Request, context: BodyContext): void {
  if (body === null || Object.hasOwn(body, "pipeThrough")) return;
  const { pipeThrough } = body;
  const watched: typeof pipeThrough = (pair, options) =>
    pipeThrough.call(recordStream(body, context), pair, options) as never;
  Object.defineProperty(body, "pipeThrough", { value: watched, configurable: true });
}

/** Remembers what is read from the stream of a body, up to 1 MiB. The stream is created when the handler asks for it. */
function watchStreamedBody(request: Request, context: BodyContext): void {
  // An enclosing boundary has replaced the member already.
  const own = Object.getOwnPropertyDescriptor(request, "body")?.get;
  const read = own ?? ((): unknown => Reflect.get(Object.getPrototypeOf(request), "body", request));
  let watched: ReadableStream<Uint8Array> | undefined;
  let source: ReadableStream<Uint8Array> | undefined;
  Object.defineProperty(request, "body", {
    configurable: true,
    get() {
      const body = read.call(request) as ReadableStream<Uint8Array> | null;
      if (body === null) {
        context.received ??= "";
        return null;
      }
      // A request that has been cloned has another stream, and srvx makes that of the watched one.
      if (body !== source && body !== watched) watched = recordStream(body, context);
      source = body;
      return watched;
    },
  });
}

/** Locks the original when it is read, so that the request can be cloned before. */
function recordStream(body: ReadableStream<Uint8Array>, context: BodyContext): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= body.getReader();
        const { done, value } = await reader.read();
        if (done) {
          if (bytes <= maxRecordedBytes) context.received = joinBytes(chunks, bytes);
          return controller.close();
        }
        bytes += value.byteLength;
        if (bytes <= maxRecordedBytes) chunks.push(value.slice());
        controller.enqueue(value);
      },
      cancel: (reason) => (reader ?? body).cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/**
 * Returns the error of a body that caused a SyntaxError. JSON.parse throws the same for a body and for the server's own data,
 * so the message is compared with that for the body.
 *
 * @returns undefined if the body is not the cause
 */
export function malformedBody(
  thrown: SyntaxError,
  received: string | ArrayBuffer | Uint8Array | undefined,
  contentType: string | null | undefined,
): BodyError | undefined {
  if (received === undefined) return undefined;
  const text = typeof received === "string" ? received : new TextDecoder().decode(received);
  try {
    parseJsonText(text);
    return undefined;
  } catch (error) {
    const isCause = /\bjson\b/i.test(contentType ?? "") || thrown.message === parseMessage(text);
    return isCause && error instanceof BodyError ? error : undefined;
  }
}

/**
 * Returns the error of a body that is not a form, if `formData()` of a copy of it has thrown the same.
 *
 * @returns undefined at once if nothing was read, and later if the body is not the cause
 */
export function unreadableForm(
  thrown: Error,
  received: BodyContext["received"],
  contentType: string | null | undefined,
): Promise<BodyError | undefined> | undefined {
  if (received === undefined) return undefined;
  const copy = new Response(received as BodyInit, { headers: { "content-type": contentType ?? "" } });
  return copy.formData().then(
    () => undefined,
    ({ message }: Error) => (message === thrown.message ? malformedForm(contentType, thrown) : undefined),
  );
}

/** Creates the error of a body that is not the form that its Content-Type declares. */
function malformedForm(contentType: string | null | undefined, cause: unknown): BodyError {
  const accepted = ["multipart/form-data", "application/x-www-form-urlencoded"];
  const type = (contentType ?? "").toLowerCase();
  return accepted.some((form) => type.startsWith(form))
    ? new BodyError("malformed_body", "The body is not a valid form.", {}, { cause })
    : new BodyError("unsupported_media", `The Content-Type must be ${accepted.join(" or ")}.`, { accepted }, { cause });
}

function throwFormError(thrown: unknown, request: Request, context: BodyContext): never {
  if (context.bodyError !== undefined || request.signal.aborted || !isFormError(thrown)) throw thrown;
  throw malformedForm(request.headers.get("content-type"), thrown);
}

/** Returns whether `formData()` has thrown this because the body is not a form. Bun throws a plain Error in a server. */
export function isFormError(thrown: unknown): boolean {
  return thrown instanceof TypeError || (thrown instanceof Error && thrown.message.startsWith("FormData "));
}

function parseMessage(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
