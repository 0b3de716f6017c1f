import type { AnyApi, BodyOf, DataOf, ErrorOf, OpenApi, OperationOf, PathNames } from "./api.ts";
import type { RequestParts } from "./build-request.ts";
import { buildRequest, isStream } from "./build-request.ts";
import { CallError } from "./call-error.ts";
import type { ContractMetadata } from "./contract-metadata-types.ts";
import type { OriginState, RetryOptions } from "./persist.ts";
import { persist } from "./persist.ts";
import type { As, Reply } from "./read-body.ts";
import type { Success } from "./read-reply.ts";
import { readReply } from "./read-reply.ts";

/** Sends one request, as `fetch` does. */
export type Transport = (url: string, init: RequestInit) => Promise<Reply>;

/** What a client is made with. */
export interface ClientOptions<Api extends AnyApi> extends RetryOptions {
  /** What stands before the paths of the operations: `https://api.example.com/imaging`. */
  readonly baseUrl: string;
  /** What the client knows of the API's contract. @default nothing: answers are read in all published forms */
  readonly metadata?: ContractMetadata<Api>;
  /** Headers of every request; a function is asked before every attempt, so that a new token is used at once. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);
  /** Header that carries idempotency keys. @default "idempotency-key" */
  readonly idempotencyHeader?: string;
  /** Sends requests. Redirects are not followed, because credentials would go with them: who wants that sets `redirect` here. @default the global fetch */
  readonly fetch?: Transport;
  /** Longest body of a success, in bytes. @default 16 MiB */
  readonly maxBytes?: number;
}

/** What one call gives beside the operation. */
export interface CallOptions<Body = unknown> extends RequestParts {
  readonly body?: Body;
  /** Ends the call at once, whatever it is waiting for. */
  readonly signal?: AbortSignal;
  /** Sent with every attempt, so that the server does the work once. @default made for operations that accept one */
  readonly idempotencyKey?: string;
  /** Says that doing it twice does no harm. @default true for methods other than POST and PATCH, and with a key */
  readonly idempotent?: boolean;
  /** How a success that is no JSON is read. @default as JSON */
  readonly as?: As;
}

/** A success with its data, or the error. */
export type Result<Data, Failure> = Success<Data> | { readonly ok: false; readonly error: Failure };

/** The arguments after the operation: values are required where its path has placeholders. */
type Given<Api extends AnyApi, Name extends OperationOf<Api>> =
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
  /** Calls an operation, and gives its data or its error; rejects only for faults of the program itself. */
  try<Name extends OperationOf<Api>>(
    operation: Name,
    ...given: Given<Api, Name>
  ): Promise<Result<DataOf<Api, Name>, ErrorOf<Api, Name>>>;
  /**
   * Calls an operation, and gives its data.
   *
   * @throws CallError
   */
  call<Name extends OperationOf<Api>>(operation: Name, ...given: Given<Api, Name>): Promise<DataOf<Api, Name>>;
}

/**
 * Makes a client: every failure is a typed error, retried where that can help and does no harm. What an origin refuses,
 * and what is left for retries, is remembered by the client: make one for each credential.
 *
 * @throws Error where `baseUrl` is no address, or holds credentials
 */
export function client<Api extends AnyApi = OpenApi>(options: ClientOptions<Api>): Client<Api> {
  const {
    baseUrl,
    metadata,
    headers: usual,
    fetch = globalThis.fetch,
    idempotencyHeader = "idempotency-key",
  } = options;
  // Once, as it is too much for every call. Of an address with credentials, `fetch` would show the credentials.
  if (/\/\/[^/]*@/.test(new URL(baseUrl) as never)) throw Error("Bad baseUrl");
  const origin: OriginState = { spent: 0 };
  // Rejects for faults of the program only: what a hook or a clock threw.
  const attempt = async (operation: string, given: CallOptions = {}): Promise<Result<unknown, CallError>> => {
    // Minted once, outside of the attempts. A page without a secure context has no randomUUID: better no key, and no retry.
    const key = given.idempotencyKey ?? (metadata?.keyed?.includes(operation) && crypto.randomUUID?.());
    const send = async (signal: AbortSignal): Promise<Success<unknown> | CallError> => {
      const [url, init] = buildRequest(baseUrl, operation, given, typeof usual === "function" ? await usual() : usual);
      if (key) init.headers.set(idempotencyHeader, key);
      init.signal = signal;
      return readReply(await fetch(url, init), given.as, options);
    };
    const { idempotent = (key || !/^P[OA]/.test(operation)) as boolean, signal } = given;
    const result = await persist(send, { idempotent, replayable: !isStream(given.body), signal }, options, origin);
    return result instanceof CallError ? { ok: false, error: result } : result;
  };
  return {
    try: attempt as never,
    call: async (...given) => {
      const result = await attempt(...(given as unknown as [string]));
      if (result.ok) return result.data as never;
      throw result.error;
    },
  };
}
