import { CallError, clientError, throwConnectionError } from "./call-error.ts";
import type { ContractMetadata } from "./metadata.ts";
import { parseError, rememberError } from "./parse/index.ts";
import { isStream, pageBase, readBody, setAttempt, timeoutMessage } from "./request/index.ts";
import type { PreparedRequest, RetryOptions, RetryState } from "./retry/index.ts";
import { identifyCaller, withRetries } from "./retry/index.ts";

/** Options of `withErrata`. */
export interface WithErrataOptions extends RetryOptions {
  /** Metadata of the API's contract. @default none: responses are parsed in all published formats */
  readonly metadata?: ContractMetadata;
  /** Name of the header that carries idempotency keys. @default "idempotency-key" */
  readonly idempotencyHeader?: string;
}

type Fetch = typeof globalThis.fetch;

/** Bytes that are read of an error body, 16 MiB. */
const maxErrorBytes = 2 ** 24;

/**
 * Wraps a function like `fetch`. The result has the retries, idempotency keys and deadline of `client`, for code that is
 * written or generated for `fetch`. It returns every response as a `Response`; pass it to `parseResponse` to get its error.
 *
 * @param fetch sends one request. @default the global fetch
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
  const state: RetryState = new Map();
  const { clock = () => performance.now(), deadlineMs = 30_000 } = options;
  return async (input, init = {}) => {
    const call = describeCall(input, init, options);
    const { signal } = call;
    const endsAtMs = clock() + deadlineMs;
    const send: Send = async (attempt, attemptSignal, onHeaders) => {
      const headers = new Headers(call.headers);
      setAttempt(headers, attempt, options.attemptHeader);
      const controller = new AbortController();
      attemptSignal.addEventListener("abort", () => controller.abort(attemptSignal.reason));
      const request = { ...init, headers, signal: controller.signal };
      const response = await fetch(call.open(), request).catch(throwConnectionError);
      onHeaders(response.headers);
      if (response.status >= 400) return readError(response, options);
      limitBody(response, controller, endsAtMs - clock(), deadlineMs, signal);
      return response;
    };
    const prepare = async (attempt: number): Promise<PreparedRequest<Response>> => ({
      ...call,
      send: (attemptSignal, onHeaders) => send(attempt, attemptSignal, onHeaders),
    });
    const result = await withRetries({ ...call, prepare }, options, state);
    if (!(result instanceof CallError)) return result;
    if (signal?.aborted) throw signal.reason;
    if (result.status > 0) return responseOf(result);
    throw result;
  };
}

type Send = (
  attempt: number,
  ...request: Parameters<PreparedRequest<Response>["send"]>
) => ReturnType<PreparedRequest<Response>["send"]>;

interface DescribedCall {
  readonly caller: string;
  readonly operation: string;
  readonly headers: Headers;
  readonly idempotent: boolean;
  readonly replayable: boolean;
  readonly signal: AbortSignal | null | undefined;
  /** Returns the first argument of `fetch`: a clone of a `Request`, so that it can be sent again. */
  readonly open: () => Parameters<Fetch>[0];
}

function describeCall(input: Parameters<Fetch>[0], init: RequestInit, options: WithErrataOptions): DescribedCall {
  const { idempotencyHeader = "idempotency-key", metadata } = options;
  const request = typeof input === "object" && "url" in input ? input : undefined;
  const url = new URL(request?.url ?? `${input}`, pageBase());
  const method = (init.method ?? request?.method ?? "GET").toUpperCase();
  const headers = new Headers(init.headers ?? request?.headers);
  // Generated once for all attempts.
  if (acceptsKey(metadata, method, url.pathname) && !headers.has(idempotencyHeader) && crypto.randomUUID)
    headers.set(idempotencyHeader, crypto.randomUUID());
  const caller = options.callerOf?.(headers) ?? identifyCaller(url.href, headers, idempotencyHeader);
  return {
    // Limits and outages of one origin say nothing about another.
    caller: `${url.origin}\n${caller}`,
    operation: `${method} ${url.pathname}`,
    headers,
    idempotent: headers.has(idempotencyHeader) || (method !== "POST" && method !== "PATCH"),
    replayable: !isStream(init.body),
    signal: init.signal ?? request?.signal,
    open: () => request?.clone() ?? input,
  };
}

/** Returns whether the contract says that the operation accepts an idempotency key. The API may be mounted below a prefix. */
function acceptsKey(metadata: ContractMetadata | undefined, method: string, pathname: string): boolean {
  return (metadata?.keyed ?? []).some((operation) => {
    const [operationMethod, path = ""] = operation.split(" ");
    const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+");
    return operationMethod === method && new RegExp(`${pattern}$`).test(pathname);
  });
}

/** Responses of errors, with a body that can be read again. */
const responses = new WeakMap<CallError, Response>();

/** Reads a whole error, because its body can decide about the retry. */
async function readError(response: Response, { metadata }: WithErrataOptions): Promise<CallError> {
  const { status, statusText } = response;
  const text = (await readBody(response, maxErrorBytes).catch(() => "")) as string;
  const error = parseError(status, response.headers, text, metadata);
  const headers = new Headers(response.headers);
  // The body is already decoded, so these headers no longer apply.
  headers.delete("content-encoding");
  headers.delete("content-length");
  const copy = new Response(text, { status, statusText, headers });
  responses.set(error, Object.defineProperty(copy, "url", { value: response.url }));
  return error;
}

/** Returns the response of an error. For a call that an open circuit stopped, it is built from the 429 that opened it. */
function responseOf(error: CallError): Response {
  const response = responses.get(error) ?? rateLimitResponse(error);
  rememberError(response, error);
  return response;
}

function rateLimitResponse({ status, body, retryAfterMs = 0 }: CallError): Response {
  return new Response(typeof body === "string" ? body : JSON.stringify(body), {
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
  if (isEventStream || !(remainingMs < 2 ** 31)) return;
  const error = clientError("timeout", timeoutMessage(deadlineMs, "deadlineMs"));
  const timer: unknown = setTimeout(() => controller.abort(error), remainingMs);
  // In Node, a timer for a body that nobody reads must not keep the process alive.
  (timer as { readonly unref?: () => void }).unref?.();
}
