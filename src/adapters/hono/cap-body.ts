import type { Context } from "hono";
import type { Boundary, RequestContext } from "../../server/adapter.ts";
import { countBody, limitBody } from "../../server/adapter.ts";
import { incomingOf } from "./incoming-of.ts";

/** Counts a body whose size no Content-Length has declared; a declared one was checked, and the server holds it to that. */
export function capBody(c: Context, boundary: Boundary, context: RequestContext): void {
  const { request } = context;
  if (request.method === "GET" || request.method === "HEAD" || typeof request.header("content-length") === "string")
    return;
  const maxBytes = boundary.maxBodyBytes(context);
  const onOverflow = (error: NonNullable<RequestContext["bodyError"]>): void => {
    context.bodyError = error;
  };
  const incoming = incomingOf(c);
  if (incoming !== undefined) {
    if (incoming.headers["transfer-encoding"] !== undefined) limitBody(incoming, maxBytes, onOverflow);
    return;
  }
  const { raw } = c.req;
  if (raw.body === null) return;
  const body = countBody(raw.body, maxBytes, onOverflow);
  // Made from its parts, because the request of some servers is one in form only.
  const { method, headers, signal } = raw;
  c.req.raw = new Request(raw.url, { method, headers: [...headers], signal, body, duplex: "half" } as RequestInit);
}
