import { Readable } from "node:stream";
import { type FastifyInstance, fastify, type InjectOptions } from "fastify";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type BoundaryOptions, boundary, type Occurrence } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { customAuth, fastifyBoundary, requireScopes } from "./index.ts";

const { error } = shop;
const apps: FastifyInstance[] = [];
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
});

function shopApp(options: BoundaryOptions = {}) {
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const record = (occurrence: Occurrence): void => void occurrences.push(occurrence);
  const warn = (message: string): void => void warnings.push(message);
  const app = fastifyBoundary(fastify(), boundary(shop, { record, warn, ...options }));
  apps.push(app);
  const call = async (request: InjectOptions | string) => {
    const response = await app.inject(request);
    return { ...response, status: response.statusCode, headers: response.headers, body: response.body };
  };
  return { app, call, occurrences, warnings };
}

const codeOf = ({ body }: { readonly body: string }): unknown => JSON.parse(body).error?.code;

describe("error handlers of the app", () => {
  test("of a plugin runs first, and what it throws or sends reaches the boundary", async () => {
    const { app, call } = shopApp();
    const seen: unknown[] = [];
    app.register(async (plugin) => {
      plugin.setErrorHandler(async (thrown, { url }, reply) => {
        seen.push(thrown);
        if (url === "/orders/1") return reply.code(203).send("handled");
        if (url === "/orders/2") throw error.ORDER_NOT_FOUND({ orderId: "2" });
        return reply.send(thrown);
      });
      plugin.get("/orders/:orderId", () => {
        throw new Error("hunter2");
      });
    });
    const replies = [await call("/orders/1"), await call("/orders/2"), await call("/orders/3")];
    expect(replies.map(({ status, body }) => [status, body.slice(0, 7)])).toEqual([
      [203, "handled"],
      [404, '{"ok":f'],
      [500, '{"ok":f'],
    ]);
    expect(seen).toHaveLength(3);
    expect(replies.map(({ body }) => body).join()).not.toContain("hunter2");
  });

  test("that sends a thrown object or returns it does not send it as a success", async () => {
    const { app, call, occurrences } = shopApp();
    const thrown = { statusCode: 404, message: "hunter2" };
    let received: unknown;
    app.setErrorHandler((value, _request, reply) => {
      received = value;
      return reply.send(value);
    });
    app.get("/orders", async () => {
      throw thrown;
    });
    const reply = await call("/orders");
    expect([reply.status, codeOf(reply)]).toEqual([500, "INTERNAL"]);
    expect([received, occurrences[0]?.cause]).toEqual([thrown, thrown]);
  });

  test("at the root causes no warning of Fastify", async () => {
    const emit = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const { app } = shopApp();
    app.setErrorHandler((thrown, _request, reply) => reply.send(thrown));
    await app.ready();
    expect(emit).not.toHaveBeenCalled();
    emit.mockRestore();
  });
});

describe("an onSend hook that fails", () => {
  test.each([
    ["a success", () => ({ ok: true }), [["INTERNAL", false]]],
    [
      "an error below 500",
      () => {
        throw error.NO_KEY();
      },
      [
        ["NO_KEY", false],
        ["INTERNAL", false],
      ],
    ],
  ] as const)(
    "is the internal error also if it fails again while that is sent, after %s",
    async (_, handler, recorded) => {
      const { app, call, occurrences } = shopApp();
      app.addHook("onRequest", async (_request, reply) => void reply.header("access-control-allow-origin", "*"));
      const onSend = async (): Promise<never> => {
        throw new Error("connect ECONNREFUSED 10.0.0.5");
      };
      app.get("/orders", { onSend }, async () => handler());
      const reply = await call("/orders");
      expect([reply.status, codeOf(reply), reply.body]).toEqual([
        500,
        "INTERNAL",
        expect.not.stringContaining("10.0.0.5"),
      ]);
      expect(reply.headers["access-control-allow-origin"]).toBe("*");
      expect(occurrences.map(({ code, undeclared }) => [code, undeclared])).toEqual(recorded);
    },
  );
});

