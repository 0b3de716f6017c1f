import { Elysia } from "elysia";
import type { ApiKeyGuard } from "../../guards/index.ts";
import type { Boundary } from "../../server/index.ts";
import { apiKeyAuth, customAuth, elysiaBoundary, rateLimiter, requireScopes } from "./index.ts";

declare const boundary: Boundary;
declare const guard: ApiKeyGuard<{ readonly active: boolean; readonly plan: string }>;

const app = new Elysia().use(elysiaBoundary(boundary));
app.get("/orders/:orderId", ({ params, errata }) => [params.orderId, errata.requestId]);
// @ts-expect-error the context has no such member
app.get("/", ({ errata }) => errata.requestIdentifier);
app.onRequest(apiKeyAuth({ guard, variables: ({ account }) => ({ plan: account.plan }) }));
// @ts-expect-error the account has no such member
app.onRequest(apiKeyAuth({ guard, variables: ({ account }) => ({ plan: account.plans }) }));
// @ts-expect-error without a tenant
app.onRequest(customAuth({ authenticate: () => "u_1" }));
// @ts-expect-error without a limit
rateLimiter({ subject: () => "" });
// @ts-expect-error the rule for unlisted operations is missing
requireScopes({ scopes: {}, gate: () => undefined });
