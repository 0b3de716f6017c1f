import { type FastifyTypeProvider, fastify } from "fastify";
import { pino } from "pino";
import type { ApiKeyGuard, IdempotencyGuard } from "../../guards/index.ts";
import type { Boundary } from "../../server/index.ts";
import { apiKeyAuth, fastifyBoundary, idempotent } from "./index.ts";

declare const boundary: Boundary;
declare const keys: ApiKeyGuard<undefined>;
declare const once: IdempotencyGuard;

interface StringProvider extends FastifyTypeProvider {
  readonly validator: string;
}

// The app keeps its type: its logger, its type provider and what it returns from its own methods.
const logged = fastifyBoundary(fastify({ loggerInstance: pino() }), boundary);
logged.log.bindings();
logged.addHook("onRequest", apiKeyAuth({ guard: keys }));
logged.post("/", { preHandler: idempotent({ guard: once }) }, async () => ({}));
const typed = fastifyBoundary(fastify().withTypeProvider<StringProvider>(), boundary);
typed.post("/", { schema: { body: {} } }, async ({ body, errata }) => [body.toUpperCase(), errata.requestId]);
// @ts-expect-error the context has no such member
typed.get("/", async ({ errata }) => errata.requestIdentifier);
fastifyBoundary(fastify({ https: {} }), boundary);
// @ts-expect-error an app without a boundary
fastifyBoundary(fastify());
