import { requireIterable } from "../contract/faults/arguments.ts";
import type { Json } from "../contract/index.ts";

/**
 * The real exchange that caused a code, as its test recorded it. The requests can be sent again. Their paths, headers and
 * bodies contain placeholders:
 *
 * | placeholder | stands for |
 * |---|---|
 * | `{{key.pinch}}` | the credential of the demo account `pinch` |
 * | `{{customerId}}` | a value that an earlier exchange captured |
 * | `{{uuid}}` | a random UUID, the same one in all exchanges of a run; `3f2b8c1e-5d47-4a90-8c1e-7b6a2d8f0e15` in the responses. In `base64`, its 36 characters are digits (RFC 4648, section 5) |
 * | `{{x*9000}}` | the text `x`, 9000 times |
 * | `{{base}}` | the API's base path, such as `/imaging`; only in `raw` |
 */
export interface Recording {
  /** Code that the last exchange returned. */
  readonly code: string;
  /**
   * The fault outside the API that the code needs, such as "The database is unavailable.", or why no request causes the code at present.
   * The code cannot be caused on request.
   */
  readonly fault?: string | undefined;
  /** The exchanges in order. The last one returned the code. */
  readonly exchanges: readonly RecordedExchange[];
  /** A similar request that succeeds, and its response. It is sent after the exchanges, and may use what they captured. */
  readonly works?: RecordedExchange | undefined;
}

/** One request and its response. */
export interface RecordedExchange {
  /** Purpose of the request, or its difference from its pair, in a few words: "costs 150, balance 50". */
  readonly note?: string | undefined;
  /** Number of times that the request is sent, 1 or more; the response is that of the last time. @default 1 */
  readonly times?: number | undefined;
  /**
   * Values that the response's body must have before the next request is sent, by JSON Pointer. The request is repeated
   * until then, because a background job changes them. @default the request is not repeated
   */
  readonly until?: Readonly<Record<string, unknown>> | undefined;
  /** The request as it was sent, with placeholders. */
  readonly request: RecordedRequest;
  /** The response to its last attempt. */
  readonly response: RecordedResponse;
  /** JSON Pointers into the response's body, by the placeholder that later requests use for the value. */
  readonly capture?: Readonly<Record<string, string>> | undefined;
}

/** A request that can be sent again. Its path, headers and body can contain placeholders. */
export interface RecordedRequest {
  /** HTTP method in upper case. */
  readonly method: string;
  /** Path and query below the API's base path. */
  readonly path: string;
  /** The headers that matter; names as they are written in documentation. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. @default no body */
  readonly body?: RecordedBody | undefined;
  /** The bytes on the connection, if HTTP clients and browsers cannot send this request. */
  readonly raw?: string | undefined;
}

/** A response as it was sent. */
export interface RecordedResponse {
  /** HTTP status, 200 to 599. */
  readonly status: number;
  /** Headers that say something about the API, by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The exact text of the body; absent if it is empty or not text. */
  readonly text?: string | undefined;
  /** Length of a body that is not text. @default the value of Content-Length */
  readonly bytes?: number | undefined;
}

/** A request's body, in the form that is shortest to read. */
export type RecordedBody =
  | {
      /** The value that is sent as JSON. */
      readonly json: unknown;
    }
  | {
      /** The text that is sent as UTF-8. */
      readonly text: string;
    }
  | {
      /** The bytes in Base64 (RFC 4648, section 4). */
      readonly base64: string;
    }
  | {
      /** The text that a large body repeats. */
      readonly repeat: string;
      /** How often it is repeated, 1 or more. */
      readonly times: number;
    }
  | {
      /** The parts of a `multipart/form-data` body, in order. */
      readonly form: readonly RecordedPart[];
    };

/** One part of a `multipart/form-data` body. */
export interface RecordedPart {
  /** Name of the form's field. */
  readonly name: string;
  /** Name of the file. @default a field that is not a file */
  readonly fileName?: string | undefined;
  /** Media type of the file. @default none */
  readonly type?: string | undefined;
  /** Content of the field or the file. */
  readonly content: Exclude<RecordedBody, { readonly form: unknown }>;
}

/**
 * Returns the recorded body of each code, as far as it is JSON: the examples for `errata/openapi`.
 *
 * @example
 * ```ts
 * import type { AnyContract } from "errata";
 * import { openapi } from "errata/openapi";
 * import { type Recording, recordedBodies } from "errata/reference";
 *
 * export function describe(contract: AnyContract, recordings: readonly Recording[]): string {
 *   return JSON.stringify(openapi(contract, { examples: recordedBodies(recordings) }).document);
 * }
 * ```
 */
export function recordedBodies(recordings: Iterable<Recording>): Readonly<Record<string, Json>> {
  requireIterable("recordedBodies: recordings", recordings);
  const pairs = [...recordings].flatMap(({ code, exchanges }): [string, Json][] => {
    const text = exchanges.at(-1)?.response.text;
    try {
      return text === undefined ? [] : [[code, JSON.parse(text) as Json]];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(pairs);
}
