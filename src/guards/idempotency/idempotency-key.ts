/** What is wrong with the value of an Idempotency-Key. */
export type KeyFault = "empty" | "too_long" | "not_visible_ascii" | "not_quoted_well";

/** Says what an Idempotency-Key is. */
export type ReadKey =
  | { readonly isGood: true; readonly key: string }
  | { readonly isGood: false; readonly fault: KeyFault };

/**
 * Reads the value of an `Idempotency-Key` header: a Structured Fields string in quotes, or the same key without them.
 * A key has 1 to 255 visible ASCII characters and no space, so that two header lines that were joined are refused.
 *
 * @see draft-ietf-httpapi-idempotency-key-header-07 section 2.1, RFC 9651 section 3.3.3
 */
export function readIdempotencyKey(value: string): ReadKey {
  const bare = value.trim();
  if (!bare.startsWith('"')) return judge(bare);
  const quoted = QUOTED.exec(bare)?.[1];
  return quoted === undefined ? { isGood: false, fault: "not_quoted_well" } : judge(quoted.replaceAll(ESCAPED, "$1"));
}

const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;
const ESCAPED = /\\(["\\])/g;
const VISIBLE_ASCII = /^[\x21-\x7e]*$/;
const MAX_LENGTH = 255;

function judge(key: string): ReadKey {
  if (key === "") return { isGood: false, fault: "empty" };
  if (!VISIBLE_ASCII.test(key)) return { isGood: false, fault: "not_visible_ascii" };
  return key.length > MAX_LENGTH ? { isGood: false, fault: "too_long" } : { isGood: true, key };
}
