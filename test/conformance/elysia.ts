import type { Server } from "node:http";
import { cors } from "@elysiajs/cors";
import { node } from "@elysiajs/node";
import { type AnyElysia, Elysia, t } from "elysia";
import { apiKeyAuth, elysiaBoundary, idempotent, rateLimiter, requireScopes } from "errata/elysia";
import { handleClientErrors } from "errata/node";
import type { Boundary } from "errata/server";
import { partialThenError, stream } from "./fetch-app.ts";
import type { Framework, RunningApp } from "./framework.ts";
import { listen, restoreFetchClasses } from "./node-server.ts";
import { emptyOrder } from "./rows.ts";
import { origin, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

/** Elysia on node:http, with errata/elysia. */
export const elysia: Framework = {
  name: "Elysia",
  adapter: "errata/elysia",
  differs: {
    "wrong-type": {
      expect: {
        ...emptyOrder,
        details: { fields: ["quantity", "sku"].map((field) => ({ field, code: "required" })) },
      },
      because: "Elysia parses text/plain as a string, which the schema rejects.",
    },
    "options-unknown": {
      expect: { status: 204, code: undefined },
      because: "The CORS middleware responds to OPTIONS of every path.",
    },
  },
  start(boundary) {
    restoreFetchClasses();
    const app = new Elysia({ adapter: node() });
    if (boundary !== undefined) app.use(elysiaBoundary(boundary));
    app.use(cors({ origin }));
    addRoutes(app);
    return serve(app, boundary);
  },
  startGuarded(boundary, { keys, limit, scopes, gate, once, createOrder, fileAt }) {
    restoreFetchClasses();
    const app = new Elysia({ adapter: node() })
      .use(elysiaBoundary(boundary))
      .use(cors({ origin }))
      .onRequest(apiKeyAuth({ guard: keys }))
      .onRequest(rateLimiter({ limit }))
      .onRequest(requireScopes({ scopes, gate, unlisted: "allow" }))
      .onRequest(({ request }) => fileAt(new URL(request.url).pathname))
      .get("/orders/:orderId", () => ({}))
      .post("/orders", async ({ body, status }) => status(201, await createOrder(body)), {
        beforeHandle: idempotent({ guard: once }),
      });
    return serve(app, boundary);
  },
};

async function serve(app: AnyElysia, boundary: Boundary | undefined): Promise<RunningApp> {
  let server: Server | undefined;
  app.listen({ port: 0, hostname: "127.0.0.1" }, (info) => {
    server = (info as unknown as { readonly raw: { readonly node: { readonly server: Server } } }).raw.node.server;
  });
  if (server === undefined) throw new Error("Expected Elysia to start a server of node:http.");
  if (boundary !== undefined) handleClientErrors(server, boundary);
  return listen(server);
}

function addRoutes(app: Elysia): void {
  app
    .onError(({ path, set }) => {
      if (path === "/handled") {
        set.status = 200;
        return { handled: true };
      }
      if (path === "/handler-fails") throw new Error(secret);
      return undefined;
    })
    .onRequest(({ request }) => {
      if (new URL(request.url).pathname === "/middleware") throw new Error(secret);
    })
    .get("/middleware", () => ({}))
    .get("/hook", () => ({}), { beforeHandle: () => throwNamed("async") })
    .get("/handled", () => throwNamed("error"))
    .get("/handler-fails", () => throwNamed("error"))
    .get("/ok", () => ({ ok: true }))
    .post("/echo", ({ body }) => body)
    .post("/orders", ({ body, status }) => status(201, body), {
      body: t.Object({ sku: t.String(), quantity: t.Integer({ minimum: 1 }) }),
    })
    .get("/orders/:orderId", ({ params }) => {
      throw shop.error.ORDER_NOT_FOUND({ orderId: params.orderId });
    })
    .get("/throw/:what", async ({ params }) => throwNamed(params.what))
    .get("/returned/conflict", ({ status }) => status(409, { secret }))
    .get("/returned/text", () => new Response(secret, { status: 500 }))
    .get("/response", () => ({ total: secret }) as never, { response: t.Object({ count: t.Integer() }) })
    .get("/unserialisable", () => ({ count: 1n }))
    .get("/late", () => stream(partialThenError(), "text/csv"))
    .get("/events", () => stream(numbers(false), "text/event-stream"))
    .get("/broken-events", () => stream(numbers(true), "text/event-stream"))
    .get("/hang", () => hang())
    .post("/upload", ({ body }) => ({ files: Object.keys(body as object).length }))
    .use(new Elysia({ prefix: "/sub" }).get("/ok", () => ({ ok: true })));
}
