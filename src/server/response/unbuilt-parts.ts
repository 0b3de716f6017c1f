/** Class of the responses that `cacheKey` belongs to. */
let probedClass: typeof Response | undefined;
/** Key under which `@hono/node-server` keeps the status, the body and the headers of a response that it has not built yet. */
let cacheKey: symbol | undefined;

/**
 * Returns the parts of a response that `@hono/node-server` has not built yet. Its server sends them as they are. Reading
 * `body` or copying the response would build it with its stream, which costs more than the rest of the request.
 *
 * @returns undefined for a response that is built, and on other servers
 */
export function unbuiltParts(
  response: Response,
): readonly [status: number, body: unknown, headers: unknown] | undefined {
  if (probedClass !== globalThis.Response) {
    // Looked up in a new response, because most responses have been built when they arrive here.
    probedClass = globalThis.Response;
    cacheKey = Object.getOwnPropertySymbols(new Response("")).find(({ description }) => description === "cache");
  }
  const parts = cacheKey === undefined ? undefined : (response as unknown as Record<symbol, unknown>)[cacheKey];
  return Array.isArray(parts) ? (parts as [number, unknown, unknown]) : undefined;
}
