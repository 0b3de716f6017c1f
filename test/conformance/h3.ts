import { createServer } from "node:http";
import { apiKeyAuth, h3Boundary, idempotent, rateLimiter, requireScopes } from "errata/h3";
import { handleClientErrors } from "errata/node";
import type { Boundary } from "errata/server";
import {
  defineValidatedHandler,
  H3,
  type H3Config,
  HTTPResponse,
  handleCors,
  iterable,
  type Middleware,
  readBody,
} from "h3";
import { toNodeHandler } from "h3/node";
import { partialThenError, stream } from "./fetch-app.ts";
import type { Framework, RunningApp } from "./framework.ts";
import { listen, restoreFetchClasses } from "./node-server.ts";
import { NewOrder, origin, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

/** h3 2 on node:http, with errata/h3. */
export const h3: Framework = {
  name: "h3",
  adapter: "errata/h3",
  lacks: { response: "h3 has no response schemas." },
  async start(boundary) {
    restoreFetchClasses();
    const app = new H3(config);
    if (boundary !== undefined) h3Boundary(app, boundary);
    app.use(allowOrigin);
    addRoutes(app);
    return serve(app, boundary);
  },
  async startGuarded(boundary, { keys, limit, scopes, gate, once, createOrder, fileAt }) {
    restoreFetchClasses();
    const app = h3Boundary(new H3(), boundary);
    app
      .use(allowOrigin)
      .use(apiKeyAuth({ guard: keys }))
      .use(rateLimiter({ limit }));
    app.use(requireScopes({ scopes, gate, unlisted: "allow" }));
    app.use(({ url }) => fileAt(url.pathname));
    app.get("/orders/:orderId", () => ({}));
    app.post(
      "/orders",
      async (event) => {
        event.res.status = 201;
        return createOrder(await readBody(event));
      },
      { middleware: [idempotent({ guard: once })] },
    );
    return serve(app, boundary);
  },
};

function serve(app: H3, boundary: Boundary | undefined): Promise<RunningApp> {
  const server = createServer(toNodeHandler(app));
  if (boundary !== undefined) handleClientErrors(server, boundary);
  return listen(server);
}

const config: H3Config = {
  onError(_error, { url }) {
    if (url.pathname === "/handled") return new HTTPResponse('{"handled":true}', { status: 200 });
    if (url.pathname === "/handler-fails") throw new Error(secret);
    return undefined;
  },
};

const allowOrigin: Middleware = (event) => {
  const preflight = handleCors(event, { origin: [origin] });
  return preflight === false ? undefined : preflight;
};

const fail: Middleware = () => {
  throw new Error(secret);
};

function addRoutes(app: H3): void {
  app.use("/middleware", fail);
  app.get("/middleware", () => ({}));
  app.get("/hook", () => ({}), { middleware: [() => throwNamed("async")] });
  app.get("/handled", () => throwNamed("error"));
  app.get("/handler-fails", () => throwNamed("error"));
  app.get("/ok", () => ({ ok: true }));
  app.post("/echo", (event) => readBody(event));
  app.post(
    "/orders",
    defineValidatedHandler({
      validate: { body: NewOrder },
      async handler({ req, res }) {
        res.status = 201;
        return req.json();
      },
    }),
  );
  app.get("/orders/:orderId", ({ context }) => {
    throw shop.error.ORDER_NOT_FOUND({ orderId: context.params?.orderId ?? "" });
  });
  app.get("/throw/:what", async ({ context }) => throwNamed(context.params?.what ?? ""));
  app.get("/returned/conflict", ({ res }) => {
    res.status = 409;
    return { secret };
  });
  app.get("/returned/text", () => new Response(secret, { status: 500 }));
  app.get("/unserialisable", () => ({ count: 1n }));
  app.get("/late", () => stream(partialThenError(), "text/csv"));
  app.get("/events", ({ res }) => {
    res.headers.set("content-type", "text/event-stream");
    return iterable(numbers(false));
  });
  app.get("/broken-events", ({ res }) => {
    res.headers.set("content-type", "text/event-stream");
    return iterable(numbers(true));
  });
  app.get("/hang", () => hang());
  app.post("/upload", async ({ req }) => ({ files: [...(await req.formData()).values()].length }));
  app.mount(
    "/sub",
    new H3().get("/ok", () => ({ ok: true })),
  );
}
