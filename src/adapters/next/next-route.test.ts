import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { IdempotencyGuard, RateLimitGuard } from "../../guards/index.ts";
import { type BoundaryOptions, boundary, checkInput, type Occurrence } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import {
  customAuth,
  idempotent,
  type MethodHandlers,
  type NextCall,
  nextProxy,
  nextRoute,
  rateLimiter,
  requireScopes,
} from "./index.ts";

const { error } = shop;
const params = { params: Promise.resolve({ orderId: "7" }) };
const call = (path: string, init?: RequestInit): Request => new Request(`http://x${path}`, init);
const codeOf = async (response: Response): Promise<unknown> => ((await response.json()) as any).error.code;

function shopBoundary(options: BoundaryOptions = {}) {
  const occurrences: Occurrence[] = [];
  const record = (occurrence: Occurrence): void => void occurrences.push(occurrence);
  return { boundary: boundary(shop, { record, warn: () => undefined, ...options }), occurrences };
}

/** Creates the error with which Next 16.4 implements a signal. */
const signal = (digest: string): Error => Object.assign(new Error("NEXT"), { digest });

describe("nextRoute", () => {
  test("passes the parameters on, and responds to what the handler throws with the request's id", async () => {
    const { boundary, occurrences } = shopBoundary();
    const { GET } = nextRoute<Request, { orderId: string }>(boundary, {
      async GET(_request, { params }) {
        throw error.ORDER_NOT_FOUND(await params);
      },
    });
    const response = await GET(call("/orders/7", { headers: { "x-request-id": "request-1" } }), params);
    expect([response.status, response.headers.get("x-request-id")]).toEqual([404, "request-1"]);
    expect(await response.json()).toMatchObject({ error: { code: "ORDER_NOT_FOUND", details: { orderId: "7" } } });
    expect(occurrences.map(({ route, undeclared }) => [route, undeclared])).toEqual([["/orders/{orderId}", false]]);
  });

  test.each([
    "NEXT_REDIRECT;replace;/login;307;",
    "NEXT_HTTP_ERROR_FALLBACK;404",
    "NEXT_HTTP_ERROR_FALLBACK;403",
    "NEXT_HTTP_ERROR_FALLBACK;401",
    "DYNAMIC_SERVER_USAGE",
    "NEXT_PRERENDER_INTERRUPTED",
  ])("leaves the signal %s to Next, and records nothing", async (digest) => {
    const { boundary, occurrences } = shopBoundary();
    const thrown = signal(digest);
    const { GET } = nextRoute(boundary, { GET: () => Promise.reject(thrown) });
    await expect(GET(call("/orders"), params as any)).rejects.toBe(thrown);
    expect(occurrences).toEqual([]);
  });

  test("a wrong method is 405 with Allow, OPTIONS is 204, and a route without handlers is an unknown path", async () => {
    const { boundary } = shopBoundary();
    const { DELETE, OPTIONS } = nextRoute(boundary, { GET: () => new Response() });
    const wrong = await DELETE(call("/orders", { method: "DELETE" }), params);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    const options = await OPTIONS(call("/orders", { method: "OPTIONS" }), params);
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS"]);
    const { POST } = nextRoute(boundary, {});
    expect(await codeOf(await POST(call("/nothing", { method: "POST" }), params))).toBe("ROUTE_NOT_FOUND");
  });

  test("HEAD runs the handler of GET and sends no body", async () => {
    const { HEAD } = nextRoute(shopBoundary().boundary, { GET: () => Response.json({ id: 7 }) });
    const response = await HEAD(call("/orders", { method: "HEAD" }), params);
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test("malformed JSON, a wrong field and a body over the limit are errors of the contract", async () => {
    const { boundary } = shopBoundary({ maxBodyBytes: 30 });
    const { POST } = nextRoute(boundary, {
      POST: async (request) => Response.json(await checkInput(z.object({ sku: z.string() }), await request.json())),
    });
    const codes = [];
    for (const body of ["{", "{}", JSON.stringify({ sku: "x".repeat(40) }), '{"sku":"a"}']) {
      const init = { method: "POST", headers: { "content-type": "application/json" }, duplex: "half" };
      const response = await POST(call("/orders", { ...init, body: new Blob([body]).stream() } as RequestInit), params);
      codes.push(response.ok ? await response.json() : await codeOf(response));
    }
    expect(codes).toEqual(["MALFORMED_BODY", "INVALID", "BODY_TOO_BIG", { sku: "a" }]);
  });

  test("keeps the class of the request when it limits a chunked body", async () => {
    class NextRequest extends Request {
      readonly nextUrl = new URL(this.url);
    }
    const handlers: MethodHandlers<NextRequest, unknown> = {
      POST: async (request) => new Response(request.nextUrl.pathname + (await request.text())),
    };
    const body = new Blob(["!"]).stream();
    const { POST } = nextRoute(shopBoundary().boundary, handlers);
    const request = new NextRequest("http://x/orders", { method: "POST", body, duplex: "half" } as RequestInit);
    expect(await (await POST(request, params)).text()).toBe("/orders!");
  });

  test("a stream that fails is recorded, and an unexpected error tells nothing", async () => {
    const { boundary, occurrences } = shopBoundary();
    const failing = (parts: number): ReadableStream =>
      new ReadableStream({
        pull(controller) {
          parts -= 1;
          if (parts < 0) controller.error(new Error("s3cret"));
          else controller.enqueue(new TextEncoder().encode("part"));
        },
      });
    const { GET, PUT, POST } = nextRoute(boundary, {
      GET: () => new Response(failing(1), { headers: { "content-type": "application/json" } }),
      PUT: () => new Response(failing(0)),
      POST: () => Promise.reject(new Error("s3cret")),
    });
    await expect((await GET(call("/orders"), params)).text()).rejects.toThrow("The response stream was cut.");
    expect(await (await PUT(call("/orders", { method: "PUT" }), params)).text()).not.toContain("s3cret");
    expect(await (await POST(call("/orders", { method: "POST" }), params)).text()).not.toContain("s3cret");
    expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL", "INTERNAL", "INTERNAL"]);
  });
});

describe("guards", () => {
  const auth = customAuth({
    authenticate({ request }) {
      const id = request.headers.get("x-user");
      if (id === null) throw error.NO_KEY();
      return { id, scopes: ["orders:read"] };
    },
    tenant: ({ id }) => id,
  });

  test("run in order before the handler, which gets the caller", async () => {
    const { boundary, occurrences } = shopBoundary();
    const scopes = { "GET /orders": "orders:read", "POST /orders": "orders:write" };
    const gate = ({ scopes }: { readonly scopes: readonly string[] }, scope: string): void => {
      if (!scopes.includes(scope)) throw error.BAD_KEY();
    };
    const route = nextRoute(
      boundary,
      { GET: (_request, call) => Response.json([call.errata.tenant, call.caller]), POST: () => new Response() },
      [auth, requireScopes({ scopes, gate: gate as any, unlisted: "reject" })],
    );
    expect(await codeOf(await route.GET(call("/orders"), params))).toBe("NO_KEY");
    const headers = { "x-user": "acme" };
    const caller = { id: "acme", scopes: ["orders:read"] };
    expect(await (await route.GET(call("/orders", { headers }), params)).json()).toEqual(["acme", caller]);
    expect(await codeOf(await route.POST(call("/orders", { method: "POST", headers }), params))).toBe("BAD_KEY");
    expect((await route.DELETE(call("/orders", { method: "DELETE" }), params)).status).toBe(405);
    expect(occurrences.map(({ tenant }) => tenant)).toEqual([undefined, "acme", undefined]);
  });

  test("the RateLimit headers are part of responses and errors", async () => {
    const limit: RateLimitGuard = async () => ({
      policies: [],
      headers: { "RateLimit-Policy": "1" },
      isFallback: false,
    });
    const route = nextRoute(
      shopBoundary().boundary,
      { GET: () => new Response(), POST: () => Promise.reject(new Error()) },
      [rateLimiter({ limit, subject: () => "a" })],
    );
    const replies = [
      await route.GET(call("/orders"), params),
      await route.POST(call("/orders", { method: "POST" }), params),
    ];
    expect(replies.map(({ status, headers }) => [status, headers.get("ratelimit-policy")])).toEqual([
      [200, "1"],
      [500, "1"],
    ]);
  });

  test("idempotent gives the guard the whole response, and the handler its body and its hold", async () => {
    const stored: unknown[] = [];
    const guard = (async (request: any, { work }: any) => {
      const body = new TextDecoder().decode(await request.body());
      const response = await work({ key: "k" });
      stored.push([request.key, body, new TextDecoder().decode(response.body)]);
      return response;
    }) as unknown as IdempotencyGuard;
    const POST = async (request: Request, { hold }: NextCall<unknown>): Promise<Response> =>
      Response.json([hold, await request.json()], { status: 201 });
    const route = nextRoute(shopBoundary().boundary, { POST }, [auth, idempotent({ guard })]);
    const headers = { "x-user": "acme", "idempotency-key": "k", "content-type": "application/json" };
    const response = await route.POST(call("/orders", { method: "POST", body: "{}", headers }), params);
    expect([response.status, await response.json()]).toEqual([201, [{ key: "k" }, {}]]);
    expect(stored).toEqual([["k", "{}", '[{"key":"k"},{}]']]);
  });
});

describe("nextProxy", () => {
  test("returns what the proxy returns, and an error of the contract for what it throws", async () => {
    const { boundary, occurrences } = shopBoundary();
    const passedOn = new Response(null, { headers: { "x-middleware-next": "1" } });
    const proxy = nextProxy(boundary, (request: Request) => {
      if (request.url.endsWith("/orders")) throw error.NO_KEY();
      return passedOn;
    });
    expect(await proxy(call("/home"), undefined)).toBe(passedOn);
    expect(await codeOf((await proxy(call("/orders"), undefined)) as Response)).toBe("NO_KEY");
    expect(occurrences.map(({ code, route }) => [code, route])).toEqual([["NO_KEY", "/orders"]]);
  });
});
