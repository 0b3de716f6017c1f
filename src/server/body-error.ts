import type { Condition } from "../contract/index.ts";

/** The conditions that reading a body can find; `malformed_request` and `request_timeout` are those of its transport. */
export type BodyCondition = Extract<
  Condition,
  | "malformed_body"
  | "body_too_large"
  | "unsupported_media"
  | "length_required"
  | "cancelled"
  | "malformed_request"
  | "request_timeout"
>;

const brand = Symbol.for("errata.BodyError");

/** Says what is wrong with a request body. The message can reach the client: it names places and sizes, never what the body holds. */
export class BodyError extends Error {
  override readonly name = "BodyError";
  readonly condition: BodyCondition;
  /** Facts that a code may declare as its details: `maxBytes`, `position`, `line`, `column`, `accepted`. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    condition: BodyCondition,
    message: string,
    facts: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.condition = condition;
    this.facts = facts;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Recognises errors made by another copy of this module. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/** Makes the error of a body with too many bytes. */
export function bodyTooLarge(maxBytes: number): BodyError {
  return new BodyError("body_too_large", `The body may have at most ${maxBytes} bytes.`, { maxBytes });
}
