import { createHash } from "node:crypto";
import { requireValue } from "../../contract/faults/arguments.ts";

/** The parts of a request that must be the same when it is repeated. */
export interface IdempotentRequest {
  /** Owner of the key. Keys of different tenants never collide. */
  readonly tenant: string;
  /** Method and route template: `POST /v1/orders`. */
  readonly operation: string;
  /** Value of the `Idempotency-Key` header; null or undefined if there is none. */
  readonly key: string | null | undefined;
  /** HTTP method in upper case. */
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  /** Value of the `Content-Type` header; null or undefined if there is none. */
  readonly contentType: string | null | undefined;
  /** Reads the bytes of the body. Called only if the request has a key. JSON is compared by its values. */
  readonly body: () => Promise<Uint8Array>;
  /**
   * Reads the body to its end and returns its digest, in place of `body`. For uploads that are stored while they arrive:
   * it is called only for a repeat, and the work passes the digest of the first request to `finish`.
   *
   * @default the body is read with `body` before the work
   */
  readonly digest?: (() => Promise<string>) | undefined;
  /** Id of this request, which repeats report as `Original-Request`. @default none */
  readonly requestId?: string | undefined;
}

/** The reason why an idempotency key is invalid. */
export type IdempotencyKeyProblem = "empty" | "too_long" | "not_visible_ascii" | "invalid_quotes";

/** The result of {@link parseIdempotencyKey}. */
export type ParsedIdempotencyKey =
  | {
      /** The key can be used. */
      readonly isValid: true;
      /** The key without quotes. */
      readonly key: string;
    }
  | {
      /** The key cannot be used. */
      readonly isValid: false;
      /** Its problem. */
      readonly problem: IdempotencyKeyProblem;
    };

/** Longest key, in characters. */
export const MAX_KEY_LENGTH = 255;

/**
 * Parses the value of an `Idempotency-Key` header: a quoted Structured Fields string, or the same key without quotes. A
 * key has 1 to 255 visible ASCII characters and no space, which also rejects two header lines that were joined.
 *
 * @see draft-ietf-httpapi-idempotency-key-header-07 section 2.1, RFC 9651 section 3.3.3
 * @example
 * ```ts
 * import { parseIdempotencyKey } from "errata/guards";
 *
 * const parsed = parseIdempotencyKey('"order-7"');
 * const key = parsed.isValid ? parsed.key : undefined; // order-7
 * ```
 */
export function parseIdempotencyKey(value: string): ParsedIdempotencyKey {
  requireValue("parseIdempotencyKey: value", value, "string");
  const trimmed = value.trim();
  if (!trimmed.startsWith('"')) return checkKey(trimmed);
  const quoted = QUOTED.exec(trimmed)?.[1];
  if (quoted === undefined) return { isValid: false, problem: "invalid_quotes" };
  return checkKey(quoted.replaceAll(ESCAPED, "$1"));
}

/**
 * Digests the parts of a request that identify it: method, path, query, content type and body. A body with a digest of its
 * own is not read; see {@link withDigest}.
 */
export async function fingerprintOf({ method, target, contentType, body, digest }: IdempotentRequest): Promise<string> {
  const hash = createHash("sha256");
  const type = contentType ?? "";
  const isJson = JSON_TYPE.test(type);
  // The type of a form names a boundary that is different in each request.
  for (const part of [method, target, isJson ? "json" : digest === undefined ? type : "digest"]) {
    // Prefixed by its length, so that characters cannot move from one part to the next.
    hash.update(`${part.length}:${part}`);
  }
  if (digest === undefined) hash.update(isJson ? canonicalJson(await body()) : await body());
  return hash.digest("base64url");
}

/** Completes a fingerprint with the digest of the body. */
export function withDigest(fingerprint: string, digest: string): string {
  return `${fingerprint}.${digest}`;
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** Writes JSON without whitespace and with sorted members. Other bytes, and JSON that is nested too deep, stay as they are. */
function canonicalJson(bytes: Uint8Array): string | Uint8Array {
  try {
    return JSON.stringify(sortMembers(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes))));
  } catch {
    return bytes;
  }
}

/** Sorts the members of a parsed JSON value, arrays in place: a replacer of `JSON.stringify` takes twice as long. */
function sortMembers(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) if (typeof item === "object") value[index] = sortMembers(item);
    return value;
  }
  const members = value as Readonly<Record<string, unknown>>;
  // Without a prototype, so that a member can have the name __proto__.
  const sorted: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(members).sort()) sorted[name] = sortMembers(members[name]);
  return sorted;
}

const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;
const ESCAPED = /\\(["\\])/g;
const VISIBLE_ASCII = /^[\x21-\x7e]*$/;

function checkKey(key: string): ParsedIdempotencyKey {
  if (key === "") return { isValid: false, problem: "empty" };
  if (!VISIBLE_ASCII.test(key)) return { isValid: false, problem: "not_visible_ascii" };
  return key.length > MAX_KEY_LENGTH ? { isValid: false, problem: "too_long" } : { isValid: true, key };
}
