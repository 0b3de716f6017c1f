import type { IdempotencyGuard, IdempotencyHold } from "../../guards/index.ts";
import type { Boundary, RequestContext } from "../../server/adapter.ts";

/** A Fetch request that an idempotency guard runs, and the framework's way to run its handler. */
export interface IdempotentRequest {
  readonly boundary: Boundary;
  readonly context: RequestContext;
  readonly guard: IdempotencyGuard;
  readonly tenant: string;
  body(): Promise<Uint8Array>;
  /** Runs the handler and returns its response. Throws the error of the handler. */
  respond(hold: IdempotencyHold): Promise<Response>;
}

/** Runs a request once per key. @returns the response of the handler, or that of the first request */
export async function runFetchIdempotent(run: IdempotentRequest): Promise<Response> {
  const { boundary, context, guard, tenant } = run;
  const { request, operation, route, requestId } = context;
  let response: Response | undefined;
  const { status, headers, body } = await guard(
    {
      ...{ tenant, requestId },
      operation: operation?.name ?? `${request.method} ${route ?? request.target}`,
      key: request.header("idempotency-key") ?? undefined,
      method: request.method,
      target: request.target,
      contentType: request.header("content-type") ?? undefined,
      body: () => run.body(),
    },
    {
      async work(hold) {
        response = await run.respond(hold);
        // Nothing is stored, so the response need not be read.
        if (hold.key === null) return { status: response.status, headers: {}, body: "" };
        const bytes = new Uint8Array(await response.clone().arrayBuffer());
        return { status: response.status, headers: Object.fromEntries(response.headers), body: bytes };
      },
      render: (error) => boundary.render(error, context),
    },
  );
  if (response !== undefined && headers["Idempotent-Replayed"] === undefined) return response;
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(hasBody ? (body as BodyInit) : null, { status, headers: { ...headers } });
}
