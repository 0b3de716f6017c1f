import type { JsonSchema } from "./json.ts";
import type { Effect, Kind } from "./kind.ts";

/** Default code of each condition. */
interface DefaultCodes {
  readonly malformed_request: "MALFORMED_REQUEST";
  readonly malformed_body: "MALFORMED_BODY";
  readonly invalid_request: "INVALID_REQUEST";
  readonly unknown_route: "ROUTE_NOT_FOUND";
  readonly method_not_allowed: "METHOD_NOT_ALLOWED";
  readonly not_acceptable: "NOT_ACCEPTABLE";
  readonly request_timeout: "REQUEST_TIMEOUT";
  readonly length_required: "LENGTH_REQUIRED";
  readonly body_too_large: "BODY_TOO_LARGE";
  readonly uri_too_long: "URI_TOO_LONG";
  readonly unsupported_media: "UNSUPPORTED_MEDIA_TYPE";
  readonly headers_too_large: "HEADERS_TOO_LARGE";
  readonly cancelled: "REQUEST_CANCELLED";
  readonly internal: "INTERNAL_ERROR";
  readonly not_implemented: "NOT_IMPLEMENTED";
  readonly unavailable: "SERVICE_UNAVAILABLE";
  readonly timeout: "OPERATION_TIMEOUT";
}

/** A failure that the boundary detects itself. */
export type Condition = keyof DefaultCodes;

/** Default code of a condition. A contract whose codes are all lower case gets it in lower case. */
export type ConditionCode = DefaultCodes[Condition];

/** The default entry of a condition, used by contracts that do not map the condition to one of their own codes. */
export interface ConditionInfo<Code extends ConditionCode = ConditionCode> {
  /** Default code. */
  readonly code: Code;
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
export const conditions: { readonly [Name in Condition]: ConditionInfo<DefaultCodes[Name]> } = {
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
const kindByCondition = { internal: "internal", invalid_request: "validation_failed" } as const;
type KindByCondition = typeof kindByCondition;

/** Returns the kind whose only code a condition defaults to; undefined for most conditions. */
export function kindOfCondition(condition: Condition): Kind | undefined {
  const kinds: Readonly<Partial<Record<Condition, Kind>>> = kindByCondition;
  return kinds[condition];
}

/** The part of a definition that decides which code a condition uses. */
interface ConditionSource {
  readonly errors: Readonly<Record<string, { readonly kind: Kind }>>;
  readonly conditions?: Readonly<Partial<Record<Condition, string>>>;
}

/** Returns the code of every condition: the mapped code, otherwise the contract's only code of the matching kind, otherwise the default. */
export function codesByCondition({ errors, conditions: mapped }: ConditionSource): Record<Condition, string> {
  const codes = Object.keys(errors);
  const pairs = (Object.keys(conditions) as Condition[]).map((condition) => {
    const kind = kindOfCondition(condition);
    const candidates = kind === undefined ? [] : codes.filter((code) => errors[code]?.kind === kind);
    const onlyCandidate = candidates.length === 1 ? candidates[0] : undefined;
    return [condition, mapped?.[condition] ?? onlyCandidate ?? defaultCode(condition, codes)];
  });
  return Object.fromEntries(pairs) as Record<Condition, string>;
}

/** The code of a condition, as `codesByCondition` resolves it. None if not even the contract's codes are known at compile time. */
export type CodeOfCondition<
  Errors extends ConditionSource["errors"],
  Mapped,
  Name extends Condition,
> = string extends keyof Errors
  ? never
  : Name extends unknown
    ? OwnOr<Name extends keyof Mapped ? Mapped[Name] : undefined, keyof Errors, UnmappedCode<Errors, Name>>
    : never;

/** Replaces all that is not a code of the contract by the default: undefined, and a text that is unknown at compile time. */
type OwnOr<Code, Own, Default> = Code extends Own ? Code & string : Default;

type UnmappedCode<Errors extends ConditionSource["errors"], Name extends Condition> = Name extends keyof KindByCondition
  ? OnlyMember<CodesOfKind<Errors, KindByCondition[Name]>, DefaultCode<keyof Errors, Name>>
  : DefaultCode<keyof Errors, Name>;

type DefaultCode<Own, Name extends Condition> = [Own] extends [never]
  ? DefaultCodes[Name]
  : [Own] extends [Lowercase<Own & string>]
    ? Lowercase<DefaultCodes[Name]>
    : DefaultCodes[Name];

type CodesOfKind<Errors extends ConditionSource["errors"], Of extends Kind> = {
  [Code in keyof Errors & string]: Errors[Code]["kind"] extends Of ? Code : never;
}[keyof Errors & string];

/** The member of a union that has only one; otherwise the default. */
type OnlyMember<Union, Default> = [Sole<Union>] extends [never] ? Default : Sole<Union>;

type Sole<Member, Union = Member> = Member extends unknown ? ([Union] extends [Member] ? Member : never) : never;

/** Returns the default code of a condition, in lower case when all of the contract's codes are. */
export function defaultCode(condition: Condition, codes: readonly string[]): string {
  const { code } = conditions[condition];
  const isLowerCase = codes.length > 0 && codes.every((each) => each === each.toLowerCase());
  return isLowerCase ? code.toLowerCase() : code;
}

function row<Code extends ConditionCode>(
  status: number,
  code: Code,
  kind: Kind,
  when: string,
  message: string,
  detailNames: readonly (keyof typeof details)[] = [],
): ConditionInfo<Code> {
  if (detailNames.length === 0) return { status, code, kind, when, message };
  const properties = Object.fromEntries(detailNames.map((name) => [name, details[name]]));
  return { status, code, kind, when, message, details: { type: "object", properties } };
}
