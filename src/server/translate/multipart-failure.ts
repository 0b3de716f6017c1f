import type { Condition } from "../../contract/index.ts";
import type { RequestContext } from "../request/index.ts";
import type { FieldError } from "./field-error.ts";

/** The reason why a multipart parser rejects a form. */
export interface MultipartFailure {
  readonly condition: Extract<Condition, "malformed_body" | "body_too_large" | "invalid_request">;
  /** The part that the server does not expect; only for `invalid_request`. */
  readonly fields?: readonly FieldError[];
}

/** Messages of busboy and @fastify/busboy, whose errors have no code. */
const malformed =
  /^(?:Unexpected end of (?:form|file|multipart data)|Part terminated early due to unexpected end of multipart data|Malformed (?:part header|content type)|Multipart: Boundary not found)$/;

/** Codes of multer. */
const conditionOfCode: Readonly<Record<string, MultipartFailure["condition"]>> = {
  LIMIT_FIELD_COUNT: "body_too_large",
  LIMIT_FIELD_KEY: "body_too_large",
  LIMIT_FIELD_NESTING: "body_too_large",
  LIMIT_FIELD_VALUE: "body_too_large",
  LIMIT_FILE_COUNT: "body_too_large",
  LIMIT_FILE_SIZE: "body_too_large",
  LIMIT_PART_COUNT: "body_too_large",
  LIMIT_UNEXPECTED_FILE: "invalid_request",
  MISSING_FIELD_NAME: "malformed_body",
};

/**
 * Reads the error of busboy, @fastify/busboy or multer about a multipart request.
 *
 * @returns undefined for any other value, and if the request has another type
 */
export function multipartFailure(thrown: unknown, { request }: RequestContext): MultipartFailure | undefined {
  if (!(thrown instanceof Error) || !/^multipart\//i.test(request.header("content-type") ?? "")) return undefined;
  const { name, code, message } = thrown as Error & { readonly code?: unknown };
  if (name !== "MulterError") return malformed.test(message) ? { condition: "malformed_body" } : undefined;
  const condition =
    typeof code === "string" && Object.hasOwn(conditionOfCode, code) ? conditionOfCode[code] : undefined;
  if (condition === undefined) return undefined;
  return condition === "invalid_request" ? { condition, fields: [unexpectedFile] } : { condition };
}

/** Does not name the part, whose name is text of the client. */
const unexpectedFile: FieldError = {
  field: "body",
  location: "body",
  code: "unknown_field",
  message: "The form has a file that is not expected.",
};
