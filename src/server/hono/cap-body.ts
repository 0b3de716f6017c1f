import type { Context } from "hono";
import type { Boundary, RequestContext } from "../index.ts";
import { countBody } from "../index.ts";

/** Counts a body whose size no Content-Length has declared; a declared one was checked, and the server holds it to that. */
export function capBody(c: Context, boundary: Boundary, context: RequestContext): void {
  const { raw } = c.req;
  if (raw.method === "GET" || raw.method === "HEAD" || raw.headers.get("content-length") !== null) return;
  // Under Node the body would be made into a stream only to see that there is none.
  const isNode = (c.env as { incoming?: unknown } | undefined)?.incoming !== undefined;
  if (isNode && raw.headers.get("transfer-encoding") === null) return;
  if (raw.body === null) return;
  const body = countBody(raw.body, boundary.maxBodyBytes(context), (error) => {
    context.bodyError = error;
  });
  // Made from its parts, because the request of @hono/node-server is one in form only.
  const { method, headers, signal } = raw;
  c.req.raw = new Request(raw.url, { method, headers: [...headers], signal, body, duplex: "half" } as RequestInit);
}
