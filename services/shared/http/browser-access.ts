import type { MiddlewareHandler } from "hono";
import { cors } from "hono/cors";

/** How long a browser may cache the response to a preflight, in seconds: the most that Chromium accepts. */
const maxAge = 7_200;

const allow = cors({ origin: "*", exposeHeaders: ["*"], maxAge });

/**
 * Lets pages of any origin call the API and read its responses and headers. Credentials are sent in Authorization only,
 * which a page must know, so no page can act with the credentials of another.
 */
export const browserAccess: MiddlewareHandler = (c, next) =>
  c.req.header("origin") === undefined ? next() : allow(c, next);
