import type { Server } from "node:http";
import { createRequire } from "node:module";
import { createAdaptorServer } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { basicAuth } from "hono/basic-auth";
import { bearerAuth } from "hono/bearer-auth";
import { bodyLimit } from "hono/body-limit";
import { csrf } from "hono/csrf";
import { HTTPException } from "hono/http-exception";
import { ipRestriction } from "hono/ip-restriction";
import { jwt } from "hono/jwt";
import { requestId } from "hono/request-id";
import { timeout } from "hono/timeout";
import { validator } from "hono/validator";
import createError from "http-errors";
import { afterEach, describe, expect, test } from "vitest";
import { contract } from "../../contract/index.ts";
import { boundary, type Occurrence } from "../../server/index.ts";
import { listen, shop } from "../../server/testing/index.ts";
import { type BoundaryEnv, honoBoundary } from "./index.ts";

const open: Server[] = [];
let occurrences: Occurrence[] = [];
afterEach(() => {
  occurrences = [];
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

function createApp(): Hono<BoundaryEnv> {
  const record = (occurrence: Occurrence): number => occurrences.push(occurrence);
  return honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, { record, warn: () => undefined }));
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.clone().json()) as any).error.code;
}

describe("a rejection of Hono's own middleware", () => {
  const routes = [
    ["POST", csrf(), { headers: { origin: "http://evil.example", "content-type": "text/plain" } }, 403, "HTTP_403"],
    [
      "GET",
      ipRestriction(() => ({ remote: { address: "10.0.0.1" } }) as never, { denyList: ["10.0.0.1"] }),
      {},
      403,
      "HTTP_403",
    ],
    ["GET", basicAuth({ username: "a", password: "b", realm: "admins" }), {}, 401, "HTTP_401", 'Basic realm="admins"'],
    [
      "GET",
      bearerAuth({ token: "t" }),
      { headers: { authorization: "Bearer x" } },
      401,
      "HTTP_401",
      'Bearer error="invalid_token"',
    ],
    [
      "GET",
      bearerAuth({ token: "t" }),
      { headers: { authorization: "Bearer !" } },
      400,
      "HTTP_400",
      'Bearer error="invalid_request"',
    ],
    [
      "GET",
      jwt({ secret: "s", alg: "HS256" }),
      { headers: { authorization: "Bearer x" } },
      401,
      "HTTP_401",
      /error="invalid_token"/,
    ],
    ["GET", timeout(1), {}, 504, "OPERATION_TIMEOUT"],
  ] as const;

  test.each(routes)(
    "%s %s keeps its meaning",
    async (method, middleware, init, status, code, challenge = undefined) => {
      const app = createApp();
      app.on(method, "/guarded", middleware as MiddlewareHandler, async (c: Context) => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return c.text("passed");
      });
      const response = await app.request("/guarded", { ...init, method });
      expect([response.status, await codeOf(response)]).toEqual([status, code]);
      if (challenge !== undefined)
        expect(response.headers.get("www-authenticate")).toEqual(
          typeof challenge === "string" ? challenge : expect.stringMatching(challenge),
        );
      expect(occurrences).toMatchObject([{ undeclared: status < 500 }]);
    },
  );

  test("is not reported as the contract's only code of the status", async () => {
    const api = contract({
      name: "api",
      version: "1.0.0",
      envelope: { error: { code: "$code" } },
      errors: { PLAN_TOO_SMALL: { kind: "permission_denied", when: "The plan is too small.", message: "Upgrade." } },
    });
    const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(api)).use(csrf());
    app.post("/", (c) => c.text(""));
    const response = await app.request("/", { method: "POST", headers: { origin: "http://evil.example" } });
    expect([response.status, await codeOf(response)]).toEqual([403, "HTTP_403"]);
  });
});

