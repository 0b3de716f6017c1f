import type { INestApplication } from "@nestjs/common";
import type { ApiKeyGuard } from "../../guards/index.ts";
import type { Boundary } from "../../server/index.ts";
import { apiKeyAuth, customAuth, ErrataModule, rateLimiter, requireScopes } from "./index.ts";

declare const app: INestApplication;
declare const boundary: Boundary;
declare const guard: ApiKeyGuard<{ readonly active: boolean; readonly plan: string }>;

app.useGlobalGuards(apiKeyAuth({ guard, variables: ({ account }) => ({ plan: account.plan }) }));
// @ts-expect-error the account has no such member
app.useGlobalGuards(apiKeyAuth({ guard, variables: ({ account }) => ({ plan: account.plans }) }));
// @ts-expect-error without a tenant
app.useGlobalGuards(customAuth({ authenticate: () => "u_1" }));
// @ts-expect-error without a limit
rateLimiter({ subject: () => "" });
// @ts-expect-error the rule for unlisted operations is missing
requireScopes({ scopes: {}, gate: () => undefined });
ErrataModule.forRootAsync({ inject: ["log"], useFactory: async (_log: object) => boundary });
// @ts-expect-error the factory creates no boundary
ErrataModule.forRootAsync({ useFactory: () => ({}) });
