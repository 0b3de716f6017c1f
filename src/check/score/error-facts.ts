/** Everything about an API's errors that the score depends on, from a contract or from an OpenAPI document. */
export interface ErrorFacts {
  /** Name of the API. */
  readonly name: string;
  /** Every operation, with the errors that are documented for it. */
  readonly operations: readonly DocumentedOperation[];
}

/** One operation and its documented errors. */
export interface DocumentedOperation {
  /** `METHOD /path`. */
  readonly name: string;
  /** Whether the request has a body, so that it can be invalid. */
  readonly hasBody: boolean;
  /** Whether callers must authenticate. */
  readonly isSecured: boolean;
  /** Each error; an error that is documented by its status alone counts as one. */
  readonly errors: readonly DocumentedError[];
}

/** One documented error of an operation. */
export interface DocumentedError {
  /** Undefined for `default`, which covers every status; 0 if the code is listed without one. */
  readonly status: number | undefined;
  /** The code; `open` if there is a member for it whose values are not listed, undefined if there is none. */
  readonly code: string | "open" | undefined;
  /** When it occurs. */
  readonly condition: string;
  /** Whether the documentation says who must act and how: by data, in prose, or not at all. */
  readonly action: "data" | "prose" | undefined;
  /** Whether the documentation says if and when a retry can succeed. */
  readonly saysRetry: boolean;
  /** Names of the members at the top of the body, sorted; undefined if the body is not documented. */
  readonly shape: string | undefined;
  /** Whether there is an example of the body. */
  readonly hasExample: boolean;
}
