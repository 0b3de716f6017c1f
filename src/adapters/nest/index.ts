/** Connects a boundary and the guards to a Nest app, of Nest 11 and 12, on Express and on Fastify. */
export { ErrataModule, type ErrataModuleOptions } from "./errata-module.ts";
export { apiKeyAuth, customAuth, idempotent, rateLimiter, requireScopes } from "./guards.ts";
export { Operation } from "./operation.ts";
