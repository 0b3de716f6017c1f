import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyMigrations, keys, localWindows, type Store } from "errata/store";
import { openSqlite } from "errata/store/sqlite";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../../contract/index.ts";
import { type ApiKeyGuard, apiKeys, keyFormat, keyManagement, rateLimit, scopeGate } from "../../guards/index.ts";
import { boundary, type Occurrence } from "../../server/index.ts";
import {
  apiKeyAuth,
  type BoundaryEnv,
  type BoundaryEnvWith,
  customAuth,
  honoBoundary,
  rateLimiter,
  requireScopes,
  serveContract,
} from "./index.ts";

const api = contract({
  name: "guarded",
  version: "1.0.0",
  errors: {
    UNAUTHENTICATED: { kind: "unauthenticated", when: "No key.", message: "Send a key." },
    INVALID_KEY: { kind: "invalid_credential", when: "No such key.", message: "Invalid key." },
    FORBIDDEN: {
      kind: "permission_denied",
      when: "No such scope.",
      message: "Missing scope {requiredScope}.",
      details: z.object({ requiredScope: z.string() }),
    },
    TOO_MANY: { kind: "rate_limited", when: "Over the limit.", message: "Slow down." },
    NOT_FOUND: { kind: "not_found", when: "No such path.", message: "Not found." },
    WRONG_METHOD: { kind: "method_not_allowed", when: "No such method.", message: "Wrong method." },
    INTERNAL: { kind: "internal", when: "A bug.", message: "Something went wrong." },
  },
  operations: { "GET /orders": ["FORBIDDEN"], "POST /orders": ["FORBIDDEN"], "GET /plan": [] },
  always: ["UNAUTHENTICATED", "INVALID_KEY", "TOO_MANY", "NOT_FOUND", "WRONG_METHOD", "INTERNAL"],
  conditions: { unknown_route: "NOT_FOUND", method_not_allowed: "WRONG_METHOD", internal: "INTERNAL" },
});
const format = keyFormat({ prefix: "grd", environment: "live" });
const records = keys();
const gate = scopeGate(api.error.FORBIDDEN);
const scopes = { "GET /orders": "orders:read", "POST /orders": "orders:write" };

interface Account {
  readonly active: boolean;
  readonly plan: string;
}

let folder: string;
let store: Store;
let guard: ApiKeyGuard<Account>;
let secret: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "errata-hono-"));
  store = await openSqlite({ path: join(folder, "store.db"), migrations: [keyMigrations] });
  const { UNAUTHENTICATED: missing, INVALID_KEY: unknown } = api.error;
  guard = apiKeys<Account>({
    format,
    store,
    keys: records,
    account: async (tenant) => ({ active: true, plan: `${tenant}'s plan` }),
    refusals: { missing, unknown, revoked: unknown, expired: unknown, inactive: unknown },
  });
  const management = keyManagement({ format, store, keys: records, guards: [guard] });
  secret = (await management.mint({ tenant: "acme", scopes: ["orders:read"] })).secret;
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const limitTo = (limit: number) =>
  rateLimit({
    windows: localWindows(),
    policies: [{ name: "minute", limit, windowSec: 60 }],
    exceeded: api.error.TOO_MANY,
  });

function guardedApp<E extends BoundaryEnv>(): { app: Hono<E>; occurrences: Occurrence[] } {
  const occurrences: Occurrence[] = [];
  const record = (occurrence: Occurrence) => void occurrences.push(occurrence);
  return { app: honoBoundary(new Hono<E>(), boundary(api, { record })), occurrences };
}

const withKey = (init: RequestInit = {}): RequestInit => ({ ...init, headers: { "x-api-key": secret } });
const codeOf = async (response: Response): Promise<string> => {
  const text = await response.text();
  return /"code":"(\w+)"/.exec(text)?.[1] ?? text;
};

describe("apiKeyAuth", () => {
  it("sets the caller and the tenant when the key is valid", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", apiKeyAuth({ guard })).get("/orders", (c) => {
      const { tenant, scopes: granted, account } = c.get("caller");
      return c.json([c.get("errata").tenant, tenant, granted, account.plan]);
    });
    for (const headers of [{ "x-api-key": secret }, { authorization: `Bearer ${secret}` }] as HeadersInit[]) {
      const response = await app.request("/orders", { headers });
      expect(await response.json()).toEqual(["acme", "acme", ["orders:read"], "acme's plan"]);
    }
  });

  it("sets the chosen variables instead of the caller", async () => {
    const { app } = guardedApp<BoundaryEnvWith<{ account: Account; granted: readonly string[] }>>();
    app.use("*", apiKeyAuth({ guard, variables: ({ account, scopes: granted }) => ({ account, granted }) }));
    app.get("/orders", (c) => c.json([c.get("account").plan, c.get("granted"), Object.keys(c.var).sort()]));
    const response = await app.request("/orders", withKey());
    expect(await response.json()).toEqual(["acme's plan", ["orders:read"], ["account", "errata", "granted"]]);
  });

  it("returns the guard's refusal when the key is missing or unknown, and does not call the handler", async () => {
    const { app, occurrences } = guardedApp<BoundaryEnv>();
    let calls = 0;
    app.use("*", apiKeyAuth({ guard, variables: undefined })).get("/orders", (c) => {
      calls += 1;
      return c.text("ok");
    });
    const missing = await app.request("/orders");
    expect([missing.status, await codeOf(missing)]).toEqual([401, "UNAUTHENTICATED"]);
    const unknown = await app.request("/orders", { headers: { "x-api-key": format.mint() } });
    expect([unknown.status, await codeOf(unknown)]).toEqual([401, "INVALID_KEY"]);
    expect(calls).toBe(0);
    expect(occurrences.map(({ tenant }) => tenant)).toEqual([undefined, undefined]);
  });
});