describe("bodyLimit()", () => {
  test.each([
    ["declared", { body: "x".repeat(11), headers: { "content-length": "11" } }],
    ["chunked", { body: new Blob(["x".repeat(11)]).stream(), duplex: "half" }],
  ])("reports its own limit for a %s body", async (_name, init) => {
    const app = createApp();
    app.post("/small", bodyLimit({ maxSize: 10 }), (c) => c.text("passed"));
    const root = new Hono().route("/shop", app);
    // A stream can be sent only once.
    const server =
      init.body instanceof ReadableStream
        ? ([[app, "/small"]] as const)
        : ([
            [app, "/small"],
            [root, "/shop/small"],
          ] as const);
    for (const [target, path] of server) {
      const response = await target.request(path, { method: "POST", ...init } as RequestInit);
      const { error } = (await response.json()) as any;
      expect([response.status, error.code, error.details]).toEqual([413, "BODY_TOO_BIG", { maxBytes: 10 }]);
    }
  });
});

describe("an HTTPException", () => {
  const throwing = async (thrown: unknown): Promise<Response> => {
    const app = createApp();
    app.get("/throws", () => {
      throw thrown;
    });
    return await app.request("/throws");
  };

  test("of Hono's CommonJS build is recognised", async () => {
    const { HTTPException: Other } = createRequire(import.meta.url)(
      "../../../node_modules/hono/dist/cjs/http-exception.js",
    );
    expect(Other).not.toBe(HTTPException);
    const response = await throwing(new Other(409));
    expect([response.status, await codeOf(response)]).toEqual([409, "HTTP_409"]);
  });

  test.each([
    [403, "HTTP_403"],
    [301, undefined],
  ])("that only has getResponse() keeps the status %s", async (status, code) => {
    const thrown = Object.assign(new Error("no"), { getResponse: () => new Response("no", { status }) });
    const response = await throwing(thrown);
    expect([response.status, code && (await codeOf(response))]).toEqual([status, code]);
  });

  test("with a redirect has the headers that the app has set", async () => {
    const app = createApp();
    app.get("/throws", (c) => {
      c.header("x-custom", "a");
      throw new HTTPException(302, { res: c.redirect("/login", 302) });
    });
    const response = await app.request("/throws");
    const { headers } = response;
    expect([response.status, headers.get("location"), headers.get("x-custom")]).toEqual([302, "/login", "a"]);
  });

  test("with a redirect is sent as it is", async () => {
    const response = await throwing(new HTTPException(302, { res: Response.redirect("http://x/login", 302) }));
    expect([response.status, response.headers.get("location"), occurrences]).toEqual([302, "http://x/login", []]);
  });

  test("keeps Retry-After, and no other header of its response", async () => {
    const res = new Response("hunter2", {
      headers: { "retry-after": "7", "x-internal": "db-1", "content-length": "7" },
    });
    const response = await throwing(new HTTPException(429, { res }));
    expect([response.status, response.headers.get("retry-after"), response.headers.get("x-internal")]).toEqual([
      429,
      "7",
      null,
    ]);
    expect(await response.text()).not.toContain("hunter2");
  });

  test("is found in a cause and in an AggregateError", async () => {
    const error = new HTTPException(409);
    expect((await throwing(new Error("x", { cause: error }))).status).toBe(409);
    expect((await throwing(new AggregateError([new Error("x"), error]))).status).toBe(409);
    expect((await throwing(new AggregateError([createError(410)]))).status).toBe(410);
  });
});

