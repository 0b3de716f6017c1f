import type { BoundaryEnv } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { pageQuery, rejectQuery } from "../shared/http/index.ts";
import type { Account } from "./accounts/account.ts";
import { vision } from "./contract.ts";

/** What the guards leave in Hono's context for the routes. */
export interface VisionEnv extends BoundaryEnv {
  Variables: BoundaryEnv["Variables"] & {
    account: Account;
    /** What the key may do. */
    scopes: readonly string[];
  };
}

const lists = new Set(["GET /v1/images", "GET /v1/rules", "GET /v1/schemas", "GET /v1/analyses"]);

/** Refuses query parameters of operations that take none. @throws VALIDATION_ERROR */
export const refuseUnread: MiddlewareHandler<VisionEnv> = rejectQuery(lists);

/** Query parameters of every list. */
export const listQuery: ReturnType<typeof pageQuery> = pageQuery(vision.limits.pageItems);
