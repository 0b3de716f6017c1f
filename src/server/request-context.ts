import type { Operation } from "../contract/index.ts";
import type { BodyError } from "./body-error.ts";
import { requestIdOf } from "./request-id.ts";

/** What an adapter knows of a request before anything is read. */
export interface RequestHead {
  readonly method: string;
  /** Path and query as received: `/v1/customers?limit=10`. */
  readonly target: string;
  /** Gives a request header by its lower-case name. */
  header(name: string): string | null | undefined;
}

/** One request on its way through the boundary. Handlers and guards write `tenant`; adapters write the rest. */
export interface RequestContext {
  readonly requestId: string;
  readonly request: RequestHead;
  /** Time of arrival in milliseconds since 1970. */
  readonly time: number;
  /** How long a JSON body may take to arrive, in milliseconds. */
  readonly bodyDeadlineMs: number;
  /** Whose request it is, for the log and the occurrence; set by whatever authenticates. */
  tenant: string | undefined;
  /** The route's pattern, such as `/v1/customers/:customerId`; never the path itself, which can hold secrets. */
  route: string | undefined;
  operation: Operation | undefined;
  /** Whether the client closed the connection before it was answered. */
  aborted: boolean;
  /** Whether the boundary has answered it with an error. */
  refused: boolean;
  /** What our own reader found wrong with the body, in case a library wraps or swallows it. */
  bodyError: BodyError | undefined;
}

/** Starts the context of one request. */
export function requestContext(
  request: RequestHead,
  time: number,
  bodyDeadlineMs: number,
  requestId: string = requestIdOf(request.header("x-request-id")),
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
    refused: false,
    bodyError: undefined,
  };
}
