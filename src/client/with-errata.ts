import { isStream } from "./build-request.ts";
import { CallError } from "./call-error.ts";
import { clientError } from "./client-error.ts";
import type { ContractMetadata } from "./contract-metadata-types.ts";
import { parseError } from "./parse-error.ts";
import { noteError } from "./parse-response.ts";
import type { Call, OriginState, RetryOptions } from "./persist.ts";
import { persist } from "./persist.ts";
import { readBody } from "./read-body.ts";

/** What a wrapped `fetch` is made with. */
export interface WithErrataOptions extends RetryOptions {
  /** What is known of the API's contract. @default nothing: answers are read in all published forms */
  readonly metadata?: ContractMetadata;
  /** Header that carries idempotency keys. @default "idempotency-key" */
  readonly idempotencyHeader?: string;
}

type Fetch = typeof globalThis.fetch;

/** How many origins are remembered; the oldest is forgotten first. */
const maxOrigins = 100;

/**
 * Wraps a function of the shape of `fetch`: the same retries, gate, budget and deadline as `client`, for code that is
 * written, or generated, against `fetch`. An answer stays a `Response`; `parseResponse` gives its error. Rejects with a
 * CallError where there is no answer, and with the signal's own reason where the caller gave up.
 */
export function withErrata(fetch: Fetch = globalThis.fetch, options: WithErrataOptions = {}): Fetch {
  const origins = new Map<string, OriginState>();
  const { clock = () => performance.now(), deadlineMs = 30_000 } = options;
  return async (input, init = {}) => {
    const plan = planOf(input, init, options);
    const { headers, signal } = plan;
    const ends = clock() + deadlineMs;
    const send = async (attempt: AbortSignal): Promise<Response | CallError> => {
      const controller = new AbortController();
      attempt.addEventListener("abort", () => controller.abort(attempt.reason));
      attempt.throwIfAborted();
      const response = await fetch(plan.open(), { ...init, headers, signal: controller.signal });
      if (response.status > 399) return readError(response, options);
      limitBody(response, controller, ends - clock(), signal);
      return response;
    };
    const result = await persist(send, plan, options, stateOf(origins, plan.origin));
    if (!(result instanceof CallError)) return result;
    if (signal?.aborted) throw signal.reason;
    if (result.status > 0) return responseOf(result);
    throw result;
  };
}

interface Plan extends Call {
  readonly headers: Headers;
  readonly origin: string;
  /** Gives what is handed to `fetch`: of a request a clone, so that the request itself can be sent again. */
  readonly open: () => Parameters<Fetch>[0];
}

function planOf(input: Parameters<Fetch>[0], init: RequestInit, options: WithErrataOptions): Plan {
  const { idempotencyHeader = "idempotency-key", metadata } = options;
  const request = typeof input === "object" && "url" in input ? input : undefined;
  const url = new URL(request?.url ?? `${input}`, globalThis.location?.href);
  const method = (init.method ?? request?.method ?? "GET").toUpperCase();
  const headers = new Headers(init.headers ?? request?.headers);
  // Minted once for all attempts, where the contract says that the operation accepts one.
  if (isKeyed(metadata, method, url.pathname) && !headers.has(idempotencyHeader) && crypto.randomUUID)
    headers.set(idempotencyHeader, crypto.randomUUID());
  return {
    headers,
    origin: url.origin,
    open: () => request?.clone() ?? input,
    signal: init.signal ?? request?.signal,
    idempotent: headers.has(idempotencyHeader) || !/^P[OA]/.test(method),
    replayable: !isStream(init.body),
  };
}

function isKeyed(metadata: ContractMetadata | undefined, method: string, pathname: string): boolean {
  return (metadata?.keyed ?? []).some((operation) => {
    const [verb, path = ""] = operation.split(" ");
    const pattern = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+");
    return verb === method && new RegExp(`${pattern}$`).test(pathname);
  });
}

function stateOf(origins: Map<string, OriginState>, origin: string): OriginState {
  const state = origins.get(origin) ?? { spent: 0 };
  origins.set(origin, state);
  for (const oldest of origins.keys()) if (origins.size > maxOrigins) origins.delete(oldest);
  return state;
}

const responses = new WeakMap<CallError, Response>();

/** Reads an error whole, as its retry has to be decided, and keeps a response that can be read again. */
async function readError(response: Response, { metadata }: WithErrataOptions): Promise<CallError> {
  const { status, statusText } = response;
  const text = (await readBody(response, 1 << 24).catch(() => "")) as string;
  const error = parseError(status, response.headers, text, metadata);
  const headers = new Headers(response.headers);
  // The text is no longer written as these say.
  headers.delete("content-encoding");
  headers.delete("content-length");
  const copy = new Response(text, { status, statusText, headers });
  responses.set(error, Object.defineProperty(copy, "url", { value: response.url }));
  return error;
}

/** Gives the answer that an error was read from; for a call that met a closed gate, one like that which closed it. */
function responseOf(error: CallError): Response {
  const waitMs = String(error.retryAfterMs ?? "");
  const body = typeof error.body === "string" ? error.body : JSON.stringify(error.body);
  const response =
    responses.get(error) ??
    new Response(body, {
      status: error.status,
      headers: {
        "content-type": "application/json",
        "retry-after-ms": waitMs,
        "retry-after": String(Math.ceil(Number(waitMs) / 1000)),
      },
    });
  noteError(response, error);
  return response;
}

/** Lets the deadline, and the caller, end a body that is still being read. A stream of events has no end, so no deadline. */
function limitBody(
  response: Response,
  controller: AbortController,
  ms: number,
  signal: AbortSignal | null | undefined,
): void {
  if (!response.body) return;
  signal?.addEventListener("abort", () => controller.abort(signal.reason), { once: true });
  if (/^text\/event-stream/.test(response.headers.get("content-type") ?? "") || !(ms < 2 ** 31)) return;
  const timer: unknown = setTimeout(
    () => controller.abort(clientError("timeout", "The body took longer than the deadline")),
    ms,
  );
  // A program must not wait for a timer that only guards a body nobody reads any more.
  (timer as { unref?: () => void }).unref?.();
}
