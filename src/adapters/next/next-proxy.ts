import { requireBoundary, requireValue } from "../../contract/faults/arguments.ts";
import { type Boundary, FetchExchange, FetchHead, resolveOperation } from "../../server/adapter.ts";

/** A proxy, called middleware before Next 16. `Incoming` is `NextRequest`, `Event` is `NextFetchEvent`. */
export type ProxyHandler<Incoming extends Request, Event, Result> = (
  request: Incoming,
  event: Event,
) => Result | Promise<Result>;

/**
 * Protects the proxy of a Next app with a boundary: whatever it throws becomes an error of the contract. Requests that it
 * passes on reach pages and route handlers unchanged.
 *
 * @returns the proxy, to be exported as `proxy` from `proxy.ts`, or before Next 16 as `middleware` from `middleware.ts`
 * @example
 * ```ts
 * import { nextProxy } from "errata/next";
 * import type { Boundary } from "errata/server";
 *
 * export function protect(boundary: Boundary, verify: (token: string | null) => Promise<void>) {
 *   return nextProxy(boundary, async (request: Request) => {
 *     await verify(request.headers.get("authorization"));
 *   });
 * }
 * ```
 */
export function nextProxy<Incoming extends Request, Result, Event = unknown>(
  boundary: Boundary,
  handler: ProxyHandler<Incoming, Event, Result>,
): ProxyHandler<Incoming, Event, Result | Response> {
  requireBoundary("nextProxy", boundary);
  requireValue("nextProxy: handler", handler, "function");
  return async (request, event) => {
    try {
      return await handler(request, event);
    } catch (thrown) {
      const context = boundary.begin(new FetchHead(request));
      resolveOperation(boundary.routes, context);
      return new FetchExchange(boundary, false, request, () => new Response()).fail(thrown, context);
    }
  };
}
