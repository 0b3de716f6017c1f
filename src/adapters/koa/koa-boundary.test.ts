import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import Router from "@koa/router";
import Koa from "koa";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { customAuth, koaBoundary } from "./index.ts";

const { error } = shop;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

function shopApp(options: BoundaryOptions = {}, hasRouters = true) {
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const record = (occurrence: Occurrence): void => void occurrences.push(occurrence);
  const warn = (message: string): void => void warnings.push(message);
  const shopBoundary = boundary(shop, { record, warn, ...options });
  const router = new Router();
  const app = koaBoundary(new Koa(), shopBoundary, hasRouters ? { routers: [router] } : {});
  let server: Server | undefined;
  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    if (server === undefined) {
      server = app.listen(0, "127.0.0.1");
      servers.push(server);
      await once(server, "listening");
    }
    const { port } = server.address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}${path}`, init);
  };
  return { app, router, call, occurrences, warnings };
}

const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as any).error.code;

test.each([undefined, null, 404, "hunter2"])("a middleware that throws %j gets a response", async (thrown) => {
  const { app, call, occurrences } = shopApp();
  app.use(() => {
    throw thrown;
  });
  expect(await codeOf(await call("/orders"))).toBe("INTERNAL");
  expect(occurrences).toHaveLength(1);
});

test("errors are emitted as the app's error event, and not printed", async () => {
  const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { app, call } = shopApp();
  const failure = new Error("hunter2");
  const emitted: unknown[] = [];
  app.use(() => {
    throw failure;
  });
  await call("/orders");
  app.on("error", (thrown) => {
    emitted.push(thrown);
    throw new Error("a listener that fails");
  });
  expect(await codeOf(await call("/orders"))).toBe("INTERNAL");
  expect(emitted).toEqual([failure]);
  expect(print).not.toHaveBeenCalled();
  print.mockRestore();
});

describe("without the app's routers", () => {
  test("unknown paths, wrong methods and OPTIONS follow the contract, and allowedMethods() of a router", async () => {
    const { app, router, call } = shopApp({}, false);
    router.get("/orders", (ctx) => {
      ctx.body = [];
    });
    router.get("/health", (ctx) => {
      ctx.body = "up";
    });
    app.use(router.routes()).use(router.allowedMethods());
    const replies = [
      await call("/nothing"),
      await call("/orders", { method: "PUT" }),
      await call("/health", { method: "PUT" }),
      await call("/orders", { method: "PURGE" }),
    ];
    const seen = [];
    for (const reply of replies) seen.push([reply.status, await codeOf(reply), reply.headers.get("allow")]);
    expect(seen).toEqual([
      [404, "ROUTE_NOT_FOUND", null],
      [405, "METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS, POST"],
      [405, "METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS"],
      [501, "NOT_IMPLEMENTED", null],
    ]);
    expect((await call("/orders", { method: "OPTIONS" })).headers.get("allow")).toBe("GET, HEAD, OPTIONS, POST");
    expect(await (await call("/health")).text()).toBe("up");
  });

  test("guards check every request, and a body over the limit reaches no handler", async () => {
    const { app, call } = shopApp({ maxBodyBytes: 10 }, false);
    app.use(customAuth({ authenticate: () => Promise.reject(error.NO_KEY()), tenant: () => "t" }));
    expect(await codeOf(await call("/nothing"))).toBe("NO_KEY");
    expect(await codeOf(await call("/orders", { method: "POST", body: "x".repeat(11) }))).toBe("BODY_TOO_BIG");
  });
});

test("middlewares run around a request that its head rejects, and no route receives it", async () => {
  const { app, router, call, occurrences } = shopApp({ maxBodyBytes: 10 });
  let isReached = false;
  app.use((ctx, next) => {
    ctx.set("X-Frame-Options", "DENY");
    return next();
  });
  router.all("/orders", () => {
    isReached = true;
  });
  app.use(router.routes());
  const response = await call("/orders", { method: "POST", body: "x".repeat(11) });
  expect([response.status, response.headers.get("x-frame-options")]).toEqual([413, "DENY"]);
  expect(isReached).toBe(false);
  expect(occurrences.map(({ code }) => code)).toEqual(["BODY_TOO_BIG"]);
});

test("a response that a middleware sets behind a guard, for a path without a route, is not sent", async () => {
  const { app, call } = shopApp();
  app.use(customAuth({ authenticate: () => Promise.reject(error.NO_KEY()), tenant: () => "t" }));
  app.use((ctx) => {
    ctx.body = "a file";
  });
  expect(await codeOf(await call("/files/1"))).toBe("ROUTE_NOT_FOUND");
});

test("a stream that fails is recorded once as what it threw", async () => {
  const { router, app, call, occurrences } = shopApp();
  router.get("/orders", (ctx) => {
    ctx.body = Readable.from(
      (async function* () {
        yield "partial";
        throw new Error("hunter2");
      })(),
    );
  });
  app.use(router.routes());
  const response = await call("/orders");
  await expect(response.text()).rejects.toThrow();
  expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL"]);
});

test("a Response as the body is checked like any other", async () => {
  const { router, app, call, occurrences } = shopApp({ replaceUncatalogued: true });
  router.get("/orders", (ctx) => {
    ctx.body = new Response("hunter2", { status: 409 });
  });
  router.get("/orders/:orderId", (ctx) => {
    ctx.body = Response.json({ id: "7" });
  });
  app.use(router.routes());
  expect(await codeOf(await call("/orders"))).toBe("HTTP_409");
  expect(await (await call("/orders/7")).json()).toEqual({ id: "7" });
  expect(occurrences.map(({ uncatalogued }) => uncatalogued)).toEqual([true]);
});

test("an app that is served by its callback is protected, and its routes are compared when it listens", async () => {
  const { app, router, warnings, call } = shopApp();
  router.get("/orders", (ctx) => {
    ctx.body = [];
  });
  router.get("/health", (ctx) => {
    ctx.body = "up";
  });
  app.use(router.routes());
  const server = createServer(app.callback());
  const port = await listen(server);
  expect(await codeOf(await fetch(`http://127.0.0.1:${port}/nothing`))).toBe("ROUTE_NOT_FOUND");
  server.close().closeAllConnections();
  expect(warnings).toEqual([]);
  await call("/orders");
  expect(warnings).toEqual([
    expect.stringMatching(
      /routes without an operation: GET \/health; operations without a route: POST \/orders, GET \/orders\/\{orderId\}, DELETE /,
    ),
  ]);
});

test("an error of a middleware for a path that only the contract has is sent, as an app mounted with koa-mount has such paths", async () => {
  const { app, call } = shopApp();
  app.use((ctx) => ctx.throw(410, "hunter2"));
  expect(await codeOf(await call("/orders/7"))).toBe("HTTP_410");
  expect(await codeOf(await call("/nothing"))).toBe("ROUTE_NOT_FOUND");
});
