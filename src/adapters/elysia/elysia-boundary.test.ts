import { node } from "@elysiajs/node";
import { Elysia, InvalidCookieSignature, NotFoundError, t } from "elysia";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { compareRoutes, customAuth, elysiaBoundary, requireScopes } from "./index.ts";

const { error } = shop;

function shopApp(config: { aot?: boolean; adapter?: any } = {}, options: BoundaryOptions = {}) {
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const shopBoundary = boundary(shop, {
    record: (occurrence) => occurrences.push(occurrence),
    warn: (message) => warnings.push(message),
    ...options,
  });
  const app = new Elysia(config).use(elysiaBoundary(shopBoundary));
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await app.handle(new Request(`http://localhost${path}`, init));
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, code: response.headers.get("errata-code") };
  };
  const send = (path: string, body: unknown) =>
    call(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  return { app, call, send, occurrences, warnings, boundary: shopBoundary };
}

const fieldsOf = ({ text }: { readonly text: string }): unknown => {
  const { details } = JSON.parse(text).error;
  const list = (Array.isArray(details) ? details : Object.values(details ?? {}).find(Array.isArray)) as any[];
  return list?.map(({ field, code }) => [field, code]);
};

describe.each([
  ["compiled", { aot: true }],
  ["dynamic", { aot: false }],
  ["on Node's adapter", { adapter: node() }],
] as const)("an app that is %s", (name, config) => {
  test("treats an error that a handler or a hook returns like a thrown one, in plugins too", async () => {
    const { app, call } = shopApp(config);
    app
      .get("/orders", async () => error.NO_KEY())
      .get("/plain", () => new Error("hunter2"))
      .get("/hook", () => "", { beforeHandle: () => new Error("hunter2") })
      .use(new Elysia({ prefix: "/plugin" }).get("/plain", () => new Error("hunter2")));
    expect((await call("/orders")).code).toBe("NO_KEY");
    for (const path of ["/plain", "/hook", "/plugin/plain"]) {
      const { status, text } = await call(path);
      expect([path, status, text.includes("hunter2")]).toEqual([path, 500, false]);
    }
  });

  test("runs its own hooks first, in plugins too, and passes the rest to the boundary", async () => {
    const { app, call, occurrences } = shopApp(config);
    const seen: unknown[] = [];
    app
      .use(
        new Elysia({ prefix: "/plugin" })
          .onError({ as: "global" }, ({ error: thrown, set }) => {
            seen.push(thrown);
            if (!(thrown instanceof RangeError)) return undefined;
            set.status = 203;
            return "handled";
          })
          .get("/handled", () => {
            throw new RangeError("hunter2");
          })
          .get("/passed", () => {
            throw new Error("hunter2");
          }),
      )
      .get("/orders/:orderId", ({ params }) => {
        throw error.ORDER_NOT_FOUND({ orderId: params.orderId });
      });
    const replies = [await call("/plugin/handled"), await call("/plugin/passed"), await call("/orders/7")];
    expect(replies.map(({ status, code }) => [status, code])).toEqual([
      [203, null],
      [500, "INTERNAL"],
      [404, "ORDER_NOT_FOUND"],
    ]);
    expect(replies[0]?.text).toBe("handled");
    expect(seen).toHaveLength(3);
    expect(replies.map(({ text }) => text).join()).not.toContain("hunter2");
    expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL", "ORDER_NOT_FOUND"]);
  });

  test("has 404, 405 with Allow, 501 and OPTIONS for its routes", async () => {
    const { app, call } = shopApp(config);
    app.get("/orders/:orderId", () => ({})).delete("/orders/:orderId", () => ({}));
    const replies = [
      await call("/nothing"),
      await call("/orders/7", { method: "PUT" }),
      await call("/orders/7", { method: "PURGE" }),
      await call("/orders/7", { method: "OPTIONS" }),
      await call("/orders/7", { method: "HEAD" }),
    ];
    expect(replies.map(({ status, code, headers }) => [status, code, headers.get("allow")])).toEqual([
      [404, "ROUTE_NOT_FOUND", null],
      [405, "METHOD_NOT_ALLOWED", "DELETE, GET, HEAD, OPTIONS"],
      [501, "NOT_IMPLEMENTED", null],
      [204, null, "DELETE, GET, HEAD, OPTIONS"],
      // Elysia's dynamic mode does not serve HEAD by GET.
      name === "dynamic" ? [404, "ROUTE_NOT_FOUND", null] : [200, null, null],
    ]);
  });

  test("has the routes whose paths have letters outside ASCII", async () => {
    const { app, call } = shopApp(config);
    app.get("/größe", () => "42").get("/größe/:id", () => "43");
    expect([(await call("/gr%C3%B6%C3%9Fe")).status, (await call("/gr%C3%B6%C3%9Fe/1")).status]).toEqual([200, 200]);
  });

  test("keeps the headers of its hooks with errors of the head, and no handler receives such a request", async () => {
    const { app, call } = shopApp(config, { maxUriLength: 100 });
    let isHandled = false;
    app
      .onRequest(({ set }) => {
        set.headers["access-control-allow-origin"] = "*";
      })
      .get("/ok", () => {
        isHandled = true;
        return {};
      });
    for (const path of [`/ok?${"q".repeat(200)}`, "/nothing"]) {
      const { status, headers } = await call(path);
      expect(status).toBeGreaterThan(400);
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("x-request-id")).not.toBeNull();
    }
    expect(isHandled).toBe(false);
  });

  test("reports the fields that its validators reject, and a response of another shape as internal", async () => {
    const { app, call, send, occurrences } = shopApp(config);
    app
      .post("/orders", ({ body }) => body, {
        body: t.Object({
          sku: t.String({ maxLength: 3 }),
          quantity: t.Integer({ minimum: 1 }),
          status: t.Union([t.Literal("open"), t.Literal("shipped")]),
          email: t.Optional(t.String({ format: "email" })),
        }),
      })
      .post("/zod", ({ body }) => body, { body: z.object({ sku: z.string() }) })
      .get("/page", ({ query }) => query, { query: t.Object({ page: t.Numeric() }) })
      .get("/response", () => ({ total: "hunter2" }) as never, { response: t.Object({ count: t.Integer() }) });
    expect(fieldsOf(await send("/orders", { sku: "long", quantity: 0, status: "lost", email: "x" }))).toEqual([
      ["sku", "too_large"],
      ["quantity", "too_small"],
      ["status", "not_allowed"],
      ["email", "invalid_format"],
    ]);
    expect(fieldsOf(await send("/zod", {}))).toEqual([["sku", "required"]]);
    expect(fieldsOf(await call("/page"))).toEqual([["page", "required"]]);
    expect(await call("/response")).toMatchObject({ status: 500, code: "INTERNAL" });
    expect(JSON.stringify(occurrences.at(-1))).not.toContain("hunter2");
  });

  test("responds to its own errors: bad JSON, NotFoundError, a cookie that is not signed, null", async () => {
    const { app, call } = shopApp(config);
    app
      .post("/echo", ({ body }) => body)
      .get("/not-found", () => {
        throw new NotFoundError("hunter2");
      })
      .get("/cookie", () => {
        throw new InvalidCookieSignature("session");
      })
      .get("/null", () => {
        throw null;
      });
    const json = { method: "POST", body: '{"a', headers: { "content-type": "application/json" } };
    const replies = [await call("/echo", json), await call("/not-found"), await call("/cookie"), await call("/null")];
    expect(replies.map(({ status }) => status)).toEqual([400, 404, 400, 500]);
    for (const { code, text } of replies) {
      expect(code).not.toBeNull();
      expect(text).not.toContain("hunter2");
    }
  });

  test("checks what handlers return or throw as responses", async () => {
    const { app, call, occurrences } = shopApp(config, { replaceUncatalogued: true });
    app
      .get("/returned", ({ status }) => status(409, { secret: "hunter2" }))
      .get("/thrown", ({ status }) => {
        throw status(409, { secret: "hunter2" });
      })
      .get("/own", () => {
        throw Object.assign(new Error("own"), { toResponse: () => new Response("hunter2", { status: 418 }) });
      });
    const replies = [await call("/returned"), await call("/thrown"), await call("/own")];
    expect(replies.map(({ status, code }) => [status, code])).toEqual([
      [409, "HTTP_409"],
      [409, "HTTP_409"],
      [418, "HTTP_418"],
    ]);
    expect(replies.map(({ text }) => text).join()).not.toContain("hunter2");
    expect(occurrences).toHaveLength(3);
  });

  test("keeps the cookies of a request that fails, and drops headers that cannot be sent", async () => {
    const { app, call } = shopApp(config);
    app.get("/orders", ({ cookie, set }) => {
      cookie.a?.set({ value: "1" });
      set.headers["x-kept"] = "1";
      set.headers["x-note"] = "a\r\nb";
      throw error.NO_KEY();
    });
    const { code, headers } = await call("/orders");
    expect([code, headers.getSetCookie(), headers.get("x-kept")]).toEqual(["NO_KEY", ["a=1; Path=/"], "1"]);
  });

  test("cuts a response whose generator fails, and records the error", async () => {
    const { app, call, occurrences } = shopApp(config);
    app
      .get("/broken", async function* () {
        yield "a";
        await Promise.resolve();
        throw new Error("hunter2");
      })
      .get("/handled", async function* () {
        throw error.NO_KEY();
        // biome-ignore lint/correctness/noUnreachable: a generator needs it
        yield "a";
      })
      .get("/whole", function* () {
        yield "a";
        yield "b";
      });
    await expect(call("/broken")).rejects.toThrow();
    expect((await call("/handled")).code).toBe("NO_KEY");
    expect((await call("/whole")).text).toBe("ab");
    expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL", "NO_KEY"]);
  });

  test("sends the response that an error of the app creates, and the contract's error if that fails", async () => {
    const { app, call } = shopApp(config);
    class Own extends Error {
      readonly status = 402;
      toResponse(): Response {
        if (this.message === "fails") throw new Error("hunter2");
        return Response.json({ own: true }, { status: 402 });
      }
    }
    app.get("/:message", ({ params }) => Promise.reject(new Own(params.message)));
    const [own, failed] = [await call("/hunter2"), await call("/fails")];
    expect([own.status, own.text]).toEqual([402, '{"own":true}']);
    expect([failed.status, failed.text.includes("hunter2")]).toEqual([402, false]);
  });

  test("adds the headers of hooks to a Response that is thrown", async () => {
    const { app, call } = shopApp(config);
    app
      .onRequest(({ set }) => {
        set.headers["x-kept"] = "1";
      })
      .get("/orders", () => {
        throw new Response("taken", { status: 200 });
      });
    const { text, headers } = await call("/orders");
    expect([text, headers.get("x-kept")]).toEqual(["taken", "1"]);
  });

  test("reports the issues of a Standard Schema with their codes, and of headers", async () => {
    const { app, call, send } = shopApp(config);
    app
      .post("/zod", () => "", { body: z.object({ sku: z.string(), quantity: z.int().min(1) }) })
      .get("/headers", () => "", { headers: z.object({ "x-need": z.string() }) });
    expect(fieldsOf(await send("/zod", { quantity: 0 }))).toEqual([
      ["sku", "required"],
      ["quantity", "too_small"],
    ]);
    expect(fieldsOf(await call("/headers"))).toEqual([["x-need", "required"]]);
  });

  test("gives handlers and hooks the context of the request", async () => {
    const { app, call } = shopApp(config);
    app.get("/id", ({ errata }) => errata.requestId);
    const { text, headers } = await call("/id");
    expect(text).toBe(headers.get("x-request-id"));
  });

  test("runs guards before the body is parsed", async () => {
    const { app, call, send } = shopApp(config);
    const calls: string[] = [];
    app
      .onRequest(
        customAuth({
          authenticate: () => ({ scopes: ["orders:read"] }),
          tenant: () => {
            calls.push("auth");
            return "acme";
          },
        }),
      )
      .onRequest(
        requireScopes({
          scopes: { "POST /orders": "orders:write" },
          gate: ({ scopes }, scope) => {
            if (!scopes.includes(scope)) throw error.BAD_KEY();
          },
          unlisted: "allow",
        }),
      )
      .post("/orders", () => ({}), {
        parse: () => {
          calls.push("parse");
          return {};
        },
      });
    await call("/nothing");
    await send("/orders", {});
    expect(calls).toEqual(["auth", "auth"]);
  });
});

