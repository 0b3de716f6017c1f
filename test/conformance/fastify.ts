import { Readable } from "node:stream";
import cors from "@fastify/cors";
import multipart from "@fastify/multipart";
import { apiKeyAuth, fastifyBoundary, idempotent, rateLimiter, requireScopes } from "errata/fastify";
import { type FastifyInstance, fastify } from "fastify";
import { partialThenError } from "./fetch-app.ts";
import type { Framework, RunningApp } from "./framework.ts";
import type { Guards } from "./guarded-shop.ts";
import { listen } from "./node-server.ts";
import type { NewOrder } from "./shop.ts";
import { origin, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

/** Fastify 5, with errata/fastify. */
export const fastify5: Framework = {
  name: "Fastify",
  adapter: "errata/fastify",
  differs: {
    "wrong-type": {
      expect: {
        status: 422,
        code: "INVALID_ORDER",
        details: { fields: [{ field: "body", code: "invalid_type" }] },
      },
      because: "Fastify parses text/plain as a string, which the schema rejects.",
    },
  },
  async start(boundary) {
    const app = fastify();
    if (boundary !== undefined) fastifyBoundary(app, boundary);
    app.register(cors, { origin }).register(multipart);
    app.setErrorHandler((error, request, reply) => {
      if (request.url === "/handled") return reply.code(200).send({ handled: true });
      if (request.url === "/handler-fails") throw new Error(secret);
      return reply.send(error);
    });
    addRoutes(app);
    return serve(app);
  },
  async startGuarded(boundary, { keys, limit, scopes, gate, once, createOrder, fileAt }: Guards) {
    const app = fastifyBoundary(fastify(), boundary);
    await app.register(cors, { origin });
    app.addHook("onRequest", apiKeyAuth({ guard: keys }));
    app.addHook("onRequest", rateLimiter({ limit }));
    app.addHook("onRequest", requireScopes({ scopes, gate, unlisted: "allow" }));
    app.addHook("onRequest", async ({ url }, reply) => {
      const file = fileAt(url);
      if (file !== undefined) return reply.send(file);
    });
    app.get("/orders/:orderId", async () => ({}));
    app.post("/orders", { preHandler: idempotent({ guard: once }) }, async ({ body }, reply) =>
      reply.code(201).send(await createOrder(body)),
    );
    return serve(app);
  },
};

async function serve(app: FastifyInstance): Promise<RunningApp> {
  await app.listen({ port: 0, host: "127.0.0.1" });
  return listen(app.server);
}

const orderSchema = {
  type: "object",
  required: ["sku", "quantity"],
  properties: { sku: { type: "string" }, quantity: { type: "integer", minimum: 1 } },
};
const countSchema = { type: "object", required: ["count"], properties: { count: { type: "integer" } } };

function addRoutes(app: FastifyInstance): void {
  app.addHook("onRequest", async ({ url }) => {
    if (url === "/middleware") throw new Error(secret);
  });
  app.get("/middleware", async () => ({}));
  app.get("/hook", { preHandler: async () => throwNamed("async") }, async () => ({}));
  app.get("/handled", () => throwNamed("error"));
  app.get("/handler-fails", () => throwNamed("error"));
  app.get("/ok", async () => ({ ok: true }));
  app.post("/echo", async ({ body }) => body);
  app.post<{ Body: NewOrder }>("/orders", { schema: { body: orderSchema } }, async ({ body }, reply) =>
    reply.code(201).send(body),
  );
  app.get<{ Params: { orderId: string } }>("/orders/:orderId", async ({ params }) => {
    throw shop.error.ORDER_NOT_FOUND({ orderId: params.orderId });
  });
  // A response schema must not change the bodies of errors.
  const schema = { response: { "4xx": countSchema, "5xx": countSchema } };
  app.get<{ Params: { what: string } }>("/throw/:what", { schema }, async ({ params }) => throwNamed(params.what));
  app.get("/returned/conflict", async (_request, reply) => reply.code(409).send({ secret }));
  app.get("/returned/text", async (_request, reply) => reply.code(500).send(secret));
  app.get("/response", { schema: { response: { 200: countSchema } } }, async () => ({ total: secret }));
  app.get("/unserialisable", async () => ({ count: 1n }));
  app.get("/late", async (_request, reply) => reply.type("text/csv").send(Readable.from(partialThenError())));
  for (const path of ["/events", "/broken-events"])
    app.get(path, async (_request, reply) =>
      reply.type("text/event-stream").send(Readable.from(numbers(path === "/broken-events"))),
    );
  app.get("/hang", async () => hang());
  app.post("/upload", async (request) => {
    let files = 0;
    for await (const file of request.files()) {
      await file.toBuffer();
      files += 1;
    }
    return { files };
  });
  app.register(async (sub) => void sub.get("/ok", async () => ({ ok: true })), { prefix: "/sub" });
}
