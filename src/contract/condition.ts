import type { JsonSchema } from "./json.ts";
import type { Effect, Kind } from "./kind.ts";

/** A failure that the boundary detects itself. */
export type Condition =
  | "malformed_request"
  | "malformed_body"
  | "invalid_request"
  | "unknown_route"
  | "method_not_allowed"
  | "not_acceptable"
  | "request_timeout"
  | "length_required"
  | "body_too_large"
  | "uri_too_long"
  | "unsupported_media"
  | "headers_too_large"
  | "cancelled"
  | "internal"
  | "not_implemented"
  | "unavailable"
  | "timeout";

/** Default code of a condition. A contract whose codes are all lower case gets it in lower case. */
export type ConditionCode =
  | "MALFORMED_REQUEST"
  | "MALFORMED_BODY"
  | "INVALID_REQUEST"
  | "ROUTE_NOT_FOUND"
  | "METHOD_NOT_ALLOWED"
  | "NOT_ACCEPTABLE"
  | "REQUEST_TIMEOUT"
  | "LENGTH_REQUIRED"
  | "BODY_TOO_LARGE"
  | "URI_TOO_LONG"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "HEADERS_TOO_LARGE"
  | "REQUEST_CANCELLED"
  | "INTERNAL_ERROR"
  | "NOT_IMPLEMENTED"
  | "SERVICE_UNAVAILABLE"
  | "OPERATION_TIMEOUT";

/** The default entry of a condition, used by contracts that do not map the condition to one of their own codes. */
export interface ConditionInfo {
  /** Default code. */
  readonly code: ConditionCode;
  /** Kind of the code. */
  readonly kind: Kind;
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** When the condition occurs, as one sentence. */
  readonly when: string;
  /** Message to the caller. */
  readonly message: string;
  /** Whether the request took effect. @default the kind's */
  readonly effect?: Effect;
  /** Schema of the details that the boundary adds when it knows them; all of them are optional. @default no details */
  readonly details?: JsonSchema;
}

/** Details that a condition can have. None is required, because not every detector knows them all. */
const details = {
  problem: { type: "string", description: "The problem in one sentence that quotes nothing from the request." },
  line: { type: "integer", minimum: 1, description: "Line of the body at which it stops being valid JSON, from 1." },
  column: { type: "integer", minimum: 1, description: "Column within that line, from 1." },
  position: { type: "integer", minimum: 0, description: "The same position as a character offset, from 0." },
  maxBytes: { type: "integer", minimum: 0, description: "Maximum accepted size in bytes." },
  accepted: { type: "array", items: { type: "string" }, description: "Accepted media types." },
  allow: { type: "array", items: { type: "string" }, description: "Methods that the path supports." },
} as const;

/**
 * The closed table of conditions. A contract maps a condition to one of its own codes under `conditions`; every other
 * condition uses the default code given here, so that no undeclared error is ever sent.
 */
