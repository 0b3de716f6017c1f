import type { BoundaryEnv } from "errata/hono";
import type { Context } from "hono";
import type { Caller } from "./accounts/caller.ts";

/** What the guards leave in Hono's context for the routes. */
export interface OrdersEnv extends BoundaryEnv {
  Variables: BoundaryEnv["Variables"] & { caller: Caller };
}

/** One request of the service, on a route with these parameters. */
export type OrdersContext<Path extends string = string> = Context<OrdersEnv, Path>;

/** Operations that take query parameters; all others refuse any. */
export const queried: ReadonlySet<string> = new Set([
  "GET /v1/orders",
  "GET /v1/orders/{orderId}/report",
  "GET /v1/webhooks",
  "GET /v1/webhooks/{webhookId}/deliveries",
]);
