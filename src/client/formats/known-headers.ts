import type { Kind } from "../../contract/index.ts";
import type { ParsedBody } from "../metadata.ts";
import type { HeaderSource } from "../parse/untrusted-input.ts";
import { codeIn } from "./code-in.ts";
import { rolesOf } from "./member-role.ts";
import { maxTextLength } from "./parse-text.ts";

/**
 * Functions of the client that the formats use. They are passed in rather than imported, so that bundlers write the formats
 * to one file that shares no other file with the client.
 */
export interface ResponseReader {
  /** Returns a header; "" if it is missing. */
  readonly readHeader: (headers: HeaderSource, name: string) => string;
  /** Returns the wait that a response asks for, in milliseconds. */
  readonly retryHint: (headers: HeaderSource, body?: unknown) => number | undefined;
  /** Returns whether a policy of `RateLimit` has no requests left. */
  readonly hasExhausted: (headers: HeaderSource) => boolean;
  /** Returns the kind of a status. */
  readonly kindOfStatus: (status: number) => Kind;
  /** Kinds that statuses have. */
  readonly kinds: ReadonlySet<string>;
}

/** An error that is being read. Assigning its members one by one is faster than a copy, and smaller. */
export type MutableParsedBody = { -readonly [Name in keyof ParsedBody]: ParsedBody[Name] };

type HeaderRole = "message" | "code" | "requestId" | "activityId" | "traceId" | "challenge" | "grpcStatus";

/** Headers by what they hold. Those of a request id are sorted by how exact they are. */
const roleOfHeader = rolesOf<HeaderRole>(
  [
    ["message", /(error|exception)-?message$/],
    // `x-amzn-errortype`, `x-ms-error-code`, `mediawiki-api-error`.
    ["code", /(error|exception)(-?(code|type))?$/],
    ["requestId", /req(uest)?[-_]?id$/],
    [
      "activityId",
      /(correlation|tracking|debug|activity|audit|(?<!work)flow|query|execution|upload|interaction|amz-cf)-?id$|^cf-ray$|(?<!n)tid$|vercel-id$/,
    ],
    ["traceId", /trace-?(id|token)$/],
    ["challenge", /^www-authenticate$/],
    ["grpcStatus", /^grpc-status$/],
  ],
  (name) => name,
);

/** Adds what the headers of a response say, such as one without a body, to the error in its body. */
export function addHeaders(error: MutableParsedBody, status: number, headers: HeaderSource): void {
  // All members, so that none is inherited.
  const found: Record<HeaderRole, string | undefined> = {
    message: undefined,
    code: undefined,
    requestId: undefined,
    activityId: undefined,
    traceId: undefined,
    challenge: undefined,
    grpcStatus: undefined,
  };
  // A caller without types can pass undefined.
  const source = Object(headers);
  const entries: Iterable<readonly [string, unknown]> = Symbol.iterator in source ? source : Object.entries(source);
  for (const [name, value] of entries) {
    const role = roleOfHeader(name);
    if (role && value) found[role] ??= `${value}`.slice(0, maxTextLength);
  }
  const { challenge } = found;
  const refusal = challenge && /\berror="?([\w.-]+)/.exec(challenge)?.[1];
  error.code ??= codeIn(found.code ?? (refusal || found.grpcStatus), status, "code");
  error.message ??= found.message ?? (challenge && /\berror_description="([^"]+)"/.exec(challenge)?.[1]);
  error.requestId ??= found.requestId ?? found.activityId ?? found.traceId;
}
