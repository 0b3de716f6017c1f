import { scopeGate } from "errata/guards";
import { apiKeyAuth, requireScopes } from "errata/hono";
import type { MiddlewareHandler } from "hono";
import { rejectQuery } from "../shared/http/index.ts";
import { requiredScopes } from "./accounts/scopes.ts";
import type { Backend } from "./backend.ts";
import { scribe } from "./contract.ts";
import type { ScribeEnv } from "./http.ts";

/** Operations that accept query parameters. All others reject any. */
const listOperations = new Set(["GET /v1/patients", "GET /v1/consultations"]);

/**
 * Creates the middlewares in front of every route: authentication, scopes and query check.
 *
 * @throws authentication_required, account_invalid, permission_denied, parameter_invalid
 */
export function requestGuards({ authenticate }: Backend): MiddlewareHandler<ScribeEnv>[] {
  const gate = scopeGate(scribe.error.permission_denied);
  return [
    apiKeyAuth({ guard: authenticate, variables: ({ account, scopes }) => ({ account, scopes }) }),
    requireScopes({ scopes: requiredScopes, gate, unlisted: "reject", granted: (c) => c.get("scopes") }),
    rejectQuery(listOperations),
  ];
}