describe("a malformed body returns 400", () => {
  const parse = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new Error("cannot parse", { cause });
    }
  };
  const readers: Readonly<Record<string, (c: Context) => unknown>> = {
    "c.req.json()": (c) => c.req.json(),
    "JSON.parse of c.req.text()": async (c) => JSON.parse(await c.req.text()),
    "a function that wraps the error": async (c) => parse(await c.req.text()),
    "JSON.parse of the array buffer": async (c) => JSON.parse(new TextDecoder().decode(await c.req.arrayBuffer())),
    "c.req.raw.json()": (c) => c.req.raw.json(),
    "JSON.parse of c.req.raw.text()": async (c) => JSON.parse(await c.req.raw.text()),
    "c.req.raw.clone().json()": (c) => c.req.raw.clone().json(),
    "new Request(c.req.raw)": (c) => new Request(c.req.raw).json(),
    "new Request() with another URL": (c) => new Request("http://inner/", c.req.raw).json(),
    "new Request(c.req.raw.clone())": (c) => new Request(c.req.raw.clone()).json(),
    "Promise.all": (c) => Promise.all([c.req.json(), c.req.text()]),
    "Promise.any": (c) => Promise.any([c.req.json()]),
  };
  const post = async (app: Hono<BoundaryEnv>, path: string, body: string, type: string): Promise<Response> => {
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    open.push(server);
    const init = { method: "POST", body, headers: { "content-type": type } };
    const overHttp = await fetch(`http://127.0.0.1:${await listen(server)}${path}`, init);
    const direct = await app.request(path, init);
    expect(direct.status).toBe(overHttp.status);
    return overHttp;
  };

  describe.each(Object.entries(readers))("to %s", (_name, read) => {
    test.each([
      ["malformed JSON", "{bad"],
      ["an empty body", ""],
    ])("%s", async (_kind, body) => {
      const app = createApp();
      app.post("/reads", async (c) => c.json((await read(c)) as never));
      const response = await post(app, "/reads", body, "application/json");
      expect([response.status, await codeOf(response)]).toEqual([400, "MALFORMED_BODY"]);
    });

    test("but the server's own malformed data is the internal error", async () => {
      const app = createApp();
      app.post("/own", async (c) => {
        await read(c);
        return c.json(parse("{corrupt") as never);
      });
      expect((await post(app, "/own", "{}", "application/json")).status).toBe(500);
    });
  });

  test.each([
    ["multipart/form-data; boundary=x", "garbage"],
    ["multipart/form-data", "--x"],
  ])("to a form of type %s", async (type, body) => {
    const app = createApp();
    app.post("/parse", async (c) => c.json((await c.req.parseBody()) as never));
    app.post("/form", async (c) => c.json([...(await c.req.formData())] as never));
    app.post("/raw", async (c) => c.json([...(await c.req.raw.formData())] as never));
    app.post(
      "/validate",
      validator("form", (value) => value),
      (c) => c.text(""),
    );
    for (const path of ["/parse", "/form", "/raw", "/validate"]) {
      const response = await post(app, path, body, type);
      expect([path, response.status, await codeOf(response)]).toEqual([path, 400, "MALFORMED_BODY"]);
    }
  });

  test.each(["text", "arrayBuffer", "blob"] as const)(
    "to a form that a middleware has read with c.req.%s()",
    async (read) => {
      const app = createApp();
      app.use(async (c, next) => {
        await c.req[read]();
        await next();
      });
      app.post("/parse", async (c) => c.json((await c.req.parseBody()) as never));
      app.post("/form", async (c) => c.json([...(await c.req.formData())] as never));
      app.post("/copy", async (c) => {
        const headers = { "content-type": c.req.header("content-type") ?? "" };
        return c.json([...(await new Response(await c.req.arrayBuffer(), { headers }).formData())] as never);
      });
      app.post("/bug", async (c) =>
        c.json([...(await c.req.formData())].map(([name]) => (name as any).missing()) as never),
      );
      const type = "multipart/form-data; boundary=x";
      for (const path of ["/parse", "/form", "/copy", "/bug"]) {
        const response = await post(app, path, "garbage", type);
        expect([path, response.status, await codeOf(response)]).toEqual([path, 400, "MALFORMED_BODY"]);
      }
      const form = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n';
      expect((await post(app, "/form", form, type)).status).toBe(200);
      expect((await post(app, "/bug", form, type)).status).toBe(500);
      expect((await post(app, "/form", "{}", "application/json")).status).toBe(415);
    },
  );

  test("and a form of another type returns 415", async () => {
    const app = createApp();
    app.post("/form", async (c) => c.json([...(await c.req.formData())] as never));
    expect((await post(app, "/form", "{}", "application/json")).status).toBe(415);
  });

  test("text that is not JSON is not blamed for other malformed data", async () => {
    const app = createApp();
    app.post("/text", async (c) => {
      await c.req.text();
      return c.json(JSON.parse("{corrupt"));
    });
    expect((await post(app, "/text", "plain text", "text/plain")).status).toBe(500);
  });
});

