import type { BoundaryEnv } from "errata/hono";
import { validateBody } from "errata/hono";
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import { pageQuery, refuseQuery } from "../shared/http/index.ts";
import type { Account } from "./accounts/account.ts";
import { scribe } from "./contract.ts";
import { must } from "./text.ts";

/** What the guards leave in Hono's context for the routes. */
export interface ScribeEnv extends BoundaryEnv {
  Variables: BoundaryEnv["Variables"] & { account: Account; scopes: readonly string[] };
}

/** One request of the service, on a route with these parameters. */
export type ScribeContext<Path extends string = string> = Context<ScribeEnv, Path>;

/** Refuses query parameters of operations that take none. @throws parameter_invalid */
export const refuseUnread: MiddlewareHandler<ScribeEnv> = refuseQuery(
  new Set(["GET /v1/patients", "GET /v1/consultations"]),
);

/** Keeps every answer out of caches: what is answered here is about people's health. */
export const neverStored: MiddlewareHandler<ScribeEnv> = async (c, next) => {
  await next();
  c.res.headers.set("Cache-Control", "no-store");
};

const Nothing = z.strictObject({}, must("be an object"));

/** Refuses a body with anything in it, for operations that take none. @throws parameter_invalid */
export async function refuseBody(c: ScribeContext): Promise<void> {
  const length = c.req.header("content-length") ?? "0";
  if (length !== "0" || c.req.header("transfer-encoding") !== undefined) await validateBody(c, Nothing);
}

/** Query parameters of every list. */
export const listQuery: ReturnType<typeof pageQuery> = pageQuery(scribe.limits.pageItems);
