import type { BoundaryEnvWith } from "errata/hono";
import { chooseLanguage, InputError, schemaIssues, type TranslateRule } from "errata/server";
import type { Context } from "hono";
import type { Once } from "../shared/idempotency/index.ts";
import type { Caller } from "./accounts/caller.ts";
import { orders } from "./contract.ts";

/** Hono's environment in the routes. Authentication sets `c.get("caller")`. */
export type OrdersEnv = BoundaryEnvWith<{ caller: Caller }>;

/** Hono's context of one request. */
export type OrdersContext<Path extends string = string> = Context<OrdersEnv, Path>;

/** Runs the work of a request once per user and Idempotency-Key. */
export type OrdersOnce = Once<OrdersEnv>;

const [first = "en", ...others] = orders.languages;

/** Returns the language of a response, which the request selects. */
export function languageOf({ req }: Pick<OrdersContext, "req">): string {
  return chooseLanguage(req.header("accept-language"), [first, ...others]);
}

/** Returns the headers of a response that contains texts in a language; none for English, which is the default. */
export function languageHeaders(language: string): Record<string, string> {
  return language === first ? {} : { "Content-Language": language, Vary: "Accept-Language" };
}

/** Reports a query that does not match its schema as INVALID_PARAMETER, with the first parameter that is wrong. */
export const translateQueryError: TranslateRule = {
  name: "query",
  translate(thrown) {
    if (!(thrown instanceof InputError) || thrown.location !== "query") return undefined;
    const [first] = schemaIssues(thrown, thrown.location) ?? [];
    return first && orders.error.INVALID_PARAMETER({ parameter: first.field, problem: first.message });
  },
};
