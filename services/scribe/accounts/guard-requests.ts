import type { Refusal } from "errata";
import { type ApiKeyGuard, apiKeys, scopeGate } from "errata/guards";
import { apiKeyAuth, requireScopes } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import type { ScribeEnv } from "../http.ts";
import { type Account, readAccount } from "./account.ts";
import { scribeKeys as format } from "./keys.ts";
import { scopeOf } from "./scopes.ts";

const { authentication_required, account_invalid, permission_denied } = scribe.error;
const missing: Refusal<object> = (_, options) => authentication_required({ reason: "missing" }, options);
const invalid: Refusal<object> = (_, options) => authentication_required({ reason: "invalid" }, options);
const inactive: Refusal<object> = (_, options) => account_invalid({ problem: "inactive" }, options);
const refusals = { missing, unknown: invalid, revoked: invalid, expired: invalid, inactive };

/** Creates the guard of API keys. */
export function keyGuard({ store, keys, clock }: Pick<Backend, "store" | "keys" | "clock">): ApiKeyGuard<Account> {
  return apiKeys<Account>({ format, store, keys, refusals, clock, account: (id) => readAccount(store.sql, id) });
}

/** Creates the guards of every request: a valid key with the scope of the operation. */
export function requestGuards(guard: ApiKeyGuard<Account>): MiddlewareHandler<ScribeEnv>[] {
  const gate = scopeGate(permission_denied);
  return [
    apiKeyAuth({ guard, variables: ({ account, scopes }) => ({ account, scopes }) }),
    requireScopes({ scopes: scopeOf, gate, unlisted: "reject", granted: (c) => c.get("scopes") }),
  ];
}
