import type { Context } from "hono";
import type { ApiError } from "../../contract/index.ts";
import type { Boundary } from "../../server/adapter.ts";
import type { BoundaryEnv } from "./hono-boundary.ts";
import { bodyBytes } from "./json-body.ts";

/** A response that can be sent again: status, headers and the whole body. */
interface WholeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What runs a request once: the guard that `idempotency` of `errata/guards` makes. */
export type RunOnce<Hold> = (
  request: {
    readonly tenant: string;
    readonly operation: string;
    readonly key: string | undefined;
    readonly method: string;
    readonly target: string;
    readonly contentType: string | undefined;
    readonly body: () => Promise<Uint8Array>;
    readonly requestId: string;
  },
  run: {
    readonly work: (hold: Hold) => Promise<WholeAnswer>;
    readonly render: (error: ApiError) => WholeAnswer;
  },
) => Promise<WholeAnswer>;

/** Whose request it is and what runs it. */
export interface IdempotencyRunOptions<Hold> {
  readonly boundary: Boundary;
  readonly guard: RunOnce<Hold>;
  /** Whose key it is: two tenants never meet in one key. */
  readonly tenant: string;
  /** Does the work and gives its whole answer. */
  readonly work: (hold: Hold) => Promise<WholeAnswer>;
}

/**
 * Answers a request of a Hono app once, however often it is sent with one `Idempotency-Key`. First answer and repeats
 * are made of the same bytes. Refusals are rendered by the boundary as ever; a repeat of one that was kept is an
 * ordinary response to the boundary.
 *
 * @throws whatever the guard and the work throw
 */
export async function withIdempotency<E extends BoundaryEnv, Hold>(
  c: Context<E>,
  { boundary, guard, tenant, work }: IdempotencyRunOptions<Hold>,
): Promise<Response> {
  const context = c.get("errata");
  const { request, operation, route, requestId } = context;
  const { status, headers, body } = await guard(
    {
      tenant,
      operation: operation?.name ?? `${request.method} ${route}`,
      key: c.req.header("idempotency-key"),
      method: request.method,
      target: request.target,
      contentType: c.req.header("content-type"),
      body: () => bodyBytes(c),
      requestId,
    },
    { work, render: (error) => boundary.render(error, context) },
  );
  return new Response(isBodiless(status) ? null : (body as BodyInit), { status, headers: { ...headers } });
}

function isBodiless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}