describe("a request that no route handles", () => {
  test("is an unknown path also if a route calls reply.callNotFound()", async () => {
    const { app, call, occurrences } = shopApp();
    app.get("/orders", async (_request, reply) => reply.callNotFound());
    expect(codeOf(await call("/orders"))).toBe("ROUTE_NOT_FOUND");
    expect(occurrences.map(({ uncatalogued }) => uncatalogued)).toEqual([false]);
  });

  test("keeps the app's own response if it is not an error", async () => {
    const { app, call, occurrences } = shopApp();
    app.setNotFoundHandler((_request, reply) => reply.code(200).type("text/html").send("<main>"));
    expect(await call("/home")).toMatchObject({ status: 200, body: "<main>" });
    expect(occurrences).toEqual([]);
  });

  test("gets the error of the contract in place of the app's own 404", async () => {
    const { app, call } = shopApp();
    app.setNotFoundHandler((_request, reply) => reply.code(404).send("nothing here"));
    expect(codeOf(await call("/home"))).toBe("ROUTE_NOT_FOUND");
  });

  test("gets the error of the contract also if a parameter of its path is too long for the router", async () => {
    const { app, occurrences } = shopApp();
    app.get("/orders/:orderId", async () => ({}));
    const origin = await app.listen({ port: 0, host: "127.0.0.1" });
    const tooLong = await fetch(`${origin}/orders/${"7".repeat(101)}`);
    expect(JSON.parse(await tooLong.text()).error.code).toBe(tooLong.headers.get("errata-code"));
    expect(tooLong.status).toBe(414);
    expect(occurrences).toHaveLength(1);
    expect((await fetch(`${origin}/orders/7?note=${"x".repeat(101)}`)).status).toBe(200);
  });

  test("is not checked by guards, and its body is not parsed as an error", async () => {
    const { app, call } = shopApp();
    app.addHook("onRequest", customAuth({ authenticate: () => Promise.reject(error.NO_KEY()), tenant: () => "t" }));
    app.addHook("onRequest", requireScopes({ scopes: {}, gate: () => undefined, unlisted: "reject" }));
    app.get("/orders", async () => []);
    const headers = { "content-type": "application/json" };
    expect(codeOf(await call("/nothing"))).toBe("ROUTE_NOT_FOUND");
    expect(codeOf(await call({ method: "POST", url: "/nothing", headers, body: "{" }))).toBe("ROUTE_NOT_FOUND");
    const wrongMethod = await call({ method: "PATCH", url: "/orders" });
    expect([codeOf(wrongMethod), wrongMethod.headers.allow]).toEqual(["METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS"]);
    expect(codeOf(await call("/orders"))).toBe("NO_KEY");
  });
});

test("a body over the limit reaches the hooks of the app and no handler", async () => {
  const { app, call, occurrences } = shopApp({ maxBodyBytes: 10 });
  let isReached = false;
  app.addHook("onRequest", async (_request, reply) => void reply.header("x-frame-options", "DENY"));
  app.post("/orders", async () => {
    isReached = true;
  });
  const reply = await call({ method: "POST", url: "/orders", body: { text: "x".repeat(20) } });
  expect([reply.status, codeOf(reply), reply.headers["x-frame-options"]]).toEqual([413, "BODY_TOO_BIG", "DENY"]);
  expect(isReached).toBe(false);
  expect(occurrences.map(({ code }) => code)).toEqual(["BODY_TOO_BIG"]);
});

test("a masked error keeps the headers of CORS only", async () => {
  const { app, call } = shopApp();
  app.get("/orders/:orderId", (_request, reply) => {
    reply.headers({ "access-control-allow-origin": "*", "x-owner": "another tenant", etag: '"1"' });
    throw error.SECRET_NOT_FOUND();
  });
  const { headers } = await call("/orders/7");
  expect([headers["access-control-allow-origin"], headers["x-owner"], headers.etag]).toEqual([
    "*",
    undefined,
    undefined,
  ]);
});

test("field errors name the part of the request that Ajv rejected", async () => {
  const { app, call } = shopApp();
  const querystring = { type: "object", properties: { limit: { type: "integer" } } };
  app.get("/orders", { schema: { querystring } }, async () => []);
  expect(JSON.parse((await call("/orders?limit=hunter2")).body).error.details).toEqual([
    { field: "limit", code: "invalid_type", message: expect.not.stringContaining("hunter2") },
  ]);
});

