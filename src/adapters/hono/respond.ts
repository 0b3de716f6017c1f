import type { Context } from "hono";
import type { Boundary, RequestContext } from "../../server/adapter.ts";
import { BodyError, lingeringClose, parseJsonText, requireIdentity } from "../../server/adapter.ts";
import { fromHttpException } from "./from-http-exception.ts";
import { incomingOf, type NodeIncoming } from "./incoming-of.ts";

/** Makes the response to what was thrown. */
export function respond(
  boundary: Boundary,
  thrown: unknown,
  c: Context,
  context: RequestContext,
): Response | Promise<Response> {
  return thrown instanceof SyntaxError
    ? ownOrTheirs(thrown, c).then((error) => respondNow(boundary, error, c, context))
    : respondNow(boundary, fromHttpException(thrown, boundary, context) ?? thrown, c, context);
}

/** Gives a response of a handler its request id. */
export function nameResponse(c: Context, response: Response, { requestId }: RequestContext): Response {
  try {
    response.headers.set("X-Request-Id", requestId);
    return response;
  } catch {
    // The headers of a response that came from fetch() cannot be changed.
    const named = new Response(response.body, response);
    named.headers.set("X-Request-Id", requestId);
    drop(c);
    return named;
  }
}

/** Drops a response that another replaces: Hono would copy its headers to the new one, Content-Length too. */
export function drop(c: Context): void {
  if (c.finalized) c.res = undefined;
}

function respondNow(boundary: Boundary, thrown: unknown, c: Context, context: RequestContext): Response {
  const incoming = incomingOf(c);
  if (incoming?.errored instanceof BodyError) context.bodyError ??= incoming.errored;
  context.aborted ||= incoming === undefined ? c.req.raw.signal.aborted : isAborted(incoming);
  const answer = boundary.respond(thrown, context);
  drop(c);
  // Plain headers keep @hono/node-server on its fast path.
  const headers = incoming === undefined ? answer.headers : lingeringClose(answer, incoming);
  return new Response(answer.body, { status: answer.status, headers });
}

/** `c.req.json()` throws a bare SyntaxError, as the server's own JSON.parse does; only the body tells whose fault it is. */
async function ownOrTheirs(thrown: SyntaxError, c: Context): Promise<unknown> {
  const { text } = c.req.bodyCache;
  if (text === undefined) return thrown;
  try {
    requireIdentity(c.req.header("content-encoding"));
    parseJsonText(await text);
    return thrown;
  } catch (error) {
    return error;
  }
}

/** Node calls only those requests aborted whose body was cut; whoever leaves later is gone as well. */
function isAborted({ aborted, errored, socket }: NodeIncoming): boolean {
  return aborted === true || (errored !== null && errored !== undefined) || socket.destroyed === true;
}
