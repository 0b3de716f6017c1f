import type { Context, Env, Handler, Hono } from "hono";
import type { RouterRoute } from "hono/types";
import { COMPOSED_HANDLER } from "hono/utils/constants";
import { type RequestContext, unbuiltParts } from "../../server/adapter.ts";
import { isOnlyHandler } from "./app-routes.ts";

/** Wraps the handlers that are registered from now on, in the app itself and in apps that it is mounted in. */
export function wrapHandlers<E extends Env>({ router, routes }: Hono<E>): void {
  const add = router.add.bind(router);
  router.add = (method, path, [handler, route]) =>
    add(method, path, [isOnlyHandler(route) ? keepingHandler(handler) : handler, route]);
  // `route()` reads the app's `routes`; requests to the app itself do not.
  const push = (...added: RouterRoute[]): number => Array.prototype.push.apply(routes, added.map(withCheckedHandler));
  Object.defineProperty(routes, "push", { value: push });
}

function keepingHandler(handler: Handler): Handler {
  return withResult(handler, keepResponse);
}

/** Rejects a handler that returns nothing also in an app that is mounted with `route()`, where Hono would send an empty 200. */
function withCheckedHandler(route: RouterRoute): RouterRoute {
  const { handler } = route;
  const checked = withResult(handler, (c, response) => {
    if (response === undefined && !c.finalized) throw new Error("The handler returned no response.");
    return keepResponse(c, response);
  });
  // Hono finds the handler itself by this member.
  return { ...route, handler: Object.assign(checked, { [COMPOSED_HANDLER]: handler }) };
}

/** Passes on what a handler returns. Not with `await`, which costs each middleware several promises. */
function withResult(handler: Handler, pass: (c: Context, returned: unknown) => Response): Handler {
  return (c, next) => {
    const result: unknown = handler(c, next);
    return result instanceof Promise ? result.then((returned: unknown) => pass(c, returned)) : pass(c, result);
  };
}

/**
 * Sets a handler's response in the context, if it has all headers that middlewares have prepared, as the responses of
 * `c.json()` have. Hono would add them to a copy, and the copy builds the response.
 */
function keepResponse(c: Context, returned: unknown): Response {
  const response = returned as Response;
  if (isLate(c, returned)) void returned.body?.cancel().catch(() => undefined);
  if (c.finalized || !(returned instanceof Response)) return response;
  const [, body, headers] = unbuiltParts(response) ?? [];
  if (typeof body !== "string" && !(body instanceof Uint8Array)) return response;
  // Without a type, the response gets one when it is built. Without a Headers object, it has no prepared headers.
  if (!(headers instanceof Headers && headers.has("content-type"))) return response;
  // Read from an empty response, because reading `c.res` would set it.
  if (!hasAll(headers, c.body(null).headers)) return response;
  c.res = undefined;
  c.res = response;
  return response;
}

/** Returns whether a middleware has sent an error in the meantime, such as a timeout, so that nobody reads the response. */
function isLate(c: Context, returned: unknown): returned is Response {
  if (!c.finalized || !(returned instanceof Response) || returned === c.res) return false;
  return (c.get("errata") as RequestContext | undefined)?.failed === true;
}

function hasAll(headers: Headers, prepared: Headers): boolean {
  for (const [name, value] of prepared) {
    // Hono keeps the handler's Content-Type. Cookies are several values of one name.
    if (name !== "content-type" && (name === "set-cookie" || headers.get(name) !== value)) return false;
  }
  return true;
}
