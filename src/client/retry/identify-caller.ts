/** Headers that differ between requests of the same caller. Any other header may identify the caller. */
const requestHeader =
  /^(accept|content-|if-|range|user-agent)|\b(idempotency|request-id|attempt|trace|correlation|nonce|date|time)/;

/** Query parameters that identify the caller. */
const callerParameter = /key$|secret|^(access|api|app|o?auth|client|sig|tenant|token)/i;

/**
 * Returns a key that is equal for two requests only if the same caller sends them. It contains credentials, so use it only
 * as the key of a bounded map.
 *
 * @param idempotencyHeader header that carries idempotency keys, which are never part of the key
 */
export function identifyCaller(url: string, headers: Headers, idempotencyHeader: string): string {
  return JSON.stringify([
    [...headers].filter(([name]) => !requestHeader.test(name) && name !== idempotencyHeader.toLowerCase()),
    [...new URL(url).searchParams].filter(([name]) => callerParameter.test(name)),
  ]);
}
