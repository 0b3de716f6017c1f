import type { Condition } from "../../contract/index.ts";
import type { FieldLocation } from "./field-error.ts";

/** The response that an error of a web framework or of its middleware asks for. */
export interface HttpFailure {
  /** 400 to 599. */
  readonly status: number;
  /** Headers of the response that are safe to send: how long to wait, and how to authenticate. */
  readonly headers: Readonly<Record<string, string>>;
  /** Condition that the error is certain to mean; undefined if only its status is known. */
  readonly condition: Condition | undefined;
  /** Values for details of the condition's code. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Field errors of a validator, as `schemaIssues` reads them. */
  readonly issues: unknown;
  /** Part of the request that the field errors are about; undefined if it is not known. */
  readonly location: FieldLocation | undefined;
  /** Private description for the log: `HTTPException 413`. */
  readonly note: string;
  /** Whether the error is Hono's HTTPException or Nest's HttpException, whose 5xx statuses their own modules use with their meaning. */
  readonly isException: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Conditions that a status alone identifies. 400, 404 and 422 can mean anything. */
export const conditionOfStatus: Readonly<Record<number, Condition>> = {
  405: "method_not_allowed",
  406: "not_acceptable",
  408: "request_timeout",
  411: "length_required",
  413: "body_too_large",
  414: "uri_too_long",
  415: "unsupported_media",
  431: "headers_too_large",
};

/** Conditions by the `type` of body-parser and the `code` of Fastify and its plugins. */
const conditionOfType: Readonly<Record<string, Condition>> = {
  "charset.unsupported": "unsupported_media",
  "encoding.unsupported": "unsupported_media",
  "entity.parse.failed": "malformed_body",
  "entity.too.large": "body_too_large",
  "querystring.parse.rangeError": "malformed_body",
  "request.aborted": "cancelled",
  "request.size.invalid": "malformed_body",
  FST_ERR_BAD_URL: "malformed_request",
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_EMPTY_JSON_BODY: "malformed_body",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "malformed_body",
  FST_ERR_CTP_INVALID_JSON_BODY: "malformed_body",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "unsupported_media",
  FST_ERR_VALIDATION: "invalid_request",
  FST_INVALID_MULTIPART_CONTENT_TYPE: "unsupported_media",
};

/** Parts of the request by the names of Fastify. */
const locationOfContext: Readonly<Record<string, FieldLocation>> = {
  body: "body",
  querystring: "query",
  params: "path",
  headers: "header",
};

/** Statuses of the codes that GraphQL servers put in `extensions.code`. */
const statusOfGraphqlCode: Readonly<Record<string, number>> = {
  BAD_REQUEST: 400,
  BAD_USER_INPUT: 400,
  FORBIDDEN: 403,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  INTERNAL_SERVER_ERROR: 500,
  NOT_FOUND: 404,
  OPERATION_RESOLUTION_FAILURE: 400,
  PERSISTED_QUERY_NOT_FOUND: 400,
  PERSISTED_QUERY_NOT_SUPPORTED: 400,
  UNAUTHENTICATED: 401,
};

/** Members of errors that report the response of another server, which says nothing about this request. */
const upstreamMembers = [
  "request",
  "response",
  "config",
  "$metadata",
  "requestID",
  "request_id",
  "requestId",
  "raw",
  "moreInfo",
  "attempts",
  "__isAuthError",
];
const malformedBody =
  /^(?:malformed (?:json|formdata)|invalid (?:request payload json|(?:json|form data) body)|syntax error)/i;
/** Parts of a challenge in which libraries repeat the error's message. The codes of RFC 6750 stay. */
const challengeText =
  /,? ?\berror\w*\s*=\s*(?:"(?!in\w+_(?:request|token|scope)")(?:[^"\\]|\\.)*"?|(?!["\s]|in\w+_(?:request|token|scope)(?:,|$))[^,]*)/g;
const safeHeaders = /^(?:retry-after|www-authenticate|proxy-authenticate|allow|(?:x-)?ratelimit(?:-[a-z-]+)?)$/;

/**
 * Reads the status that an error of http-errors, Express, body-parser, Koa, boom, Fastify, Nest, Hono, h3 or a GraphQL server
 * asks for. Recognises them by their members, because an application can have several copies of a library.
 *
 * @returns undefined for any other value, and for the errors of HTTP clients
 */
export function httpFailure(thrown: unknown): HttpFailure | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const error = thrown as Fields;
  if (!(thrown instanceof Error) && typeof error.stack !== "string") return undefined;
  const status = statusOf(error) as number;
  if (!Number.isInteger(status) || status < 400 || status > 599) return undefined;
  const isException =
    typeof error.getResponse === "function" && ("res" in error || typeof error.getStatus === "function");
  const type = typeOf(error);
  return {
    status,
    headers: headersOf(error),
    condition: conditionOf(error, status, type),
    values: typeof error.limit === "number" ? { maxBytes: error.limit } : {},
    issues: error.validation,
    location: locationOfContext[error.validationContext as string],
    note: `${"res" in error && isException ? "HTTPException" : String(error.name ?? "Error").slice(0, 80)} ${status}${type === "" ? "" : ` ${type}`}`,
    isException,
  };
}

function conditionOf({ name, message, validation }: Fields, status: number, type: string): Condition | undefined {
  if (status < 500 && typeof validation === "object" && validation !== null) return "invalid_request";
  if (status === 400 && (name === "SyntaxError" || malformedBody.test(String(message)))) return "malformed_body";
  // Express throws it for a path parameter that cannot be decoded.
  if (status === 400 && name === "URIError") return "malformed_request";
  return conditionOfType[type] ?? conditionOfStatus[status];
}

/** Returns the headers of another error response that are safe to send. */
export function safeHeadersOf(headers: unknown): Record<string, string> {
  const safe: Record<string, string> = {};
  for (const [name, value] of entriesOf(headers))
    if (safeHeaders.test(name.toLowerCase())) safe[name] = String(value).replace(challengeText, "");
  return safe;
}

function statusOf(error: Fields): unknown {
  // h3 wraps whatever a handler throws, and copies its status.
  if (error.unhandled === true) return undefined;
  if (error.isBoom === true) return fieldsOf(error.output).statusCode;
  if (typeof error.getStatus === "function") return error.getStatus();
  const { code, http } = fieldsOf(error.extensions);
  const declared = fieldsOf(http).status ?? statusOfGraphqlCode[code as string];
  if (declared !== undefined) return declared;
  if (error.name === "GraphQLError") return /^syntax error/i.test(String(error.message)) ? 400 : undefined;
  return isUpstream(error) ? undefined : (error.status ?? error.statusCode);
}

/** `expose` is a member of http-errors only, and `unhandled` of h3, so an error that has one is about this request. */
function isUpstream(error: Fields): boolean {
  if (typeof error.expose === "boolean" || "unhandled" in error) return false;
  // undici and the clients of search engines name it so.
  if (error.name === "ResponseError") return true;
  return upstreamMembers.some((name) => error[name] !== undefined) || typeof fieldsOf(error.headers).get === "function";
}

function typeOf({ type, code }: Fields): string {
  return [type, code].find((name): name is string => Object.hasOwn(conditionOfType, String(name))) ?? "";
}

function headersOf(error: Fields): Record<string, string> {
  const sources = [
    error.headers,
    fieldsOf(error.output).headers,
    fieldsOf(fieldsOf(error.extensions).http).headers,
    fieldsOf(error.res).headers,
  ];
  return Object.assign({}, ...sources.map(safeHeadersOf)) as Record<string, string>;
}

function entriesOf(headers: unknown): Iterable<readonly [string, unknown]> {
  const fields = fieldsOf(headers);
  return Symbol.iterator in fields ? (fields as Iterable<readonly [string, unknown]>) : Object.entries(fields);
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
