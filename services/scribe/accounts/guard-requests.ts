import { type ApiKeyGuard, apiKeys, readCredential, scopeGate } from "errata/guards";
import type { MiddlewareHandler } from "hono";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import type { ScribeEnv } from "../http.ts";
import { type Account, readAccount } from "./account.ts";
import { scribeKeys } from "./keys.ts";
import { scopeOf } from "./scopes.ts";

/** Finds out who calls. */
export function keyGuard({ store, keys, clock }: Pick<Backend, "store" | "keys" | "clock">): ApiKeyGuard<Account> {
  const { authentication_required: required, account_invalid: unusable } = scribe.error;
  const invalid: Parameters<typeof apiKeys>[0]["refusals"]["unknown"] = (_, options) =>
    required({ reason: "invalid" }, options);
  return apiKeys<Account>({
    format: scribeKeys,
    store,
    keys,
    account: (accountId) => readAccount(store.sql, accountId),
    refusals: {
      missing: (_, options) => required({ reason: "missing" }, options),
      unknown: invalid,
      revoked: invalid,
      expired: invalid,
      inactive: (_, options) => unusable({ problem: "inactive" }, options),
    },
    clock,
  });
}

/** Lets requests through whose key is good and has the scope of the operation. */
export function guardRequests(guard: ApiKeyGuard<Account>): MiddlewareHandler<ScribeEnv> {
  const permit = scopeGate(scribe.error.permission_denied);
  const known: Readonly<Record<string, string>> = scopeOf;
  return async (c, next) => {
    // What a path answers is no secret, and a browser asks without a key. No route takes it: the boundary answers.
    if (c.req.method === "OPTIONS") return c.body(null, 404);
    const caller = await guard(readCredential(c.req.raw.headers));
    const context = c.get("errata");
    context.tenant = caller.tenant;
    c.set("account", caller.account);
    // An operation that asks for no scope would be open to all: better to none.
    permit(caller, known[context.operation?.name ?? ""] ?? "none");
    await next();
  };
}
