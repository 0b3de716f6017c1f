import { CallError, clientError } from "./call-error.ts";
import type { ContractMetadata } from "./metadata.ts";
import { checkFetchInit, checkFetchOptions, throwConnectionError } from "./options/index.ts";
import { longestMs, parseErrorFully, rememberError, textOfBody } from "./parse/index.ts";
import { isStream, pageBase, readBody, setAttempt, timeoutMessage } from "./request/index.ts";
import type { PreparedRequest, RetryableCall, RetryOptions, RetryState } from "./retry/index.ts";
import { identifyCaller, withRetries } from "./retry/index.ts";

/** Options of `withErrata`. */
export interface WithErrataOptions extends RetryOptions {
  /** Metadata of the API's contract. @default none: the published formats are recognised */
  readonly metadata?: ContractMetadata;
  /** Name of the header that carries idempotency keys. @default "idempotency-key" */
  readonly idempotencyHeader?: string;
}

type Fetch = typeof globalThis.fetch;
type Input = Parameters<Fetch>[0];

/** Bytes that are read of an error body for its code and its wait, 1 MiB. */
const maxErrorBytes = 2 ** 20;

/** Bytes of the body of a `Request` that are kept for retries, 16 MiB. A longer body is sent once. */
const maxReplayBytes = 2 ** 24;

/**
 * Wraps a function like `fetch`. The result has the retries, idempotency keys and deadline of `client`, for code that is
 * written or generated for `fetch`. It returns every response as `fetch` received it; pass it to `parseResponse` to get its
 * error. A client that retries itself would multiply the attempts, so turn its own retries off: `retry: 0` in ky and
 * ofetch, `maxRetries: 0` in generated SDKs.
 *
 * @param fetch sends one request. @default the global fetch
 * @throws TypeError at once if an option is not valid; later as `fetch` does, without a retry, if the request is not valid
 * @throws CallError if there is no response; the reason of the caller's signal if that was aborted
 * @example
 * ```ts
 * import { parseResponse, withErrata } from "errata/client";
 *
 * const fetchWithRetries = withErrata();
 * const response = await fetchWithRetries("https://api.example.com/v1/orders");
 * const error = await parseResponse(response);
 * if (error) console.error(error.code, error.requestId);
 * ```
 */
export function withErrata(fetch: Fetch = globalThis.fetch, options: WithErrataOptions = {}): Fetch {
  checkFetchOptions(options, fetch);
  const state: RetryState = new Map();
  // Kept, as `fetch` keeps its own: a program may replace the global class later, for example in a test.
  const { Headers } = globalThis;
  const {
    clock = () => performance.now(),
    deadlineMs = 30_000,
    idempotencyHeader = "idempotency-key",
    metadata,
  } = options;
  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one constant per part of the request, each with its default
  return async (input, optionalInit) => {
    // `fetch` accepts null, too.
    const init = optionalInit ?? {};
    checkFetchInit(init);
    // A request that is not valid fails in the same way without retries.
    if (!isValid(input, init)) return fetch(input, init);
    const request = requestOf(input);
    const url = new URL(request?.url ?? `${input}`, pageBase());
    const method = (init.method ?? request?.method ?? "GET").toUpperCase();
    const headers = new Headers(init.headers ?? request?.headers);
    // Generated once for all attempts.
    if (acceptsKey(metadata, method, url.pathname) && !headers.has(idempotencyHeader) && crypto.randomUUID)
      headers.set(idempotencyHeader, crypto.randomUUID());
    const signal = init.signal ?? request?.signal;
    // The body of a `Request`, which `fetch` reads only once.
    const recordedBody = request?.body && init.body == null ? recordBody(request) : undefined;
    const endsAtMs = clock() + deadlineMs;
    let previous: Response | undefined;
    const send: PreparedRequest<Response>["send"] = async (attemptSignal, onHeaders) => {
      // Nobody reads the rest of an error that is retried.
      previous?.body?.cancel().catch(() => {});
      const controller = new AbortController();
      attemptSignal.addEventListener("abort", () => controller.abort(attemptSignal.reason));
      const body = request?.bodyUsed && recordedBody?.();
      const attempt = { ...init, ...(body && { body }), headers: new Headers(headers), signal: controller.signal };
      const response = await fetch(input, attempt).catch((error) => throwFailure(error, init));
      previous = response;
      onHeaders(response.headers);
      const error = response.status >= 400 ? await readError(response, attemptSignal, options) : undefined;
      if (!error?.isComplete) limitBody(response, controller, endsAtMs - clock(), deadlineMs, signal);
      return error?.error ?? response;
    };
    const call: RetryableCall<Response> = {
      signal,
      idempotent: headers.has(idempotencyHeader) || (method !== "POST" && method !== "PATCH"),
      get replayable() {
        return recordedBody ? Boolean(recordedBody()) : !isStream(init.body);
      },
      prepare: (attempt) => {
        setAttempt(headers, attempt, options.attemptHeader);
        return {
          identify: () => identifyCaller(url.href, headers, options),
          operation: `${method} ${url.pathname}`,
          send,
        };
      },
    };
    const result = await withRetries(call, options, state);
    if (!(result instanceof CallError)) return result;
    if (signal?.aborted) throw signal.reason;
    if (result.status > 0) return responseOf(result);
    // A fault of the calling program is rejected as `fetch` rejected it.
    throw result.kind === "malformed_request" ? result.cause : result;
  };
}

