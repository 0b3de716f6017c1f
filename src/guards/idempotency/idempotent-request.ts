import { createHash } from "node:crypto";

/** The parts of a request that must be the same when it is repeated. */
export interface IdempotentRequest {
  /** Owner of the key. Keys of different tenants never collide. */
  readonly tenant: string;
  /** Method and route template: `POST /v1/orders`. */
  readonly operation: string;
  /** Value of the `Idempotency-Key` header; null or undefined if there is none. */
  readonly key: string | null | undefined;
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  readonly contentType: string | null | undefined;
  /** Reads the bytes of the body. Called only if the request has a key. */
  readonly body: () => Promise<Uint8Array>;
  /** Id of this request, which repeats report as `Original-Request`. @default none */
  readonly requestId?: string | undefined;
}

/** The reason why an idempotency key is invalid. */
export type IdempotencyKeyProblem = "empty" | "too_long" | "not_visible_ascii" | "invalid_quotes";

/** The result of {@link parseIdempotencyKey}. */
export type ParsedIdempotencyKey =
  | { readonly isValid: true; readonly key: string }
  | { readonly isValid: false; readonly problem: IdempotencyKeyProblem };

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
  const trimmed = value.trim();
  if (!trimmed.startsWith('"')) return checkKey(trimmed);
  const quoted = QUOTED.exec(trimmed)?.[1];
  if (quoted === undefined) return { isValid: false, problem: "invalid_quotes" };
  return checkKey(quoted.replaceAll(ESCAPED, "$1"));
}

/** Digests the parts of a request that identify it: method, path, query, content type and body. */
export async function fingerprintOf(request: IdempotentRequest): Promise<string> {
  const hash = createHash("sha256");
  for (const part of [request.method, request.target, request.contentType ?? ""]) {
    // Prefixed by its length, so that characters cannot move from one part to the next.
    hash.update(`${part.length}:${part}`);
  }
  return hash.update(await request.body()).digest("base64url");
}

const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;
const ESCAPED = /\\(["\\])/g;
const VISIBLE_ASCII = /^[\x21-\x7e]*$/;

function checkKey(key: string): ParsedIdempotencyKey {
  if (key === "") return { isValid: false, problem: "empty" };
  if (!VISIBLE_ASCII.test(key)) return { isValid: false, problem: "not_visible_ascii" };
  return key.length > MAX_KEY_LENGTH ? { isValid: false, problem: "too_long" } : { isValid: true, key };
}
