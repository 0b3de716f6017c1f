import { Hono, type MiddlewareHandler } from "hono";
import type { ApiKeyGuard, RateLimitGuard } from "../../guards/index.ts";
import { apiKeyAuth, type BoundaryEnv, type BoundaryEnvWith, customAuth, rateLimiter, requireScopes } from "./index.ts";

interface Account {
  readonly id: string;
  readonly active: boolean;
}
interface User {
  readonly id: string;
  readonly scopes: readonly string[];
}
type AccountEnv = BoundaryEnvWith<{ account: Account; scopes: readonly string[] }>;
type UserEnv = BoundaryEnvWith<{ caller: User; locale: string }>;
declare const guard: ApiKeyGuard<Account>;
declare const limit: RateLimitGuard;
declare const authenticate: () => Promise<User>;
const tenant = ({ id }: User): string => id;
const rules = { scopes: { "GET /a": "a:read" }, gate: () => undefined, unlisted: "allow" } as const;

// Chained: the variables are inferred.
new Hono<BoundaryEnv>()
  .use("*", apiKeyAuth({ guard }), rateLimiter({ limit }), requireScopes(rules))
  .get("/", (c) => c.text(c.get("caller").account.id))
  // @ts-expect-error no variable has this name
  .get("/", (c) => c.text(c.get("callr").account.id));
new Hono<BoundaryEnv>()
  .use(apiKeyAuth({ guard, variables: ({ account }) => ({ account }) }))
  .get("/", (c) => c.text(c.get("account").id))
  // @ts-expect-error a caller's account is not its scopes
  .get("/", (c) => c.text(c.get("account").scopes));
new Hono<UserEnv>().use(customAuth({ authenticate, tenant })).get("/", (c) => c.text(c.get("locale")));

// Annotated: the variables are those of the environment, or some of them.
export const all: MiddlewareHandler<AccountEnv> = apiKeyAuth({
  guard,
  variables: ({ account, scopes }) => ({ account, scopes }),
});
export const some: MiddlewareHandler<AccountEnv> = apiKeyAuth({ guard, variables: ({ account }) => ({ account }) });
export const user: MiddlewareHandler<UserEnv> = customAuth({ authenticate, tenant, variables: undefined });
// @ts-expect-error the environment has no variable of this name
export const wrongName: MiddlewareHandler<AccountEnv> = apiKeyAuth({
  guard,
  variables: ({ account, scopes }) => ({ account, scops: scopes }),
});
// @ts-expect-error the variable has another type
export const wrongType: MiddlewareHandler<AccountEnv> = apiKeyAuth({ guard, variables: () => ({ account: "acme" }) });
// @ts-expect-error the environment has no variable "caller"
export const noCaller: MiddlewareHandler<AccountEnv> = apiKeyAuth({ guard });
// @ts-expect-error the variable "caller" is another type of caller
export const otherCaller: MiddlewareHandler<UserEnv> = apiKeyAuth({ guard });
// @ts-expect-error without a tenant
export const noTenant: MiddlewareHandler<UserEnv> = customAuth({ authenticate });

export const subject: MiddlewareHandler<UserEnv> = rateLimiter({ limit, subject: (c) => c.get("caller").id });
// @ts-expect-error no variable has this name
export const noSubject: MiddlewareHandler<UserEnv> = rateLimiter({ limit, subject: (c) => c.get("user").id });

export const granted: MiddlewareHandler<AccountEnv> = requireScopes({ ...rules, granted: (c) => c.get("scopes") });
export const byDefault: MiddlewareHandler<UserEnv> = requireScopes({ ...rules, granted: undefined });
// @ts-expect-error no variable has this name
export const notGranted: MiddlewareHandler<AccountEnv> = requireScopes({ ...rules, granted: (c) => c.get("scops") });
// @ts-expect-error the environment has no variable "caller" with scopes
export const noScopes: MiddlewareHandler<AccountEnv> = requireScopes(rules);
// @ts-expect-error the rule for unlisted operations is missing
requireScopes({ scopes: rules.scopes, gate: rules.gate });
