import type { Context } from "hono";
import type { Boundary, RequestContext } from "../index.ts";
import { capIncoming, countBody } from "../index.ts";
import { incomingOf } from "./incoming-of.ts";

/** Counts a body whose size no Content-Length has declared; a declared one was checked, and the server holds it to that. */
export function capBody(c: Context, boundary: Boundary, context: RequestContext): void {
  const { raw } = c.req;
  if (raw.method === "GET" || raw.method === "HEAD" || raw.headers.get("content-length") !== null) return;
  const maxBytes = boundary.maxBodyBytes(context);
  const onOverflow = (error: NonNullable<RequestContext["bodyError"]>): void => {
    context.bodyError = error;
  };
  const incoming = incomingOf(c);
  if (incoming !== undefined) {
    if (raw.headers.get("transfer-encoding") !== null) capIncoming(incoming, maxBytes, onOverflow);
    return;
  }
  if (raw.body === null) return;
  const body = countBody(raw.body, maxBytes, onOverflow);
  // Made from its parts, because the request of some servers is one in form only.
  const { method, headers, signal } = raw;
  c.req.raw = new Request(raw.url, { method, headers: [...headers], signal, body, duplex: "half" } as RequestInit);
}