test("a stream that fails before its first byte gets the error", async () => {
  const { app, call } = shopApp();
  app.get("/orders", async (_request, reply) => {
    const stream = new Readable({ read: () => undefined });
    process.nextTick(() => stream.destroy(new Error("hunter2")));
    return reply.send(stream);
  });
  expect(codeOf(await call("/orders"))).toBe("INTERNAL");
});

test("a thrown Response is sent, and recorded if the contract does not declare it", async () => {
  const { app, call, occurrences } = shopApp();
  app.get("/orders", async () => {
    throw new Response("busy", { status: 503 });
  });
  expect(await call("/orders")).toMatchObject({ status: 503, body: "busy" });
  expect(occurrences.map(({ uncatalogued }) => uncatalogued)).toEqual([true]);
});

test("an app that is ready has warned about routes and operations that differ, in plugins too", async () => {
  const { app, warnings } = shopApp();
  app.register(async (plugin) => void plugin.get("/", async () => []).get("/:id(\\d+)", async () => ({})), {
    prefix: "/orders",
  });
  app.get("/health", async () => ({}));
  await app.ready();
  expect(warnings).toEqual([
    expect.stringMatching(
      /routes without an operation: GET \/health; operations without a route: POST \/orders, DELETE \/orders\/\{orderId\}/,
    ),
  ]);
});

test("a content type parser that throws a SyntaxError for the body returns 400", async () => {
  const app = fastifyBoundary(fastify(), boundary(shop, { warn: () => undefined }));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, async (_request: unknown, body: unknown) =>
    JSON.parse(String(body)),
  );
  app.post("/orders", async ({ body }) => body);
  const inject = (payload: string) =>
    app.inject({ method: "POST", url: "/orders", payload, headers: { "content-type": "application/json" } });
  expect([(await inject("{bad")).statusCode, (await inject("{}")).statusCode]).toEqual([400, 200]);
});

test("a chunked body over the limit is 413 while an onError hook waits", async () => {
  const { app, occurrences } = shopApp({ maxBodyBytes: 10 });
  app.addHook("onError", async () => Promise.resolve());
  app.post("/orders", async () => "unreachable");
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  const response = await fetch(`${origin}/orders`, {
    method: "POST",
    body: new Blob(['"', "x".repeat(100), '"']).stream(),
    duplex: "half",
    headers: { "content-type": "application/json" },
  } as RequestInit);
  expect([response.status, occurrences.map(({ code }) => code)]).toEqual([413, ["BODY_TOO_BIG"]]);
});

test("a header that Node rejects is not sent, and the response is the internal error", async () => {
  const { app, occurrences } = shopApp();
  app.addHook("onRequest", async (_request, reply) => void reply.header("x-kept", "1"));
  app.get("/orders", (_request, reply) => void reply.header("x-note", "a\r\nb").send("x"));
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  const { status, headers } = await fetch(`${origin}/orders`);
  expect([status, headers.get("x-kept"), headers.get("x-note")]).toEqual([500, "1", null]);
  expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL"]);
});

test("a wrong method of a wildcard route is 405, and of a wildcard for every path 404", async () => {
  const { app, call } = shopApp();
  app.get("/files/*", async () => "file");
  app.options("*", async () => "");
  const replies = [
    await call({ method: "DELETE", url: "/files/a/b" }),
    await call({ method: "DELETE", url: "/nothing" }),
  ];
  expect(replies.map(({ status, headers }) => [status, headers.allow])).toEqual([
    [405, "GET, HEAD, OPTIONS"],
    [404, undefined],
  ]);
});

test("a thrown NaN is an error although the app's error handler sends it", async () => {
  const { app, call } = shopApp();
  app.setErrorHandler((thrown, _request, reply) => reply.send(thrown));
  app.get("/orders", () => Promise.reject(Number.NaN));
  expect(codeOf(await call("/orders"))).toBe("INTERNAL");
});
