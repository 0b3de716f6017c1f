import { requireValue } from "../../contract/faults/arguments.ts";

/** Patterns of secrets, for logs and messages. */
const patterns: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b(Bearer|Basic|Digest)\s+[\w+/=.~-]{6,}/gi, "$1 ***"],
  // JSON Web Tokens: three base64url parts, the first of which is a JSON object.
  [/\beyJ[\w-]{5,}\.[\w-]{2,}\.[\w-]*/g, "***"],
  // API keys: a prefix, an environment and at least 30 characters of base62.
  [/\b([A-Za-z][A-Za-z0-9]{0,15}_[A-Za-z0-9]{1,12}_)[A-Za-z0-9]{30,}/g, "$1***"],
  [/\b((?:sk|pk|rk|ghp|gho|whsec|xox[abp])[-_])[\w-]{16,}/g, "$1***"],
  [/\bAKIA[A-Z0-9]{16}\b/g, "***"],
  // The password in a URL.
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,256}):[^\s/@]{1,256}@/gi, "$1:***@"],
  [/-----BEGIN [A-Z ]{2,40}-----[\s\S]*?(?:-----END [A-Z ]{2,40}-----|$)/g, "***"],
  // Named secrets: password=…, "token": "…", x-api-key: …. Not the names of permissions, such as tokens:write.
  [
    /\b([\w-]{0,40}(?:passw(or)?d|passphrase|pwd|secret|token|(api|access|account|private)[_-]?key|authorization|cookie|sig(nature)?|credential)s?["']?\s*[:=]\s*)(?!(?:read|write|admin|manage|create|update|delete|list|any|all)(?![\w-]))("[^"]*"|'[^']*'|[^\s,;&)\]}"']+)/gi,
    "$1***",
  ],
];

/**
 * Replaces everything in a text that looks like a key, a token or a password by `***`. Drops everything after 20,000
 * characters.
 *
 * @example
 * ```ts
 * import { maskSecrets } from "errata/server";
 *
 * console.error(maskSecrets("connect to postgres://app:hunter2@db:5432/shop failed"));
 * // connect to postgres://app:***@db:5432/shop failed
 * ```
 */
export function maskSecrets(text: string): string {
  requireValue("maskSecrets: text", text, "string");
  let masked = text.slice(0, 20_000);
  for (const [pattern, replacement] of patterns) masked = masked.replace(pattern, replacement);
  return masked;
}
