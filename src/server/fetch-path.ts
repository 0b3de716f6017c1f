import type { Answer } from "./answer.ts";
import type { Boundary, Handler } from "./boundary.ts";
import { countBody } from "./count-body.ts";
import { resolveOperation } from "./land-of.ts";
import { readJson } from "./read-json.ts";
import type { RequestContext, RequestHead } from "./request-context.ts";

/** Takes one request from its arrival to its response: the whole path, readable from top to bottom. */
export async function fetchPath(
  boundary: Boundary,
  routed: boolean,
  request: Request,
  handler: Handler,
): Promise<Response> {
  const context = boundary.begin(factsOf(request));
  try {
    boundary.checkRequestHead(context);
    const headers = routed ? resolveOperation(boundary, context) : undefined;
    if (headers !== undefined) return finish(new Response(null, { status: 204, headers }), context);
    boundary.checkOperation(context);
    const response = await handler(capped(boundary, request, context), context);
    return finish(response, context);
  } catch (thrown) {
    if (request.signal.aborted) context.aborted = true;
    return toResponse(boundary.respond(thrown, context), request.method);
  }
}

/** Makes the Fetch form of an answer. */
export function toResponse({ status, headers, body }: Answer, method: string): Response {
  return new Response(method === "HEAD" ? null : body, { status, headers });
}

/** Wraps a Request; only path and query count as its target. */
export function factsOf(request: Request): RequestHead {
  return {
    method: request.method,
    get target() {
      return targetOf(request.url);
    },
    header: (name) => request.headers.get(name),
  };
}

/** Cuts scheme and host off a URL. */
export function targetOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("://") + 3);
  return start === -1 ? "/" : url.slice(start);
}

/**
 * Gives the handler a request whose `json()` says what is wrong instead of throwing a SyntaxError that nobody could
 * tell from one of the server's own, and whose body is counted where no Content-Length could be checked.
 */
function capped(boundary: Boundary, request: Request, context: RequestContext): Request {
  if (request.body === null) return request;
  const maxBytes = boundary.maxBodyBytes(context);
  let counted = request;
  if (request.headers.get("content-length") === null) {
    const body = countBody(request.body, maxBytes, (error) => {
      context.bodyError = error;
    });
    counted = new Request(request, { body, duplex: "half" } as RequestInit);
  }
  Object.defineProperty(counted, "json", { value: () => readJson(counted, { maxBytes }), configurable: true });
  return counted;
}

/** Adds the request id to a response of the handler; strips the body that HEAD must not have. */
function finish(response: Response, context: RequestContext): Response {
  const isHead = context.request.method === "HEAD" && response.body !== null;
  const own = isHead ? new Response(null, response) : response;
  try {
    own.headers.set("X-Request-Id", context.requestId);
    return own;
  } catch {
    // The headers of a response that came from fetch() cannot be changed.
    const copy = new Response(own.body, own);
    copy.headers.set("X-Request-Id", context.requestId);
    return copy;
  }
}