test("an app that is used twice with the plugin, and one that is compiled early, are protected once", async () => {
  const { app, call, occurrences, boundary: shopBoundary } = shopApp();
  app.use(elysiaBoundary(shopBoundary)).get("/fails", () => {
    throw new Error("hunter2");
  });
  app.compile();
  expect(await call("/fails")).toMatchObject({ status: 500, code: "INTERNAL" });
  expect(occurrences).toHaveLength(1);
});

test("Bun's own router, which would pass the boundary by, is off", () => {
  expect(shopApp().app.config.systemRouter).toBe(false);
});

test("routes of a child app belong to the app that uses it", async () => {
  const { app, call } = shopApp();
  app.use(
    new Elysia({ prefix: "/child" }).get("/fails", () => {
      throw error.ORDER_NOT_FOUND({ orderId: "7" });
    }),
  );
  expect(await call("/child/fails")).toMatchObject({ status: 404, code: "ORDER_NOT_FOUND" });
});

test("an app without the plugin in the same process is left to Elysia", async () => {
  shopApp();
  const alone = new Elysia().get("/fails", () => {
    throw new Error("alone");
  });
  const response = await alone.handle(new Request("http://localhost/fails"));
  expect([response.status, await response.text()]).toEqual([500, "alone"]);
});

test("the routes are compared with the contract when the app is first served, and on demand", async () => {
  const { app, call, warnings, boundary: shopBoundary } = shopApp();
  app.get("/orders/:orderId", () => ({})).get("/health", () => ({}));
  await call("/health");
  expect(warnings.join()).toContain(
    "routes without an operation: GET /health; operations without a route: GET /orders, POST /orders",
  );
  expect(compareRoutes(app, shopBoundary).routesWithoutOperation).toEqual(["GET /health"]);
});
