import type { Context } from "hono";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import type { ApiError } from "../../contract/index.ts";
import type { IdempotentRequest } from "../../guards/index.ts";
import type { Boundary } from "../../server/adapter.ts";
import { identityOf, responseOf, type StoredResponse } from "../shared/index.ts";
import { host } from "./guard-middleware.ts";
import type { BoundaryEnv } from "./hono-boundary.ts";

/** Runs a request once per idempotency key. Created by `idempotency` of `errata/guards`. */
export type RunOnce<Hold> = (
  request: IdempotentRequest,
  run: {
    /** Does the work and returns its complete response. Called at most once per key. */
    readonly work: (hold: Hold) => Promise<StoredResponse>;
    /** Renders an error that the guard stores. */
    readonly render: (error: ApiError) => StoredResponse;
  },
) => Promise<StoredResponse>;

/** Options of `withIdempotency`. */
export interface IdempotencyRunOptions<Hold> {
  /** Boundary of the app. Renders errors that the guard stores. */
  readonly boundary: Boundary;
  /** Guard created by `idempotency` of `errata/guards`. */
  readonly guard: RunOnce<Hold>;
  /** Account that owns the key. The keys of two tenants are independent. */
  readonly tenant: string;
  /** Reads what is compared with the body of the first request. @default the bytes of the body */
  readonly body?: (() => Promise<Uint8Array>) | undefined;
  /**
   * Reads an upload to its end and returns its digest, in place of `body`. Called only for a repeat; the work passes the
   * digest of the first upload to `finish`.
   *
   * @default the body is read before the work
   */
  readonly digest?: (() => Promise<string>) | undefined;
  /** Does the work and returns its complete response. Called at most once per key. */
  readonly work: (hold: Hold) => Promise<StoredResponse>;
}

/**
 * Runs a request once per `Idempotency-Key`, and responds to repeats with the same bytes. An error of the work is handled
 * by the boundary as usual; a repeat of an error that the guard stored is recorded like one that a handler returns.
 *
 * @throws every error of the guard and of the work
 * @example
 * ```ts
 * import type { IdempotencyGuard } from "errata/guards";
 * import { type BoundaryEnv, withIdempotency } from "errata/hono";
 * import type { Boundary } from "errata/server";
 * import type { Hono } from "hono";
 *
 * export function addOrders(app: Hono<BoundaryEnv>, boundary: Boundary, guard: IdempotencyGuard): void {
 *   app.post("/v1/orders", (c) =>
 *     withIdempotency(c, {
 *       boundary,
 *       guard,
 *       tenant: c.get("errata").tenant ?? "",
 *       work: async () => ({ status: 201, headers: { "Content-Type": "application/json" }, body: '{"id":"ord_1"}' }),
 *     }),
 *   );
 * }
 * ```
 */
export async function withIdempotency<E extends BoundaryEnv, Hold>(
  c: Context<E>,
  options: IdempotencyRunOptions<Hold>,
): Promise<Response> {
  requireOptions("withIdempotency", options, optionTypes, ["boundary", "guard", "tenant", "work"]);
  const { boundary, guard, tenant, work, body, digest } = options;
  const request = identityOf<Context>(host, { tenant: () => tenant, body }, c);
  const render = (error: ApiError): StoredResponse => boundary.render(error, c.get("errata"));
  return responseOf(await guard({ ...request, digest }, { work, render }));
}

const optionTypes: OptionTypes<IdempotencyRunOptions<unknown>> = {
  boundary: "object",
  guard: "function",
  tenant: "string",
  body: "function",
  digest: "function",
  work: "function",
};