// biome-ignore format: a table is easier to read with one row per line
export const conditions: Readonly<Record<Condition, ConditionInfo>> = {
  malformed_request: row(400, "MALFORMED_REQUEST", "malformed_request", "The received bytes are not an HTTP request.", "The request is not well-formed HTTP."),
  malformed_body: row(400, "MALFORMED_BODY", "malformed_request", "The body is not valid for its Content-Type, for example malformed JSON.", "The request body cannot be parsed.", ["problem", "line", "column", "position"]),
  invalid_request: row(422, "INVALID_REQUEST", "validation_failed", "A parameter or the body does not match the operation's schema.", "The request does not match the operation's schema."),
  unknown_route: row(404, "ROUTE_NOT_FOUND", "not_found", "No operation matches the path of the request.", "No operation matches this path."),
  method_not_allowed: row(405, "METHOD_NOT_ALLOWED", "method_not_allowed", "The path exists but does not support the request's method.", "This path does not support this method.", ["allow"]),
  not_acceptable: row(406, "NOT_ACCEPTABLE", "not_acceptable", "The operation can produce none of the media types in Accept.", "None of the accepted media types is available.", ["accepted"]),
  // The request was never complete, so no work began: unlike after other timeouts, any method may be sent again.
  request_timeout: { ...row(408, "REQUEST_TIMEOUT", "timeout", "The client sent its request too slowly.", "The request did not arrive in time."), effect: "none" },
  length_required: row(411, "LENGTH_REQUIRED", "malformed_request", "The operation requires a Content-Length header, and the request has none.", "The request requires a Content-Length header."),
  body_too_large: row(413, "BODY_TOO_LARGE", "payload_too_large", "The body is larger than the operation accepts, by its Content-Length or by the bytes received.", "The request body is too large.", ["maxBytes"]),
  uri_too_long: row(414, "URI_TOO_LONG", "uri_too_long", "The request target is longer than the server accepts.", "The URL is too long.", ["maxBytes"]),
  unsupported_media: row(415, "UNSUPPORTED_MEDIA_TYPE", "unsupported_media", "The operation does not accept the request's Content-Type.", "The body's media type is not supported.", ["accepted"]),
  headers_too_large: row(431, "HEADERS_TOO_LARGE", "headers_too_large", "The header section is larger than the server accepts.", "The request headers are too large."),
  cancelled: row(499, "REQUEST_CANCELLED", "cancelled", "The client closed the connection before the response was sent.", "The request was cancelled."),
  internal: row(500, "INTERNAL_ERROR", "internal", "Something failed that no other code describes.", "Internal server error."),
  not_implemented: row(501, "NOT_IMPLEMENTED", "not_implemented", "The server does not support the method on any path.", "This method is not implemented."),
  unavailable: row(503, "SERVICE_UNAVAILABLE", "unavailable", "A store that the request needs is unavailable, or the server is overloaded or shutting down.", "The service is temporarily unavailable."),
  timeout: row(504, "OPERATION_TIMEOUT", "timeout", "The operation did not finish within its deadline.", "The operation timed out."),
};

/** Conditions that default to the contract's only code of this kind, if it has exactly one. */
export const kindByCondition: Readonly<Partial<Record<Condition, Kind>>> = {
  internal: "internal",
  invalid_request: "validation_failed",
};

/** The part of a definition that decides which code a condition uses. */
interface ConditionSource {
  readonly errors: Readonly<Record<string, { readonly kind: Kind }>>;
  readonly conditions?: Readonly<Partial<Record<Condition, string>>>;
}

/** Returns the code of every condition: the mapped code, otherwise the contract's only code of the matching kind, otherwise the default. */
export function codesByCondition({ errors, conditions: mapped }: ConditionSource): Record<Condition, string> {
  const codes = Object.keys(errors);
  const pairs = (Object.keys(conditions) as Condition[]).map((condition) => {
    const kind = kindByCondition[condition];
    const candidates = kind === undefined ? [] : codes.filter((code) => errors[code]?.kind === kind);
    const onlyCandidate = candidates.length === 1 ? candidates[0] : undefined;
    return [condition, mapped?.[condition] ?? onlyCandidate ?? defaultCode(condition, codes)];
  });
  return Object.fromEntries(pairs) as Record<Condition, string>;
}

/** Returns the default code of a condition, in lower case when all of the contract's codes are. */
export function defaultCode(condition: Condition, codes: readonly string[]): string {
  const { code } = conditions[condition];
  const isLowerCase = codes.length > 0 && codes.every((each) => each === each.toLowerCase());
  return isLowerCase ? code.toLowerCase() : code;
}

function row(
  status: number,
  code: ConditionCode,
  kind: Kind,
  when: string,
  message: string,
  detailNames: readonly (keyof typeof details)[] = [],
): ConditionInfo {
  if (detailNames.length === 0) return { status, code, kind, when, message };
  const properties = Object.fromEntries(detailNames.map((name) => [name, details[name]]));
  return { status, code, kind, when, message, details: { type: "object", properties } };
}
