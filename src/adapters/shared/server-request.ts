import {
  type BodyError,
  type CountedIncoming,
  type LingeringIncoming,
  limitBody,
  limitStream,
  type RequestHead,
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

/**
 * Limits the body of a request whose declared length, if any, has not been checked.
 *
 * @param incoming Node's request, whose body is limited if it is known
 * @returns the request with the limited body
 */
export function limitRequest<Received extends ServerRequest>(
  request: Received,
  incoming: NodeIncoming | undefined,
  maxBytes: number,
  onOverflow: (error: BodyError) => void,
): Received {
  if (incoming !== undefined) {
    if (hasBody(incoming)) limitBody(incoming, maxBytes, onOverflow);
    return request;
  }
  const { url, method, headers, signal } = request;
  // A locked body belongs to the code that reads it.
  if (method === "GET" || method === "HEAD" || request.body === null || request.body.locked) return request;
  const body = limitStream(request.body, maxBytes, onOverflow);
  // Copied member by member, because the requests of some servers only imitate the class.
  const limited = new Request(url, { method, headers: [...headers], signal, body, duplex: "half" } as RequestInit);
  // Members of srvx, which a copy does not have.
  for (const name of ["runtime", "ip", "waitUntil", "context"] as const) {
    const value: unknown = Reflect.get(request, name);
    if (value !== undefined) Object.defineProperty(limited, name, { value, writable: true });
  }
  return limited as Received;
}

/** Returns whether a request of Node has a body. */
export function hasBody({ headers }: { readonly headers: LingeringIncoming["headers"] }): boolean {
  return headers["transfer-encoding"] !== undefined || headers["content-length"] !== undefined;
}

/** Returns whether an OPTIONS request is a CORS preflight, which belongs to the app's CORS middleware, if it has one. */
export function isPreflight(head: RequestHead): boolean {
  return typeof head.header("access-control-request-method") === "string";
}

/** Returns whether the path of a request has only valid escapes. */
export function isDecodable(target: string): boolean {
  if (!target.includes("%")) return true;
  try {
    decodeURI(target.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
