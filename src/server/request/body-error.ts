import type { Condition } from "../../contract/index.ts";

/** Conditions that reading a body can detect. */
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

/**
 * Reports what is wrong with a request body. The boundary responds with the code that the contract maps to the
 * condition. The message can reach the client, so it may contain positions and sizes but never content of the body.
 *
 * @example
 * ```ts
 * import { BodyError } from "errata/server";
 *
 * export function requirePdf(bytes: Uint8Array): void {
 *   if (new TextDecoder().decode(bytes.subarray(0, 5)) !== "%PDF-")
 *     throw new BodyError("unsupported_media", "The body is not a PDF.", { accepted: ["application/pdf"] });
 * }
 * ```
 */
export class BodyError extends Error {
  /** Always `BodyError`. */
  override readonly name = "BodyError";
  /** Condition that the boundary reports. */
  readonly condition: BodyCondition;
  /** Values for details that the code may declare: `maxBytes`, `position`, `line`, `column`, `accepted`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    condition: BodyCondition,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.condition = condition;
    this.details = details;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Recognizes errors created by another copy of this module. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/** Creates the error of a body that exceeds `maxBytes`. */
export function bodyTooLarge(maxBytes: number): BodyError {
  return new BodyError("body_too_large", `The body must not exceed ${maxBytes} bytes.`, { maxBytes });
}
