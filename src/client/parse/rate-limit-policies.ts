import type { HeaderSource } from "./untrusted-input.ts";
import { readHeader } from "./untrusted-input.ts";

const quotedText = /"(?:[^"\\]|\\.)*"/g;

/**
 * Returns the policies of the `RateLimit` field, each with its parameters: `"minute";r=0;t=30`. Commas and semicolons in
 * names become `_`, so that the rest can be split and searched.
 *
 * @see draft-ietf-httpapi-ratelimit-headers
 */
export function rateLimitPolicies(headers: HeaderSource): readonly string[] {
  const field = readHeader(headers, "ratelimit").replace(quotedText, (name) => name.replace(/[,;]/g, "_"));
  // Older drafts wrote one dictionary in any order: `limit=100, remaining=0, reset=50`.
  return field.includes(";") ? field.split(/ *, */) : [`,${field}`];
}

/** Returns whether a policy has no requests left. The last parameter of a name applies. @see RFC 9651 */
export function isExhausted(policy: string): boolean {
  return /[;,] *(r|remaining)=-?0+\b(?!.*[;,] *r=)/.test(policy);
}
