import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import { afterAll, describe, expect, test } from "vitest";
import { unbuiltParts } from "../../server/adapter.ts";
import { boundary, type Occurrence } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { type BoundaryEnv, honoBoundary } from "./index.ts";

const open: Server[] = [];
afterAll(() => {
  for (const server of open) server.close().closeAllConnections();
});

async function serve(app: Pick<Hono<any>, "fetch">): Promise<string> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  open.push(server);
  return `http://127.0.0.1:${await listen(server)}`;
}

const upstream = serve(
  new Hono().get("/", (c) => c.text("upstream", 200, { "Access-Control-Allow-Origin": "*", "X-Trace": "middleware" })),
);
const before =
  (prepare: (c: Context) => unknown): MiddlewareHandler =>
  async (c, next) => {
    prepare(c);
    await next();
  };
const middlewares: Readonly<Record<string, readonly MiddlewareHandler[]>> = {
  none: [],
  "cors()": [cors()],
  "cors() of one origin and secureHeaders()": [
    cors({ origin: "http://a.example", credentials: true }),
    secureHeaders(),
  ],
  "c.header()": [before((c) => c.header("X-Trace", "middleware"))],
  "c.header() and cors()": [before((c) => c.header("X-Trace", "middleware")), cors()],
  "c.status()": [before((c) => c.status(202)), cors()],
  "prepared cookies": [
    before((c) => {
      c.header("Set-Cookie", "a=1", { append: true });
      c.header("Set-Cookie", "b=2", { append: true });
    }),
    cors(),
  ],
  "a prepared Content-Type": [before((c) => c.res.headers.set("Content-Type", "text/css")), cors()],
  "no prepared header": [before((c) => c.res.headers)],
};
const handlers: Readonly<Record<string, (c: Context) => Response | Promise<Response>>> = {
  "c.json()": (c) => c.json({ ok: true }),
  "an async c.json()": async (c) => c.json({ ok: true }, 201),
  "c.text() with a header of its own": (c) => c.text("ok", 200, { "X-Trace": "handler" }),
  "c.text() after c.header()": (c) => {
    c.header("X-Trace", "handler");
    return c.text("ok");
  },
  "c.html()": (c) => c.html("<p>ok</p>"),
  "c.body() with bytes": (c) => c.body(new Uint8Array([1, 2, 3])),
  "c.body(null)": (c) => c.body(null, 204),
  "a stream": (c) => c.body(new Blob(["a", "b"]).stream()),
  "c.res": (c) => {
    c.res = c.json({ ok: true });
    return c.res;
  },
  "a Response": () => new Response("ok", { headers: { "Content-Type": "text/plain", "X-Trace": "handler" } }),
  "a Response with a Headers object": () => new Response("ok", { headers: new Headers({ "X-Own": "handler" }) }),
  "a Response with a cookie": () => new Response("ok", { headers: new Headers({ "Set-Cookie": "c=3" }) }),
  "a response of fetch()": async () => fetch(await upstream),
};

/** Creates an app that has every handler behind the middlewares. */
function addRoutes<App extends Hono<any>>(app: App, own: readonly MiddlewareHandler[]): App {
  for (const middleware of own) app.use("*", middleware);
  for (const [index, handler] of Object.values(handlers).entries()) app.get(`/${index}`, handler);
  return app;
}

const ignored = new Set(["date", "x-request-id"]);
async function exchange(url: string, method: string): Promise<unknown> {
  const response = await fetch(url, { method, headers: { origin: "http://a.example" } });
  const body = await response.text();
  if (response.status === 500) return response.status;
  return { status: response.status, headers: [...response.headers].filter(([name]) => !ignored.has(name)), body };
}

describe.each(Object.entries(middlewares))("behind %s, a boundary changes nothing of", (_name, own) => {
  const createApp = () =>
    addRoutes(honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, { warn: () => undefined })), own);
  const plain = serve(addRoutes(new Hono(), own));
  const direct = serve(createApp());
  const mounted = serve(new Hono().route("/shop", createApp()));

  test.each(Object.keys(handlers).map((name, index) => [name, index] as const))("%s", async (_handler, index) => {
    for (const method of ["GET", "HEAD", "GET"]) {
      const expected = await exchange(`${await plain}/${index}`, method);
      expect(await exchange(`${await direct}/${index}`, method)).toEqual(expected);
      expect(await exchange(`${await mounted}/shop/${index}`, method)).toEqual(expected);
    }
  });
});

test.each([
  ["served directly", "", (app: Hono<BoundaryEnv>) => app],
  ["mounted with route()", "/shop", (app: Hono<BoundaryEnv>) => new Hono().route("/shop", app)],
])("a response of c.json() in an app %s is sent without being built", async (_name, prefix, mount) => {
  const seen: unknown[] = [];
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, { warn: () => undefined }));
  app.use("*", async (c, next) => {
    await next();
    seen.push(unbuiltParts(c.res)?.[1]);
  });
  app.use("*", cors(), secureHeaders());
  app.get("/x", (c) => c.json({ ok: true }));
  const response = await fetch(`${await serve(mount(app))}${prefix}/x`);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(seen).toEqual(['{"ok":true}']);
});

describe("a handler that ends after a middleware has responded with an error", () => {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => void occurrences.push(occurrence) });
  /** Serves an app whose handler ends only when the function is called, which is after the response. */
  const serveLate = async (respond: () => Response) => {
    const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
    let end = (): void => undefined;
    app.use("*", async (_c, next) => {
      void next();
      throw shopBoundary.raise("timeout");
    });
    app.get("/orders", async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return respond();
    });
    return { url: await serve(app), end: () => end() };
  };

  test("has its stream closed", async () => {
    let cancel: (reason: unknown) => void = () => undefined;
    const cancelled = new Promise((resolve) => {
      cancel = resolve;
    });
    const { url, end } = await serveLate(() => new Response(new ReadableStream({ cancel })));
    expect((await fetch(`${url}/orders`)).status).toBe(504);
    end();
    await cancelled;
  });

  test("has its error recorded, not as that of a client that has left with its response", async () => {
    const { url, end } = await serveLate(() => {
      throw Object.assign(new Error("the database did not respond"), { code: "ETIMEDOUT" });
    });
    await (await fetch(`${url}/orders`, { headers: { connection: "close" } })).text();
    await new Promise((resolve) => setImmediate(resolve));
    occurrences.length = 0;
    end();
    await expect
      .poll(() => occurrences)
      .toMatchObject([{ kind: "unavailable", note: expect.stringMatching(/complete/) }]);
  });
});
