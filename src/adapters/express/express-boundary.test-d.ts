import express from "express";
import type { ApiKeyGuard } from "../../guards/index.ts";
import type { Boundary } from "../../server/index.ts";
import { apiKeyAuth, customAuth, expressBoundary, rateLimiter, requireScopes } from "./index.ts";

declare const boundary: Boundary;
declare const guard: ApiKeyGuard<{ readonly active: boolean; readonly plan: string }>;

const app = expressBoundary(express(), boundary);
app.use(apiKeyAuth({ guard, variables: ({ account }) => ({ plan: account.plan }) }));
// @ts-expect-error the account has no such member
app.use(apiKeyAuth({ guard, variables: ({ account }) => ({ plan: account.plans }) }));
app.use(customAuth({ authenticate: (request) => ({ id: request.get("x-user") ?? "" }), tenant: ({ id }) => id }));
// @ts-expect-error without a tenant
app.use(customAuth({ authenticate: () => "u_1" }));
app.get("/orders/:orderId", ({ params, errata }, response) => void response.json([params.orderId, errata.requestId]));
// @ts-expect-error the context has no such member
app.get("/", ({ errata }, response) => void response.json(errata.requestIdentifier));
// @ts-expect-error without a limit
rateLimiter({ subject: ({ ip }) => ip ?? "" });
// @ts-expect-error the rule for unlisted operations is missing
requireScopes({ scopes: {}, gate: () => undefined });