describe("customAuth", () => {
  const tokenAuth = customAuth({
    authenticate: (c) => {
      const token = c.req.header("authorization");
      if (token === undefined) throw api.error.UNAUTHENTICATED();
      return { userId: token, accountId: `account of ${token}`, scopes: ["orders:*"] };
    },
    tenant: ({ accountId }) => accountId,
  });

  it("sets the caller, and the tenant that is chosen from it", async () => {
    const { app, occurrences } = guardedApp<BoundaryEnv>();
    app
      .use("*", tokenAuth, requireScopes({ scopes, gate, unlisted: "reject" }))
      .get("/orders", (c) => c.text(c.get("caller").userId))
      .post("/orders", () => {
        throw api.error.FORBIDDEN({ requiredScope: "any" });
      });
    const headers = { authorization: "ada" };
    expect(await (await app.request("/orders", { headers })).text()).toBe("ada");
    expect((await app.request("/orders", { method: "POST", headers })).status).toBe(403);
    expect(occurrences).toMatchObject([{ tenant: "account of ada" }]);
  });

  it("returns the refusal that `authenticate` throws", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", tokenAuth).get("/orders", (c) => c.text("reached"));
    expect(await codeOf(await app.request("/orders"))).toBe("UNAUTHENTICATED");
  });
});

describe("rateLimiter", () => {
  const headersOf = ({ headers }: Response) => [headers.get("ratelimit-policy"), headers.get("ratelimit")];
  const state = (limit: number, remaining: number) => [
    `"minute";q=${limit};w=60`,
    expect.stringMatching(`^"minute";r=${remaining};t=\\d+$`),
  ];

  it("returns the headers on success, and 429 with the same headers when the 3rd of 2 requests arrives", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", apiKeyAuth({ guard }), rateLimiter({ limit: limitTo(2), subject: undefined }));
    app.get("/orders", (c) => c.text("ok"));
    for (const remaining of [1, 0]) {
      const response = await app.request("/orders", withKey());
      expect([response.status, ...headersOf(response)]).toEqual([200, ...state(2, remaining)]);
    }
    const refused = await app.request("/orders", withKey());
    expect([refused.status, ...headersOf(refused)]).toEqual([429, ...state(2, 0)]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it.each([
    ["a contract error", () => api.error.NOT_FOUND(), 404],
    ["another error", () => new Error("broken"), 500],
    ["a string", () => "broken", 500],
    ["undefined", () => undefined, 500],
  ])("returns the headers when the handler throws %s after the limit passed", async (_name, thrown, status) => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", rateLimiter({ limit: limitTo(9), subject: () => "anyone" }));
    app.get("/orders", () => {
      throw thrown();
    });
    const mounted = new Hono().route("/api", app);
    for (const [response, remaining] of [
      [await app.request("/orders"), 8],
      [await mounted.request("/api/orders"), 7],
    ] as const) {
      expect([response.status, ...headersOf(response)]).toEqual([status, ...state(9, remaining)]);
    }
  });

  it("returns the headers when a later guard rejects the request", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", apiKeyAuth({ guard }), rateLimiter({ limit: limitTo(9) }));
    app.use("*", requireScopes({ scopes, gate, unlisted: "allow", granted: () => [] }));
    app.get("/orders", (c) => c.text("ok"));
    const response = await app.request("/orders", withKey());
    expect([response.status, ...headersOf(response)]).toEqual([403, ...state(9, 8)]);
  });

  it("adds the headers to a response whose own headers are immutable", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", rateLimiter({ limit: limitTo(9), subject: () => "anyone" }));
    app.get("/orders", () => Response.redirect("https://example.com/", 302));
    const response = await app.request("/orders");
    expect([response.status, ...headersOf(response)]).toEqual([302, ...state(9, 8)]);
    expect(response.headers.get("location")).toBe("https://example.com/");
  });

  it("keeps the headers of an inner limit that rejected the request", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    const subject = () => "anyone";
    app.use("*", rateLimiter({ limit: limitTo(9), subject }), rateLimiter({ limit: limitTo(1), subject }));
    app.get("/orders", (c) => c.text("ok"));
    await app.request("/orders");
    const response = await app.request("/orders");
    expect([response.status, ...headersOf(response)]).toEqual([429, ...state(1, 0)]);
  });

  it("counts each subject separately", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", rateLimiter({ limit: limitTo(1), subject: (c) => c.req.header("x-user") ?? "" }));
    app.get("/orders", (c) => c.text("ok"));
    const statuses = [];
    for (const user of ["ada", "bob", "ada"])
      statuses.push((await app.request("/orders", { headers: { "x-user": user } })).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  it("reports a bug when there is neither a tenant nor a subject", async () => {
    const { app, occurrences } = guardedApp<BoundaryEnv>();
    app.use("*", rateLimiter({ limit: limitTo(9) })).get("/orders", (c) => c.text("ok"));
    expect((await app.request("/orders")).status).toBe(500);
    expect(JSON.stringify(occurrences)).toContain("ERRATA_GUARD_TENANT");
  });
});

