import type { BoundaryEnvWith } from "errata/hono";
import { InputError, schemaIssues, type TranslateRule } from "errata/server";
import type { Context } from "hono";
import type { Caller } from "./accounts/caller.ts";
import { orders } from "./contract.ts";

/** Hono's environment in the routes. Authentication sets `c.get("caller")`. */
export type OrdersEnv = BoundaryEnvWith<{ caller: Caller }>;

/** Hono's context of one request. */
export type OrdersContext<Path extends string = string> = Context<OrdersEnv, Path>;

/** Reports a query that does not match its schema as INVALID_PARAMETER, with the first parameter that is wrong. */
export const translateQueryError: TranslateRule = {
  name: "query",
  translate(thrown) {
    if (!(thrown instanceof InputError) || thrown.location !== "query") return undefined;
    const [first] = schemaIssues(thrown, thrown.location) ?? [];
    return first && orders.error.INVALID_PARAMETER({ parameter: first.field, problem: first.message });
  },
};
