import type { HoldFinishOptions, IdempotencyHold } from "errata/guards";
import { type BoundaryEnv, type IdempotencyRunOptions, withIdempotency } from "errata/hono";
import type { Boundary } from "errata/server";
import type { StoredResponse, TransactionSql } from "errata/store";
import type { Context } from "hono";
import type { Idempotency } from "./open-idempotency.ts";

/** Members of the record of a response, and members that only the first response has. */
export interface FinishOptions extends Omit<HoldFinishOptions, "reference"> {
  /** Members of the first response that are not stored, so that a repeat does not have them. @default none */
  readonly secret?: Readonly<Record<string, unknown>>;
}

/** Ends the work in its transaction: records the response with the data, and returns it. */
export type Finish<Data, Result> = (sql: TransactionSql, data: Data, options?: FinishOptions) => Promise<Result>;

/** How a request is compared with a repeat, and the status and headers of its response. */
interface OnceOptions extends Pick<IdempotencyRunOptions<never>, "body" | "digest"> {
  /** @default 201 */
  readonly status?: 200 | 201 | 202;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Creates a response without recording it, for a request that turns out to have no effect. */
type Respond = (data: object, status?: OnceOptions["status"]) => StoredResponse;

/** Runs the work of a request once per Idempotency-Key. Every repeat receives the response that `finish` recorded. */
export type Once<E extends BoundaryEnv> = (
  c: Context<E>,
  work: (finish: Finish<object, StoredResponse>, respond: Respond) => Promise<StoredResponse>,
  options?: OnceOptions,
) => Promise<Response>;

/** Everything that the routes of an API share. */
interface Routes<E extends BoundaryEnv> {
  readonly boundary: Boundary;
  readonly idempotency: Idempotency;
  /** Returns the owner of the keys. */
  readonly tenant: (c: Context<E>) => string;
  /** Returns the success envelope. @default the data itself */
  readonly envelope?: (data: object) => unknown;
}

/** Creates the function that the routes of an API run their work with. */
export function onlyOnce<E extends BoundaryEnv>(routes: Routes<E>): Once<E> {
  const { boundary, idempotency, tenant, envelope = (data) => data } = routes;
  return (c, work, { status: defaultStatus = 201, headers, ...comparison } = {}) => {
    const respond = (data: object, status = defaultStatus): StoredResponse => ({
      status,
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(envelope(data)),
    });
    return withIdempotency<E, IdempotencyHold>(c, {
      ...comparison,
      boundary,
      guard: idempotency.guard,
      tenant: tenant(c),
      work: (hold) =>
        work(async (sql, data, { secret, ...options } = {}) => {
          const stored = await hold.finish(sql, respond(data), options);
          return secret === undefined ? stored : respond({ ...data, ...secret });
        }, respond),
    });
  };
}
