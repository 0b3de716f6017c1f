import {
  type BodyError,
  type CountedIncoming,
  type LingeringIncoming,
  limitBody,
  limitStream,
} from "../../server/adapter.ts";

/** Node's request, if it is of HTTP 1. */
export type NodeIncoming = CountedIncoming & LingeringIncoming;

/** A request of srvx, which serves Fetch handlers on every runtime. */
export type ServerRequest = Request & { readonly runtime?: { readonly node?: { readonly req?: unknown } } };

/** Returns Node's request if the app runs on `node:http`. */
export function incomingOf({ runtime }: ServerRequest): NodeIncoming | undefined {
  const incoming = runtime?.node?.req as (NodeIncoming & { readonly httpVersionMajor: number }) | undefined;
  return incoming?.httpVersionMajor === 1 ? incoming : undefined;
}

/** Limits the body of a request that declares no length. @returns the request with the limited body */
export function limitRequest<Received extends ServerRequest>(
  request: Received,
  maxBytes: number,
  onOverflow: (error: BodyError) => void,
): Received {
  const incoming = incomingOf(request);
  if (incoming !== undefined) {
    if (incoming.headers["transfer-encoding"] !== undefined) limitBody(incoming, maxBytes, onOverflow);
    return request;
  }
  if (request.body === null) return request;
  const body = limitStream(request.body, maxBytes, onOverflow);
  const limited = new Request(request, { body, duplex: "half" } as RequestInit);
  // Members of srvx, which a copy does not have.
  for (const name of ["runtime", "ip", "waitUntil", "context"] as const) {
    const value: unknown = Reflect.get(request, name);
    if (value !== undefined) Object.defineProperty(limited, name, { value, writable: true });
  }
  return limited as Received;
}

/** Adds the request id to a response. @returns the response, or a copy if its headers cannot be changed */
export function withRequestId(response: Response, requestId: string): Response {
  try {
    response.headers.set("X-Request-Id", requestId);
    return response;
  } catch {
    // The headers of a response from fetch() are immutable.
    const copy = new Response(response.body, response);
    copy.headers.set("X-Request-Id", requestId);
    return copy;
  }
}
