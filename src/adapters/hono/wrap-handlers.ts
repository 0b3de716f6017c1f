import type { Context, Env, Handler, Hono } from "hono";
import { COMPOSED_HANDLER } from "hono/utils/constants";
import { type RequestContext, unbuiltBody, unbuiltParts } from "../../server/adapter.ts";
import { isOnlyHandler } from "./app-routes.ts";
import { adoptRequestId, contextOf, settleThrown } from "./hono-exchange.ts";

/** Wraps the handlers that are registered from now on, in the app itself and in apps that it is mounted in. */
export function wrapHandlers<E extends Env>({ router }: Hono<E>): void {
  const add = router.add.bind(router);
  router.add = (method, path, [handler, route]) => {
    // `root.route(prefix, app)` copies the handlers of the routes. Hono finds what a handler wraps by this member.
    route.handler = Object.assign(withResult(handler), { [COMPOSED_HANDLER]: handler });
    // A result of a middleware of the app itself says nothing: Hono ignores it after `next()`.
    const isHandler = isOnlyHandler(route);
    add(method, path, [isHandler ? route.handler : withErrors(handler), route]);
  };
}

/** Passes on what a handler returns. Not with `await`, which costs each middleware several promises. */
function withResult(handler: Handler): Handler {
  return withErrors(
    (c, next) => {
      // Handlers log the id, and the response has it.
      adoptRequestId(c, contextOf(c));
      return handler(c, next);
    },
    (c, returned) => keepResponse(c, returned),
  );
}

/** Lets a handler throw Errors only, because Hono runs no middleware after anything else that is thrown. */
function withErrors(handler: Handler, onResult?: (c: Context, returned: unknown) => Response): Handler {
  return (c, next) => {
    try {
      const result: unknown = handler(c, next);
      if (!(result instanceof Promise)) return onResult === undefined ? (result as Response) : onResult(c, result);
      const onThrown = settleThrown.bind(undefined, c);
      return result.then(onResult && ((returned: unknown) => onResult(c, returned)), onThrown) as Promise<Response>;
    } catch (thrown) {
      return settleThrown(c, thrown);
    }
  };
}

/**
 * Sets a handler's response in the context, if it has all headers that middlewares have prepared, as the responses of
 * `c.json()` have. Hono would add them to a copy, and the copy builds the response.
 */
function keepResponse(c: Context, returned: unknown): Response {
  // Hono would send an empty 200 for it in an app that is mounted.
  if (returned === undefined && !c.finalized) throw new Error("The handler returned no response.");
  const response = returned as Response;
  if (isLate(c, returned)) void returned.body?.cancel().catch(() => undefined);
  if (c.finalized || !(returned instanceof Response)) return response;
  const body = unbuiltBody(response);
  if (typeof body !== "string" && !(body instanceof Uint8Array)) return response;
  // Without a type, the response gets one when it is built. Without a Headers object, it has no prepared headers.
  const [, , headers] = unbuiltParts(response) ?? [];
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
