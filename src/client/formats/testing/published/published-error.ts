/** One error as an API publishes it, with the values that its documentation assigns to it. */
export interface PublishedError {
  /** API or framework, and the failure. */
  readonly name: string;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or a value that is sent as JSON. */
  readonly body: unknown;
  /** Documented code. @default none: the parser must not invent one */
  readonly code?: string;
  /** Documented text for a person. @default none: `HTTP <status>` */
  readonly message?: string;
  /** Field of the request that the response names. @default none */
  readonly field?: string;
  /** Id of the request in a header or the body. @default none */
  readonly id?: string;
  /** Whether the documentation says that the same request may be sent again: always, only if it is idempotent, or never. @default "never" */
  readonly retry?: "always" | "idempotent";
  /** Wait that the response asks for, in milliseconds. @default none */
  readonly waitMs?: number;
}
