import { findTargetHandler } from "hono/utils/handler";

/** Limits of the middlewares that have rejected a body. */
const limits = new WeakMap<object, number | undefined>();

/**
 * Returns the limit of a middleware that `bodyLimit()` of Hono has created. Its exception does not name the limit, so the
 * middleware is asked: it admits or rejects a request by Content-Length without waiting.
 *
 * @returns undefined if the handler is any other
 */
export function limitOf(handler: unknown): number | undefined {
  if (typeof handler !== "function") return undefined;
  const target = findTargetHandler(handler) as (c: unknown, next: () => unknown) => unknown;
  if (target.name !== "bodyLimit" || target.length !== 2) return undefined;
  if (!limits.has(target)) limits.set(target, searchLimit(target));
  return limits.get(target);
}

/** Searches for the largest Content-Length that is admitted. */
function searchLimit(bodyLimit: (c: unknown, next: () => unknown) => unknown): number | undefined {
  const admits = (length: number): boolean => {
    let isAdmitted = false;
    const headers = {
      has: (name: string) => name === "content-length",
      get: (name: string) => (name === "content-length" ? String(length) : null),
    };
    const result = bodyLimit({ req: { raw: { body: {}, headers } } }, () => {
      isAdmitted = true;
    });
    Promise.resolve(result).catch(() => undefined);
    return isAdmitted;
  };
  if (!admits(0)) return undefined;
  let admitted = 0;
  let rejected = Number.MAX_SAFE_INTEGER;
  while (rejected - admitted > 1) {
    const middle = admitted + Math.floor((rejected - admitted) / 2);
    if (admits(middle)) admitted = middle;
    else rejected = middle;
  }
  return admitted;
}