/** Returns whether `fetch` would send the request: it has a URL of HTTP, and can have its body. */
function isValid(input: Input, init: RequestInit): boolean {
  try {
    const request = requestOf(input);
    const { url, method, body, bodyUsed } = request ?? ({ url: `${input}` } as Request);
    new Request(url, request ? { method, body: body && "", ...init } : init);
    return /^https?:$/.test(new URL(url, pageBase()).protocol) && !bodyUsed && !body?.locked;
  } catch {
    return false;
  }
}

function requestOf(input: Input): Request | undefined {
  return typeof input === "object" && "url" in input ? input : undefined;
}

/**
 * Throws the error of a request that got no response. A fault of the calling program, such as a redirect although the call
 * forbids it, has no code of the system.
 */
function throwFailure(error: unknown, { redirect }: RequestInit): never {
  const { cause } = Object(error) as Error;
  // Browsers give no cause. There, a forbidden redirect cannot be distinguished from a failed connection.
  if (cause === undefined ? redirect === "error" : !("code" in Object(cause))) throw error;
  throwConnectionError(error);
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes that are recorded at once, 64 KiB. */
const maxPartBytes = 2 ** 16;

/** Returns a reader of small parts, if the stream has any. A clone copies every part, and a part can be a whole file. */
function readerOf(stream: ReadableStream<Bytes>): ReadableStreamBYOBReader {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    // A reader of whole chunks ignores the parameter of `read`.
    return stream.getReader() as unknown as ReadableStreamBYOBReader;
  }
}

/**
 * Records the body of a `Request` while it is sent. The recording of a long body is dropped, so that it is not kept twice.
 *
 * @returns a function that returns the body if the whole of it is known, so that it can be sent again
 */
function recordBody(request: Request): () => Blob | undefined {
  let body: Blob | undefined;
  const record = async (): Promise<void> => {
    const reader = readerOf(request.clone().body as ReadableStream<Bytes>);
    const chunks: Bytes[] = [];
    for (let bytes = 0; bytes <= maxReplayBytes; ) {
      const { value, done } = await reader.read(new Uint8Array(maxPartBytes));
      if (done) {
        body = new Blob(chunks);
        return;
      }
      chunks.push(value);
      bytes += value.length;
    }
    await reader.cancel();
  };
  // A body that cannot be read fails the request itself.
  record().catch(() => {});
  return () => body;
}

/** Returns whether the contract says that the operation accepts an idempotency key. The API may be mounted below a prefix. */
function acceptsKey(metadata: ContractMetadata | undefined, method: string, pathname: string): boolean | undefined {
  return metadata?.keyed?.some((operation) => {
    const [operationMethod, path] = operation.split(" ") as [string, string];
    const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+");
    return operationMethod === method && new RegExp(`${pattern}$`).test(pathname);
  });
}

/** Responses of errors, whose body nobody has read. */
const responses = new WeakMap<CallError, Response>();

interface ReadError {
  readonly error: CallError;
  /** Whether the whole body has arrived. */
  readonly isComplete: boolean;
}

/** Reads the beginning of an error, because it can decide about the retry. The body stays readable, byte for byte. */
async function readError(response: Response, signal: AbortSignal, { metadata }: WithErrataOptions): Promise<ReadError> {
  let cut: Bytes[] | undefined;
  const text = await readBody(response.clone(), maxErrorBytes, (_, chunks) => {
    cut = chunks;
  });
  const error = await parseErrorFully(response.status, response.headers, text as string, metadata);
  responses.set(error, cut && signal.aborted ? cutResponse(response, cut, signal) : response);
  return { error, isComplete: !cut };
}

/** Returns a response whose body fails after what has arrived, because that of an aborted request cannot be read any more. */
function cutResponse(response: Response, chunks: Bytes[], { reason }: AbortSignal): Response {
  const pull = (controller: ReadableStreamDefaultController): void => {
    const chunk = chunks.shift();
    if (chunk) controller.enqueue(chunk);
    else controller.error(reason);
  };
  return new Response(new ReadableStream({ pull }), response);
}

/** Returns the response of an error. For a call that an open circuit stopped, it is built from the 429 that opened it. */
function responseOf(error: CallError): Response {
  const response = responses.get(error) ?? rateLimitResponse(error);
  rememberError(response, error);
  return response;
}

function rateLimitResponse({ status, body, retryAfterMs = 0 }: CallError): Response {
  return new Response(textOfBody(body), {
    status,
    headers: {
      "content-type": "application/json",
      "retry-after": String(Math.ceil(retryAfterMs / 1000)),
      "retry-after-ms": String(retryAfterMs),
    },
  });
}

/** Aborts a body that is still being read at the deadline, or when the caller aborts. An event stream has no deadline. */
function limitBody(
  response: Response,
  controller: AbortController,
  remainingMs: number,
  deadlineMs: number,
  signal: AbortSignal | null | undefined,
): void {
  if (!response.body) return;
  signal?.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  const isEventStream = response.headers.get("content-type")?.startsWith("text/event-stream");
  // A longer timer would fire at once.
  if (isEventStream || !(remainingMs < longestMs)) return;
  const error = clientError("timeout", timeoutMessage(deadlineMs, "deadlineMs"));
  const timer: unknown = setTimeout(() => controller.abort(error), remainingMs);
  // In Node, a timer for a body that nobody reads must not keep the process alive.
  (timer as { readonly unref?: () => void }).unref?.();
}
