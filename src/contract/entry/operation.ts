import { patterns } from "./patterns.ts";

/** Declares an operation: a list of the codes that it may return besides the contract's `always`, or an object with more. */
export type OperationDefinition<Code extends string = string> =
  | readonly Code[]
  | {
      /** Codes that the operation may return besides the contract's `always`. */
      readonly errors: readonly Code[];
      /** Purpose of the operation, as one sentence. @default undefined */
      readonly summary?: string;
      /** Whether the operation accepts an Idempotency-Key, so that clients can retry it safely. @default false */
      readonly idempotencyKey?: boolean;
    };

/** The codes that an operation's definition lists. */
export type CodesOf<Definition> = Definition extends readonly (infer Code)[]
  ? Code
  : Definition extends { readonly errors: readonly (infer Code)[] }
    ? Code
    : never;

/** One `METHOD /path` of the API, with every code that it may return. */
export interface Operation {
  /** Method and path: `POST /v1/customers/{customerId}/suspend`. */
  readonly name: string;
  /** HTTP method in capitals. */
  readonly method: string;
  /** Path with its parameters in braces. */
  readonly path: string;
  /** Purpose of the operation; undefined if the definition has none. */
  readonly summary: string | undefined;
  /** Whether the operation accepts an Idempotency-Key. */
  readonly idempotencyKey: boolean;
  /** The operation's own codes followed by the contract's `always`, without duplicates. */
  readonly codes: readonly string[];
}

/** Splits an operation's name into method and path; returns undefined when it is not `METHOD /path`. */
export function splitOperationName(name: string): { readonly method: string; readonly path: string } | undefined {
  const [, method, path] = patterns.operation.exec(name) ?? [];
  return method === undefined || path === undefined ? undefined : { method, path };
}

/** Completes a definition with its defaults and with the codes of `always`. */
export function resolveOperation(name: string, definition: OperationDefinition, always: readonly string[]): Operation {
  const options: Exclude<OperationDefinition, readonly string[]> =
    "errors" in definition ? definition : { errors: definition };
  const { method = "", path = "" } = splitOperationName(name) ?? {};
  return {
    name,
    method,
    path,
    summary: options.summary,
    idempotencyKey: options.idempotencyKey ?? false,
    codes: [...new Set([...options.errors, ...always])],
  };
}
