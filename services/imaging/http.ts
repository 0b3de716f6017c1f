import { envelopesOf } from "errata/envelope";
import type { BoundaryEnv } from "errata/hono";
import type { Context, MiddlewareHandler } from "hono";
import { pageQuery, refuseQuery } from "../shared/http/index.ts";
import { imaging } from "./contract.ts";
import type { Caller } from "./partners/caller.ts";

const { main } = envelopesOf(imaging);

/** What the guards leave in Hono's context for the routes. */
export interface ImagingEnv extends BoundaryEnv {
  Variables: BoundaryEnv["Variables"] & { caller: Caller };
}

/** One request of the service, on a route with these parameters. */
export type ImagingContext<Path extends string = string> = Context<ImagingEnv, Path>;

const lists = new Set([
  "GET /v1/customers",
  "GET /v1/customers/{customerId}/studies",
  "GET /v1/customers/{customerId}/studies/{studyUid}/reports",
]);
/** Refuses query parameters of operations that take none. @throws VALIDATION_FAILED */
export const refuseUnread: MiddlewareHandler<ImagingEnv> = refuseQuery(lists);

/** Query parameters of every list. */
export const listQuery: ReturnType<typeof pageQuery> = pageQuery(imaging.limits.pageItems);

/** Answers with data in the contract's form of a success. */
export function ok(c: ImagingContext, data: unknown, status: 200 | 201 = 200): Response {
  return c.json(main.success(data), status);
}
