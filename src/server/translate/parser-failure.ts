import type { RequestContext } from "../request/index.ts";
import type { FieldError } from "./field-error.ts";
import type { HttpFailure } from "./http-failure.ts";

/** Conditions of forms, and the status that stands for each. */
const statuses = { malformed_body: 400, body_too_large: 413, invalid_request: 422 } as const;

/** Messages of busboy and @fastify/busboy, whose errors have no code. Nest adds a prefix. */
const malformed =
  /^(?:Multipart: )?(?:Unexpected end of (?:form|file|multipart data)|Part terminated early due to unexpected end of multipart data|Malformed (?:part header|content type)|Boundary not found)$/;

/** Codes of multer. */
const conditionOfCode: Readonly<Record<string, keyof typeof statuses>> = {
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

/** Codes of zlib for bytes that are not what Content-Encoding says. */
const undecodable = /^(?:Z_DATA_ERROR|Z_BUF_ERROR|ERR__ERROR_FORMAT_\w+|ERR_BROTLI_DECOMPRESSION\w*)$/;

/**
 * Reads the error of a body parser that has no status: of busboy, @fastify/busboy or multer about a multipart request, and
 * of zlib about a compressed one.
 *
 * @returns undefined for any other value, and if the request has another type or is not compressed
 */
export function parserFailure(thrown: unknown, { request }: RequestContext): HttpFailure | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { name, code, message } = thrown as Error & { readonly code?: unknown };
  if (typeof code === "string" && undecodable.test(code) && typeof request.header("content-encoding") === "string")
    return failureOf("malformed_body", code);
  if (!/^multipart\//i.test(request.header("content-type") ?? "")) return undefined;
  if (name !== "MulterError") return malformed.test(message) ? failureOf("malformed_body", message) : undefined;
  const condition =
    typeof code === "string" && Object.hasOwn(conditionOfCode, code) ? conditionOfCode[code] : undefined;
  return condition === undefined ? undefined : failureOf(condition, `${name} ${code}`);
}

function failureOf(condition: keyof typeof statuses, note: string): HttpFailure {
  const status = statuses[condition];
  const values = condition === "invalid_request" ? { fields: [unexpectedFile] } : {};
  const headers = condition === "body_too_large" ? { Connection: "close" } : {};
  return { status, condition, values, headers, note, issues: undefined, location: undefined, isException: false };
}

/** Does not name the part, whose name is text of the client. */
const unexpectedFile: FieldError = {
  field: "body",
  location: "body",
  code: "unknown_field",
  message: "The form has a file that is not expected.",
};
