import type { JsonSchema } from "./json.ts";
import type { Effect, Kind } from "./kind.ts";

/** Name of something that the boundary itself can find wrong. */
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

/** Codes of the conditions that a contract maps to none of its own; a contract in lower case has them in lower case. */
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

/** What a contract answers for a condition that it does not map to a code of its own. */
export interface ConditionFacts {
  readonly code: ConditionCode;
  readonly kind: Kind;
  readonly status: number;
  readonly when: string;
  readonly message: string;
  /** @default the kind's */
  readonly effect?: Effect;
  /** Facts that the boundary gives where it knows them. @default none */
  readonly details?: JsonSchema;
}

/** Facts that can go with a condition; none is required, because not every finder knows them all. */
const facts = {
  problem: { type: "string", description: "What is wrong, in one sentence that quotes nothing of the request." },
  line: { type: "integer", minimum: 1, description: "Line of the body where it stops being JSON." },
  column: { type: "integer", minimum: 1, description: "Column of that line." },
  position: { type: "integer", minimum: 0, description: "The same place in characters from the start." },
  maxBytes: { type: "integer", minimum: 0, description: "Most bytes that are accepted." },
  accepted: { type: "array", items: { type: "string" }, description: "Media types that are accepted." },
  allow: { type: "array", items: { type: "string" }, description: "Methods that the path has." },
} as const;

/**
 * Everything that the boundary itself, not a handler, can find wrong with a request: a closed table.
 * A contract maps a condition to one of its own codes under `conditions`; the others get the code given here, so that
 * nothing uncatalogued ever leaves.
 */
export const conditions: Readonly<Record<Condition, ConditionFacts>> = {
  malformed_request: at(
    400,
    "MALFORMED_REQUEST",
    "malformed_request",
    "The bytes received are not an HTTP request.",
    "The request is not well-formed HTTP.",
  ),
  malformed_body: at(
    400,
    "MALFORMED_BODY",
    "malformed_request",
    "The body cannot be parsed as its Content-Type says.",
    "The request body cannot be parsed.",
    ["problem", "line", "column", "position"],
  ),
  invalid_request: at(
    422,
    "INVALID_REQUEST",
    "validation_failed",
    "A parameter or the body does not fit the operation's schema.",
    "The request does not fit the operation's schema.",
  ),
  unknown_route: at(
    404,
    "ROUTE_NOT_FOUND",
    "not_found",
    "No operation has the path of the request.",
    "No operation has this path.",
  ),
  method_not_allowed: at(
    405,
    "METHOD_NOT_ALLOWED",
    "method_not_allowed",
    "The path exists, but not with the method of the request.",
    "This path does not have this method.",
    ["allow"],
  ),
  not_acceptable: at(
    406,
    "NOT_ACCEPTABLE",
    "not_acceptable",
    "Accept names no type that the operation can answer.",
    "None of the accepted types can be sent.",
    ["accepted"],
  ),
  request_timeout: {
    ...at(
      408,
      "REQUEST_TIMEOUT",
      "timeout",
      "The client sent its request too slowly.",
      "The request did not arrive in time.",
    ),
    // Nothing was begun, as the request was never whole: unlike after other time-outs, any method may be sent again.
    effect: "none",
  },
  length_required: at(
    411,
    "LENGTH_REQUIRED",
    "malformed_request",
    "The operation needs a Content-Length, and the request has none.",
    "The request needs a Content-Length.",
  ),
  body_too_large: at(
    413,
    "BODY_TOO_LARGE",
    "payload_too_large",
    "The body has more bytes than the operation accepts, declared or counted.",
    "The request body is too large.",
    ["maxBytes"],
  ),
  uri_too_long: at(
    414,
    "URI_TOO_LONG",
    "uri_too_long",
    "The request target is longer than the server accepts.",
    "The URL is too long.",
    ["maxBytes"],
  ),
  unsupported_media: at(
    415,
    "UNSUPPORTED_MEDIA_TYPE",
    "unsupported_media",
    "The Content-Type is none that the operation reads.",
    "The body's media type is not supported.",
    ["accepted"],
  ),
  headers_too_large: at(
    431,
    "HEADERS_TOO_LARGE",
    "headers_too_large",
    "The header section is larger than the server accepts.",
    "The request headers are too large.",
  ),
  cancelled: at(
    499,
    "REQUEST_CANCELLED",
    "cancelled",
    "The client closed the connection before the answer was ready.",
    "The request was cancelled.",
  ),
  internal: at(
    500,
    "INTERNAL_ERROR",
    "internal",
    "Something failed that no other code describes.",
    "Internal server error.",
  ),
  not_implemented: at(
    501,
    "NOT_IMPLEMENTED",
    "not_implemented",
    "The server does not know the method at all.",
    "This method is not implemented.",
  ),
  unavailable: at(
    503,
    "SERVICE_UNAVAILABLE",
    "unavailable",
    "A store that the request needs is down, or the server is overloaded or stopping.",
    "The service is temporarily unavailable.",
  ),
  timeout: at(
    504,
    "OPERATION_TIMEOUT",
    "timeout",
    "The operation did not finish within its deadline.",
    "The operation timed out.",
  ),
};

function at(
  status: number,
  code: ConditionCode,
  kind: Kind,
  when: string,
  message: string,
  details: readonly (keyof typeof facts)[] = [],
): ConditionFacts {
  if (details.length === 0) return { status, code, kind, when, message };
  const properties = Object.fromEntries(details.map((name) => [name, facts[name]]));
  return { status, code, kind, when, message, details: { type: "object", properties } };
}
