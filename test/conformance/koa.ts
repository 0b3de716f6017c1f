import { createServer } from "node:http";
import { Readable } from "node:stream";
import { bodyParser } from "@koa/bodyparser";
import cors from "@koa/cors";
// @ts-expect-error The package has no types.
import multer from "@koa/multer";
import Router from "@koa/router";
import { apiKeyAuth, idempotent, koaBoundary, rateLimiter, requireScopes } from "errata/koa";
import Koa, { type Middleware } from "koa";
import type { Framework } from "./framework.ts";
import type { Guards } from "./guarded-shop.ts";
import { listen } from "./node-server.ts";
import { emptyOrder, undecodedPath } from "./rows.ts";
import { NewOrder, origin, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

const notRead = "@koa/bodyparser takes an empty body, or one of another type, for an empty object.";

/** Koa 3 with @koa/router, and errata/koa. */
export const koa: Framework = {
  name: "Koa",
  adapter: "errata/koa",
  lacks: { response: "Koa has no response schemas." },
  differs: {
    "empty-json": { expect: emptyOrder, because: notRead },
    "wrong-type": { expect: emptyOrder, because: notRead },
    "bad-escape": {
      expect: undecodedPath,
      because: "@koa/router does not decode an invalid escape, so the handler gets it as it was sent.",
    },
  },
  async start(boundary) {
    const app = new Koa();
    const router = new Router();
    if (boundary !== undefined) koaBoundary(app, boundary, { routers: [router] });
    app.use(cors({ origin })).use(handleError).use(failSync).use(bodyParser());
    addRoutes(router);
    app.use(router.routes());
    return listen(boundary === undefined ? createServer(app.callback()) : app.listen(0, "127.0.0.1"));
  },
  async startGuarded(boundary, { keys, limit, scopes, gate, once, createOrder, fileAt }: Guards) {
    const router = new Router();
    const app = koaBoundary(new Koa(), boundary, { routers: [router] });
    app
      .use(cors({ origin }))
      .use(apiKeyAuth({ guard: keys }))
      .use(rateLimiter({ limit }));
    app.use(requireScopes({ scopes, gate, unlisted: "allow" })).use(bodyParser());
    app.use((ctx, next) => {
      const file = fileAt(ctx.path);
      if (file === undefined) return next();
      ctx.body = file;
    });
    router.get("/orders/:orderId", (ctx) => {
      ctx.body = {};
    });
    router.post("/orders", idempotent({ guard: once }), async (ctx) => {
      ctx.body = await createOrder(ctx.request.body);
      ctx.status = 201;
    });
    app.use(router.routes());
    return listen(app.listen(0, "127.0.0.1"));
  },
};

const handleError: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    if (ctx.path === "/handler-fails") throw new Error(secret);
    if (ctx.path !== "/handled") throw error;
    ctx.body = { handled: true };
  }
};
const failSync: Middleware = (ctx, next) => {
  if (ctx.path === "/middleware") throw new Error(secret);
  return next();
};

function addRoutes(router: Router): void {
  const ok: Middleware = (ctx) => {
    ctx.body = { ok: true };
  };
  router.get("/middleware", ok).get("/ok", ok);
  router.get("/hook", async () => throwNamed("async"), ok);
  for (const path of ["/handled", "/handler-fails"]) router.get(path, () => throwNamed("error"));
  router.post("/echo", (ctx) => {
    ctx.body = ctx.request.body;
  });
  router.post("/orders", (ctx) => {
    ctx.body = NewOrder.parse(ctx.request.body);
    ctx.status = 201;
  });
  router.get("/orders/:orderId", ({ params }) => {
    throw shop.error.ORDER_NOT_FOUND({ orderId: params.orderId ?? "" });
  });
  router.get("/throw/:what", async ({ params }) => throwNamed(params.what ?? ""));
  router.get("/returned/:what", (ctx) => {
    ctx.status = ctx.params.what === "text" ? 500 : 409;
    ctx.body = ctx.params.what === "text" ? secret : { secret };
  });
  router.get("/unserialisable", (ctx) => {
    ctx.body = { count: 1n };
  });
  router.get("/late", (ctx) => {
    ctx.status = 200;
    ctx.res.write("partial");
    throw new Error(secret);
  });
  for (const path of ["/events", "/broken-events"])
    router.get(path, (ctx) => {
      ctx.type = "text/event-stream";
      ctx.body = Readable.from(numbers(path === "/broken-events"));
    });
  router.get("/hang", async () => hang());
  router.post("/upload", multer({ storage: multer.memoryStorage() }).any(), (ctx) => {
    ctx.body = { files: Array.isArray(ctx.files) ? ctx.files.length : 0 };
  });
  const sub = new Router({ prefix: "/sub" }).get("/ok", ok);
  router.use(sub.routes());
}