describe("values that pass through", () => {
  test("a thrown Response is sent, and recorded if it is an error", async () => {
    const app = createApp();
    app.get("/moved", () => {
      throw new Response(null, { status: 307, headers: { location: "/other" } });
    });
    app.get("/gone", () => {
      throw new Response("gone", { status: 410 });
    });
    for (const [target, prefix] of [
      [app, ""],
      [new Hono().route("/shop", app), "/shop"],
    ] as const) {
      const moved = await target.request(`${prefix}/moved`);
      expect([moved.status, moved.headers.get("location"), moved.headers.get("x-request-id")?.length]).toEqual([
        307,
        "/other",
        36,
      ]);
      const gone = await target.request(`${prefix}/gone`);
      expect([gone.status, await gone.text()]).toEqual([410, "gone"]);
      expect(occurrences.splice(0)).toMatchObject([{ code: "HTTP_410", status: 410, uncatalogued: true }]);
    }
  });

  test.each(["NEXT_REDIRECT;replace;/login;307;", "NEXT_HTTP_ERROR_FALLBACK;404", "NEXT_NOT_FOUND"])(
    "Next's signal %s is thrown again",
    async (digest) => {
      const signal = Object.assign(new Error("NEXT"), { digest });
      const app = createApp();
      app.use("*", async (_c, next) => next());
      app.get("/signals", () => {
        throw signal;
      });
      await expect(Promise.resolve(app.request("/signals"))).rejects.toBe(signal);
      const { handle } = boundary(shop);
      await expect(
        handle(new Request("http://x/orders"), () => {
          throw signal;
        }),
      ).rejects.toBe(signal);
      expect(occurrences).toEqual([]);
    },
  );
});

test("hono/request-id and the boundary use one id", async () => {
  const app = createApp();
  app.use("*", requestId());
  app.get("/ok", (c) => c.text((c as Context).get("requestId")));
  app.get("/fails", () => {
    throw new Error((shop as any).name);
  });
  const inner = new Hono<BoundaryEnv>();
  inner.get("/ids", (c) => c.json([(c as Context).get("requestId"), c.get("errata").requestId]));
  app.route("/inner", inner);
  app.get("/ids", (c) => c.json([(c as Context).get("requestId"), c.get("errata").requestId]));
  for (const id of ["req-12345", "a=".repeat(120)]) {
    const ok = await app.request("/ok", { headers: { "x-request-id": id } });
    expect([ok.headers.get("x-request-id"), await ok.text()]).toEqual([id, id]);
  }
  for (const path of ["/ids", "/inner/ids"]) {
    const response = await app.request(path);
    const id = response.headers.get("x-request-id");
    expect(await response.json(), path).toEqual([id, id]);
  }
  for (const path of ["/fails", "/nothing"]) {
    const response = await app.request(path);
    const { error } = (await response.json()) as any;
    expect(response.headers.get("x-request-id")).toBe(error.requestId);
    expect(occurrences.at(-1)?.requestId).toBe(error.requestId);
  }
});

test("an app of Hono's CommonJS build responds as one of its ES modules", async () => {
  const { Hono: Other } = createRequire(import.meta.url)("../../../node_modules/hono/dist/cjs/index.js");
  expect(Other).not.toBe(Hono);
  const app: Hono<BoundaryEnv> = honoBoundary(new Other(), boundary(shop, { warn: () => undefined }));
  app.get("/fine", (c) => c.text("fine"));
  app.get("/throws", () => {
    throw new HTTPException(409);
  });
  const statuses = await Promise.all(
    ["/fine", "/throws", "/none"].map(async (path) => (await app.request(path)).status),
  );
  expect(statuses).toEqual([200, 409, 404]);
});
