/** Headers that differ between requests of the same caller. Any other header may identify the caller. */
const requestHeader =
  /^(accept|content|if-|range|user-agent)|idempotency|request|attempt|trace|correlation|signature|nonce|date|time/;

/** Query parameters that identify the caller. */
const callerParameter = /key$|secret|(access|auth).?token|(app|client).?id/i;

/**
 * Returns a key that is equal for two requests only if the same caller sends them. It contains credentials, so use it only
 * as the key of a bounded map.
 *
 * @param idempotencyHeader header that carries idempotency keys, which are never part of the key
 */
export function identifyCaller(url: string, headers: Headers, idempotencyHeader: string): string {
  const query = url.includes("?") ? [...new URL(url).searchParams] : [];
  return JSON.stringify([
    [...headers].filter(([name]) => !requestHeader.test(name) && name !== idempotencyHeader.toLowerCase()),
    query.filter(([name]) => callerParameter.test(name)),
  ]);
}
