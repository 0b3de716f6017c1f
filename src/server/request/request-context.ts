import type { ApiError, Operation } from "../../contract/index.ts";
import type { BodyError } from "./body-error.ts";
import type { RequestHead } from "./request-head.ts";

/** State of one request. Guards and handlers set `tenant`; the boundary and its adapters set the rest. */
export interface RequestContext {
  /** Sent as `X-Request-Id`: the client's own id if it is well-formed, otherwise a UUID of version 7. */
  requestId: string;
  /** The parts of the request that decide the form of a response. */
  readonly request: RequestHead;
  /** Time of arrival, in milliseconds since 1970. */
  readonly time: number;
  /** Time within which a JSON body must arrive, in milliseconds. */
  readonly bodyDeadlineMs: number;
  /** Account that sent the request, recorded with its errors. Set by authentication. */
  tenant: string | undefined;
  /** Pattern of the route, such as `/v1/customers/:customerId`. Never the path, which can contain secrets. */
  route: string | undefined;
  /** The contract's operation; undefined if no route matches or the route is not in the contract. */
  operation: Operation | undefined;
  /** Whether the client closed the connection before the response was sent. */
  aborted: boolean;
  /** Whether the boundary has responded with an error. */
  failed: boolean;
  /** That error with its body; undefined until then. A middleware can replace the body before it leaves. */
  sent: SentError | undefined;
  /**
   * Error of the request's head: an unknown route, a wrong method, a limit. It is sent in place of a guard's refusal,
   * and unless a middleware responds.
   */
  headError: ApiError | undefined;
  /** Value of Allow in the response to a CORS preflight that no route handles. */
  allow: string | undefined;
  /** Error of the body's reader, kept in case a library wraps or swallows it. */
  bodyError: BodyError | undefined;
  /** Body as the handler has read it; undefined if it has not, or in another way. */
  received: string | ArrayBuffer | Uint8Array | undefined;
}

/** An error that the boundary has recorded, and its body. */
export interface SentError {
  /** The whole body, or its start if a handler has returned it. */
  readonly body: string;
  /** The error of the contract. */
  readonly error: ApiError;
}

/** Read once, because Node's global is a slow getter. */
const { crypto } = globalThis;
/** 8 to 128 characters that need no escaping in a header, a log line or a URL. */
const wellFormedId = /^[A-Za-z0-9._-]{8,128}$/;

/** Creates the context of a request. @param requestId id assigned by an enclosing boundary. @default the client's id or a new one */
export function createContext(
  request: RequestHead,
  time: number,
  bodyDeadlineMs: number,
  requestId: string = readRequestId(request.header("x-request-id"), time),
): RequestContext {
  return {
    requestId,
    request,
    time,
    bodyDeadlineMs,
    tenant: undefined,
    route: undefined,
    operation: undefined,
    aborted: false,
    failed: false,
    sent: undefined,
    headError: undefined,
    allow: undefined,
    bodyError: undefined,
    received: undefined,
  };
}

/** Returns the client's request id if it is well-formed, otherwise a new one. @param timeMs time of arrival, in milliseconds since 1970 */
export function readRequestId(received: string | null | undefined, timeMs: number): string {
  return typeof received === "string" && isWellFormedId(received) ? received : newRequestId(timeMs);
}

/**
 * Creates a UUID of version 7. Ids of later requests sort after those of earlier ones, so a database appends to its index.
 *
 * @see RFC 9562 section 5.7
 */
function newRequestId(timeMs: number): string {
  const time = Math.max(0, Math.trunc(timeMs)).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${crypto.randomUUID().slice(15)}`;
}

/** Returns whether a request id can be sent and logged as it is. */
function isWellFormedId(id: string): boolean {
  return wellFormedId.test(id);
}