describe("requireScopes", () => {
  const appWith = (unlisted: "allow" | "reject", granted: readonly string[]) => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", requireScopes({ scopes, gate, unlisted, granted: () => granted }));
    for (const path of ["/orders", "/plan", "/undeclared"]) app.get(path, (c) => c.text("ok"));
    app.post("/orders", (c) => c.text("ok"));
    return app;
  };

  it("returns the gate's refusal with the missing scope", async () => {
    const app = appWith("allow", ["orders:read"]);
    expect((await app.request("/orders")).status).toBe(200);
    const response = await app.request("/orders", { method: "POST" });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("Missing scope orders:write.");
  });

  it("accepts every caller for unlisted operations and undeclared routes when they are allowed", async () => {
    const app = appWith("allow", []);
    for (const path of ["/plan", "/undeclared"]) expect((await app.request(path)).status).toBe(200);
  });

  it("leaves the check to the route of an operation whose scope is null", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    const unscoped = { ...scopes, "GET /orders": null };
    app.use("*", requireScopes({ scopes: unscoped, gate, unlisted: "reject", granted: () => [] }));
    app.get("/orders", (c) => c.text("ok")).post("/orders", (c) => c.text("ok"));
    expect((await app.request("/orders")).status).toBe(200);
    expect((await app.request("/orders", { method: "POST" })).status).toBe(403);
  });

  it("rejects every caller, even one with `*`, for unlisted operations and undeclared routes when they are rejected", async () => {
    const app = appWith("reject", ["*"]);
    expect((await app.request("/orders")).status).toBe(200);
    for (const path of ["/plan", "/undeclared"]) {
      const response = await app.request(path);
      expect(response.status).toBe(403);
      expect(await response.text()).toContain("Missing scope none.");
    }
  });
});

describe("OPTIONS", () => {
  const preflight = {
    method: "OPTIONS",
    headers: { origin: "https://a.example", "access-control-request-method": "GET" },
  };
  const guardsOf = () =>
    [
      apiKeyAuth({ guard }),
      rateLimiter({ limit: limitTo(1), subject: () => "anyone" }),
      requireScopes({ scopes, gate, unlisted: "reject" }),
    ] as const;

  it("returns 204 with Allow without a credential, a count or a scope", async () => {
    const { app, occurrences } = guardedApp<BoundaryEnv>();
    app.use("*", ...guardsOf()).get("/orders", (c) => c.text("ok"));
    const mounted = new Hono().route("/api", app);
    for (const response of [
      await app.request("/orders", preflight),
      await app.request("/orders", { method: "OPTIONS" }),
      await mounted.request("/api/orders", preflight),
    ])
      expect([response.status, response.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
    expect((await app.request("/nothing", preflight)).status).toBe(404);
    expect((await app.request("/orders", withKey())).status).toBe(200);
    expect(occurrences.every(({ code }) => code === "NOT_FOUND")).toBe(true);
  });

  it("lets a CORS middleware behind the guards respond to a preflight", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", ...guardsOf());
    app.use("*", cors()).get("/orders", (c) => c.text("ok"));
    const response = await app.request("/orders", preflight);
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
  });

  it("checks requests that a route of the app handles", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.use("*", apiKeyAuth({ guard }));
    app.all("/any", (c) => c.text(c.req.method)).options("/orders", (c) => c.text(c.req.method));
    for (const path of ["/any", "/orders"]) {
      expect((await app.request(path, { method: "OPTIONS" })).status).toBe(401);
      expect(await (await app.request(path, withKey({ method: "OPTIONS" }))).text()).toBe("OPTIONS");
    }
  });
});

describe("serveContract", () => {
  it("returns the JSON form of the contract to every caller when it is mounted before the guards", async () => {
    const { app } = guardedApp<BoundaryEnv>();
    app.get("/.well-known/errata.json", serveContract(api));
    app.use("*", apiKeyAuth({ guard }));
    for (let requests = 0; requests < 2; requests += 1) {
      const response = await app.request("/.well-known/errata.json");
      expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
      expect(await response.text()).toBe(JSON.stringify(api.toJSON()));
    }
    expect((await app.request("/.well-known/errata.json", { method: "HEAD" })).status).toBe(200);
  });
});
