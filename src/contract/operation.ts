import { patterns } from "./patterns.ts";

/** Declares one operation: the codes that it may answer beside the contract's `always`, or those with more facts. */
export type OperationDefinition<Code extends string = string> =
  | readonly Code[]
  | {
      readonly errors: readonly Code[];
      readonly summary?: string;
      /** Whether the operation accepts an Idempotency-Key, so that a client may retry it safely. @default false */
      readonly idempotencyKey?: boolean;
    };

/** The codes that an operation's definition names. */
export type CodesOf<Definition> = Definition extends readonly (infer Code)[]
  ? Code
  : Definition extends { readonly errors: readonly (infer Code)[] }
    ? Code
    : never;

/** One `METHOD /path` of the API with every code that it may answer. */
export interface Operation {
  /** `POST /v1/customers/{customerId}/suspend` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string | undefined;
  readonly idempotencyKey: boolean;
  /** Its own codes, then the contract's `always`, each once. */
  readonly codes: readonly string[];
}

/** Reads an operation's name; undefined when it is not `METHOD /path`. */
export function splitOperationName(name: string): { readonly method: string; readonly path: string } | undefined {
  const [, method, path] = patterns.operation.exec(name) ?? [];
  return method === undefined || path === undefined ? undefined : { method, path };
}

/** Fills in what a definition leaves out. */
export function resolveOperation(name: string, definition: OperationDefinition, always: readonly string[]): Operation {
  const facts: Exclude<OperationDefinition, readonly string[]> =
    "errors" in definition ? definition : { errors: definition };
  const { method = "", path = "" } = splitOperationName(name) ?? {};
  return {
    name,
    method,
    path,
    summary: facts.summary,
    idempotencyKey: facts.idempotencyKey ?? false,
    codes: [...new Set([...facts.errors, ...always])],
  };
}
