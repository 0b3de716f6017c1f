import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestContext } from "errata/server";
import type { Context, MiddlewareHandler } from "hono";
import type { Api } from "../shared/api/index.ts";
import { traceRequest } from "../shared/tracing/index.ts";
import { isAwaited } from "./error-log.ts";

/** One request, when the head of its response is known. */
export interface ObservedRequest {
  /** Name of the API; `services` outside of every API. */
  readonly api: string;
  readonly method: string;
  /** Pattern of the route; undefined if no route matched. */
  readonly route: string | undefined;
  /** Name of the contract's operation. */
  readonly operation: string | undefined;
  readonly status: number;
  /** Code of the error; undefined for a success. */
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly tenant: string | undefined;
  /** Id of the trace; undefined without an SDK of OpenTelemetry. */
  readonly traceId: string | undefined;
  /** Whether the response is that of a poll: nothing has changed, or the resource is not ready yet. */
  readonly isPoll: boolean;
  /** Time from the request to the head of the response, in milliseconds. */
  readonly headMs: number;
  /** Value of `performance.now()` at the request. */
  readonly startedAt: number;
  /** Bytes that the connection had sent before. */
  readonly sentBefore: number;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Receives every request. */
export type RequestObserver = (request: ObservedRequest) => void;

/** Creates the middleware that traces every request and passes it to observers. */
export function observeRequests(apis: readonly Api[], observers: readonly RequestObserver[]): MiddlewareHandler {
  const contracts = new Map(apis.map(({ name, contract }) => [name, contract]));
  return async (c, next) => {
    const node = c.env as { incoming?: IncomingMessage; outgoing?: ServerResponse } | undefined;
    if (node?.incoming === undefined || node.outgoing === undefined) return await next();
    const { incoming, outgoing } = node;
    const startedAt = performance.now();
    const sentBefore = incoming.socket.bytesWritten;
    const traceId = await traceRequest(incoming, outgoing, () => contextOf(c), next);
    const headMs = performance.now() - startedAt;
    const [, first = ""] = c.req.path.split("/", 2);
    const contract = contracts.get(first);
    const { route, operation, requestId, tenant } = contextOf(c);
    const { status } = c.res;
    const { method } = c.req;
    const code = status < 400 ? undefined : (c.res.headers.get("errata-code") ?? "none");
    const isWaiting = contract?.entries.get(code ?? "")?.kind === "invalid_state" || isAwaited(operation?.name, status);
    // One literal: spreading objects into it would take as long as all the rest.
    const request: ObservedRequest = {
      api: contract === undefined ? "services" : first,
      method,
      route,
      operation: operation?.name,
      status,
      code,
      requestId,
      tenant,
      traceId,
      headMs,
      startedAt,
      sentBefore,
      incoming,
      outgoing,
      isPoll: (status === 304 || isWaiting) && (method === "GET" || method === "HEAD"),
    };
    for (const observe of observers) observe(request);
  };
}

/** Returns the context of the boundary; an empty one for a page outside of every boundary. */
function contextOf(c: Context): Partial<RequestContext> {
  return (c.get("errata") as RequestContext | undefined) ?? {};
}
