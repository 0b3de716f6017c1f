import type { AnyApi, BodyOf, DataOf, ErrorOf, OpenApi, OperationOf, PathNames } from "./api.ts";
import { CallError, invalidRequest } from "./call-error.ts";
import type { ContractMetadata } from "./metadata.ts";
import { checkCallOptions, checkClientOptions, throwConnectionError } from "./options/index.ts";
import type { ErrorDetection } from "./parse/index.ts";
import type { BodyFormat, BuiltRequest, RequestParts, Success, TransportResponse } from "./request/index.ts";
import { buildRequest, isStream, readResponse, resolveBaseUrl, setAttempt } from "./request/index.ts";
import type { PreparedRequest, RetryOptions, RetryState } from "./retry/index.ts";
import { identifyCaller, withRetries } from "./retry/index.ts";

/** Sends one request, as `fetch` does. */
export type Transport = (url: string, init: RequestInit) => Promise<TransportResponse>;

/** Options of `client`. */
export interface ClientOptions<Api extends AnyApi> extends RetryOptions {
  /** URL before the paths of the operations: `https://api.example.com/imaging`. In a browser it may be relative to the page. */
  readonly baseUrl: string;
  /** Metadata of the API's contract. @default none: the published formats are recognised */
  readonly metadata?: ContractMetadata<Api>;
  /** Headers of every request. A function runs before every attempt, so that a new token is used at once. @default none */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** Name of the header that carries idempotency keys. @default "idempotency-key" */
  readonly idempotencyHeader?: string;
  /**
   * Sends requests. The client does not follow redirects, because they would receive the credentials; to follow them,
   * set `redirect` here. @default the global fetch
   */
  readonly fetch?: Transport;
  /** Largest body of a 2xx response, in bytes, 1 or more. @default 16 MiB */
  readonly maxBytes?: number;
  /**
   * Whether a 2xx response can be an error: `false` for never, or a function that receives the parsed body. A 207 never is.
   * @default true: the contract's envelopes, or without metadata a body with nothing but an error member
   */
  readonly detectErrors?: ErrorDetection;
}

/** Options of one call. */
export interface CallOptions<Body = unknown> extends RequestParts {
  /** Plain objects and lists are sent as JSON, other values as `fetch` sends them. A stream is sent once. @default none */
  readonly body?: Body;
  /** Ends the call at once, including its waits. @default none */
  readonly signal?: AbortSignal;
  /** Sent with every attempt, so that the server does the work once. @default generated if the contract says that the operation accepts one */
  readonly idempotencyKey?: string;
  /** Whether the request may be sent twice without harm. @default true with an idempotency key, and for methods other than POST and PATCH */
  readonly idempotent?: boolean;
  /** Form in which a body that is not JSON is returned. @default parsed as JSON */
  readonly as?: BodyFormat;
}

/** A success with its data, or the error. */
export type Result<Data, Failure> =
  | Success<Data>
  | {
      /** The call failed. */
      readonly ok: false;
      /** The error, typed by the codes of the operation. */
      readonly error: Failure;
    };

/** Arguments after the operation. `params` is required if the path has placeholders. */
type CallArguments<Api extends AnyApi, Name extends OperationOf<Api>> =
  string extends PathNames<Name>
    ? [options?: CallOptions<BodyOf<Api, Name>>]
    : [PathNames<Name>] extends [never]
      ? [options?: CallOptions<BodyOf<Api, Name>> & { readonly params?: never }]
      : [
          options: CallOptions<BodyOf<Api, Name>> & {
            readonly params: { readonly [Value in PathNames<Name>]: string | number };
          },
        ];

/** Calls the operations of one API. */
export interface Client<Api extends AnyApi> {
  /** Calls an operation and returns its data or its error. Rejects only if a function of the calling program throws. */
  try<Name extends OperationOf<Api>>(
    operation: Name,
    ...options: CallArguments<Api, Name>
  ): Promise<Result<DataOf<Api, Name>, ErrorOf<Api, Name>>>;
  /**
   * Calls an operation and returns its data.
   *
   * @throws CallError
   */
  call<Name extends OperationOf<Api>>(
    operation: Name,
    ...options: CallArguments<Api, Name>
  ): Promise<DataOf<Api, Name>>;
}

/**
 * Creates a client. Every failure is a typed error, retried where that can help and does no harm. Calls with different
 * credentials share neither rate limits nor retry budgets.
 *
 * @throws TypeError if `baseUrl` is not an http(s) URL or contains credentials, or if an option has another type, is out of its
 *   bounds or does not exist
 * @example
 * ```ts
 * import { client } from "errata/client";
 *
 * const api = client({
 *   baseUrl: "https://api.example.com",
 *   headers: () => ({ authorization: `Bearer ${localStorage.getItem("token")}` }),
 * });
 * const result = await api.try("GET /v1/orders/{orderId}", { params: { orderId: "7" } });
 * if (result.ok) console.log(result.data);
 * else console.error(String(result.error));
 * ```
 */
export function client<Api extends AnyApi = OpenApi>(options: ClientOptions<Api>): Client<Api> {
  checkClientOptions(options);
  const baseUrl = resolveBaseUrl(options.baseUrl);
  const { metadata, fetch = globalThis.fetch } = options;
  const state: RetryState = new Map();

  async function attempt(operation: string, call: CallOptions = {}): Promise<Result<unknown, CallError>> {
    // Generated once for all attempts. A page without a secure context has no randomUUID, and then no key.
    const key = call.idempotencyKey ?? (metadata?.keyed?.includes(operation) ? crypto.randomUUID?.() : undefined);
    const prepare = async (attemptNumber: number): Promise<PreparedRequest<Success<unknown>>> => {
      const [url, init] = await build(baseUrl, operation, call, options, key);
      setAttempt(init.headers, attemptNumber, options.attemptHeader);
      return {
        // Read only when needed, because reading all headers costs 5 % of a call.
        identify: () => identifyCaller(url, init.headers, options),
        operation,
        send: async (signal, onHeaders) => {
          const response = await fetch(url, { ...init, signal }).catch((error) =>
            throwConnectionError(error, url, init),
          );
          onHeaders(response.headers);
          return readResponse(response, call.as, options);
        },
      };
    };
    const idempotent = call.idempotent ?? (Boolean(key) || !/^(POST|PATCH) /.test(operation));
    const retryable = { prepare, idempotent, replayable: !isStream(call.body), signal: call.signal };
    const result = await withRetries(retryable, options, state);
    return result instanceof CallError ? { ok: false, error: result } : result;
  }

  return {
    try: attempt as Client<Api>["try"],
    call: async (...call) => {
      const result = await attempt(...(call as unknown as [string, CallOptions?]));
      if (result.ok) return result.data as never;
      throw result.error;
    },
  };
}

/** @throws CLIENT_MALFORMED_REQUEST, also for any error of `headers()` and unknown options, which are bugs in the calling program */
async function build(
  baseUrl: string,
  operation: string,
  call: CallOptions,
  { headers, idempotencyHeader = "idempotency-key" }: ClientOptions<AnyApi>,
  key: string | undefined,
): Promise<BuiltRequest> {
  try {
    checkCallOptions(call);
    const common = typeof headers === "function" ? await headers() : headers;
    return buildRequest(baseUrl, operation, call, [
      common,
      call.headers,
      key ? { [idempotencyHeader]: key } : undefined,
    ]);
  } catch (cause) {
    throw invalidRequest(cause);
  }
}
