import type { ApiOf } from "../client/index.ts";
import type { AnyContract, Entry } from "../contract/index.ts";
import type { Envelope, WireError } from "../envelope/index.ts";
import type { ReadResponse } from "./read-response.ts";

/** The codes that an API with a contract can send: its own, those of conditions, and `HTTP_409`. Any text if they are not known to the compiler. */
export type CodeOf<Of> = string extends keyof ErrorsOf<Of>
  ? string
  : (keyof ErrorsOf<Of> & string) | `HTTP_${number}` | `http_${number}`;

/** The details of a code. */
export type DetailsOfCode<Of, Code> = string extends keyof ErrorsOf<Of>
  ? unknown
  : Code extends keyof ErrorsOf<Of>
    ? ErrorsOf<Of>[Code]
    : unknown;

type ErrorsOf<Of> = [ApiOf<Of>] extends [never]
  ? Readonly<Record<string, unknown>>
  : ApiOf<Of> extends { readonly errors: infer Errors; readonly conditions: infer Conditions }
    ? Errors & Conditions
    : never;

/** A value, or the same value with regular expressions in the place of texts. */
export type Expectation<Value> = Value extends string
  ? Value | RegExp
  : Value extends object
    ? { readonly [Name in keyof Value]: Expectation<Value[Name]> }
    : Value;

/** An expectation of some members. */
export type PartialExpectation<Value> = Value extends string
  ? Value | RegExp
  : Value extends readonly unknown[]
    ? { readonly [Index in keyof Value]: PartialExpectation<Value[Index]> }
    : Value extends object
      ? { readonly [Name in keyof Value]?: PartialExpectation<Value[Name]> }
      : Value;

/** Expectations of an error besides its code. Texts can be regular expressions, and values matchers such as `expect.any(Number)`. */
export interface ExpectedError<Details = unknown> {
  /** The details, without any other member. @default any details that match the code's schema */
  readonly details?: Expectation<Details> | undefined;
  /** Members of the details, which may have others too. @default none */
  readonly detailsInclude?: PartialExpectation<Details> | undefined;
  /** The message. @default the contract's, in the language of the response */
  readonly message?: string | RegExp | undefined;
  /** Headers by name; null for a header that must be absent. @default those that the contract declares */
  readonly headers?: Readonly<Record<string, string | RegExp | null>> | undefined;
  /** The form that the request asked for in Accept. @default the envelope of the code */
  readonly accept?: "application/problem+json" | undefined;
  /** Whether the response is that to a HEAD request, which has no body. @default false */
  readonly head?: boolean | undefined;
}

/** An error that was received as expected. */
export interface ReceivedError<Code = string, Details = unknown> {
  /** Code of the error. */
  readonly code: Code;
  /** HTTP status. */
  readonly status: number;
  /** The message; undefined if the envelope has none. */
  readonly message: string | undefined;
  /** The details that the envelope sends; undefined if there are none. */
  readonly details: Details;
  /** The request id, from the header or the body; undefined if neither has one. */
  readonly requestId: string | undefined;
  /** All headers of the response. */
  readonly headers: Headers;
}

/** A response, and the error with which it is compared. */
export interface Check {
  readonly contract: AnyContract;
  readonly entry: Entry;
  readonly envelope: Envelope;
  readonly response: ReadResponse;
  /** The parsed body; undefined if it has another shape. */
  readonly parsed: WireError | undefined;
  readonly expected: ExpectedError;
}
