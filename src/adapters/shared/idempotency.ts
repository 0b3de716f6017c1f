import type { ServerResponse } from "node:http";
import type { IdempotencyHold, IdempotentRequest } from "../../guards/index.ts";
import type { Boundary } from "../../server/adapter.ts";
import { checkGuardOptions, type GuardHost, type IdempotentOptions, tenantOf } from "./guard-options.ts";
import { type HeldResponse, holdResponse, type StoredResponse } from "./held-response.ts";
import { sentErrorOf } from "./node-response.ts";

/** A response that an idempotency guard holds back, and the framework's ways to continue. */
export interface IdempotentExchange {
  readonly response: ServerResponse;
  /** Runs the handler. */
  next(): void;
  /** Sends the response of the first request. */
  replay(stored: StoredResponse): void;
  /** Passes on an error of the guard. */
  fail(thrown: unknown): void;
}

/** Runs a request of `node:http` once per key. */
export type NodeRun<Request> = (request: Request, exchange: IdempotentExchange) => Promise<void>;

/** Runs a Fetch request once per key. @returns the response of the handler, or that of the first request */
export type FetchRun<Request> = (
  request: Request,
  boundary: Boundary,
  /** Runs the handler and returns its response. Throws the error of the handler. */
  respond: () => Promise<Response>,
) => Promise<Response>;

/**
 * Creates the function that runs a request of `node:http` once per key: it holds back the response of the handler until the
 * guard has stored it.
 */
export function idempotency<Request>(host: GuardHost<Request>, options: IdempotentOptions<Request>): NodeRun<Request> {
  checkGuardOptions("idempotent", options);
  return async (request, { response, next, replay, fail }) => {
    let held: HeldResponse | undefined;
    let release = (): void => undefined;
    const work = async (hold: IdempotencyHold): Promise<StoredResponse> => {
      Object.assign(host.variables(request), { hold });
      // Nothing is stored, so the response need not wait.
      if (hold.key === null) return { status: 200, headers: {}, body: "" };
      const holding = holdResponse(response);
      release = holding.release;
      next();
      held = await holding.written;
      const error = sentErrorOf(response);
      if (error !== undefined) throw error;
      return held.stored;
    };
    try {
      const render = (): StoredResponse => held?.stored ?? { status: 500, headers: {}, body: "" };
      const stored = await options.guard(identityOf(host, options, request), { work, render });
      if (held !== undefined) held.send();
      else if (stored.headers["Idempotent-Replayed"] !== undefined) replay(stored);
      else next();
    } catch (thrown) {
      // The boundary has rendered and recorded the handler's own error.
      if (held !== undefined && thrown === sentErrorOf(response)) return held.send();
      release();
      fail(thrown);
    }
  };
}

/** Creates the function that runs a Fetch request once per key. */
export function fetchIdempotency<Request>(
  host: GuardHost<Request>,
  options: IdempotentOptions<Request>,
): FetchRun<Request> {
  checkGuardOptions("idempotent", options);
  return async (request, boundary, respond) => {
    let response: Response | undefined;
    const stored = await options.guard(identityOf(host, options, request), {
      async work(hold) {
        Object.assign(host.variables(request), { hold });
        response = await respond();
        // Nothing is stored, so the response need not be read.
        if (hold.key === null) return { status: response.status, headers: {}, body: "" };
        const bytes = new Uint8Array(await response.clone().arrayBuffer());
        return { status: response.status, headers: Object.fromEntries(response.headers), body: bytes };
      },
      render: (error) => boundary.render(error, host.context(request)),
    });
    return response !== undefined && stored.headers["Idempotent-Replayed"] === undefined
      ? response
      : responseOf(stored);
  };
}

/** Creates the Fetch response to a stored one. */
export function responseOf({ status, headers, body }: StoredResponse): Response {
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  const response = new Response(hasBody ? (body as BodyInit) : null, { status, headers: { ...headers } });
  // The server computes it from the body, which a middleware can replace.
  response.headers.delete("Content-Length");
  return response;
}

/** Returns the parts of a request that identify its repeats. */
export function identityOf<Request>(
  host: Pick<GuardHost<Request>, "context" | "body">,
  { tenant, body }: Pick<IdempotentOptions<Request>, "tenant" | "body">,
  incoming: Request,
): IdempotentRequest {
  const context = host.context(incoming);
  const { request, operation, route, requestId } = context;
  return {
    tenant: tenant?.(incoming) ?? tenantOf(context, "idempotent", "tenant"),
    operation: operation?.name ?? `${request.method} ${route ?? request.target}`,
    key: request.header("idempotency-key"),
    method: request.method,
    target: request.target,
    contentType: request.header("content-type"),
    body: async () => (await body?.(incoming)) ?? bytesOf(await host.body(incoming)),
    requestId,
  };
}

/** Returns a body as bytes. Two parsed bodies are equal if their JSON is. */
function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return new TextEncoder().encode(typeof body === "string" ? body : (JSON.stringify(body) ?? ""));
}
