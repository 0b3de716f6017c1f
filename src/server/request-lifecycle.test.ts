import { describe, expect, test } from "vitest";
import { type BoundaryOptions, boundary, type Handler, type Occurrence } from "./index.ts";
import { shop } from "./testing/index.ts";

const { error } = shop;

/** Creates a boundary of the shop, and the list of its occurrences. */
function create(options: BoundaryOptions = {}) {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence), ...options });
  return { shopBoundary, occurrences };
}

describe("a Fetch request", () => {
  const ok: Handler = (_request, context) => Response.json({ operation: context.operation?.name });
  const send = (
    target: string,
    init: RequestInit = {},
    options: BoundaryOptions = {},
    handler = ok,
  ): Promise<Response> => create(options).shopBoundary.handle(new Request(`http://x${target}`, init), handler);

  test("runs the handler of a known operation, and returns its request id", async () => {
    const response = await send("/orders/o_1?x=1", { headers: { "x-request-id": "caller-0001" } });
    expect(await response.json()).toEqual({ operation: "GET /orders/{orderId}" });
    expect(response.headers.get("x-request-id")).toBe("caller-0001");
  });

  test("HEAD runs the handler of GET and returns no body", async () => {
    const found = await send("/orders/o_1", { method: "HEAD" });
    expect([found.status, await found.text()]).toEqual([200, ""]);
    const missing = await send("/nothing", { method: "HEAD" });
    expect([missing.status, await missing.text(), Number(missing.headers.get("content-length")) > 50]).toEqual([
      404,
      "",
      true,
    ]);
  });

  test("OPTIONS returns 204 and a wrong method 405, both with Allow; an unknown method returns 501", async () => {
    const options = await send("/orders/o_1", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "DELETE, GET, HEAD, OPTIONS"]);
    const wrong = await send("/orders/o_1", { method: "PUT" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "DELETE, GET, HEAD, OPTIONS"]);
    expect((await send("/orders", { method: "PROPFIND" })).status).toBe(501);
  });

  test("rejects an unknown path, a long target and a large body before the handler runs", async () => {
    const never = (): Response => {
      throw new Error("ran");
    };
    expect((await send("/nothing", {}, {}, never)).status).toBe(404);
    expect((await send(`/orders?${"x".repeat(8_192)}`, {}, {}, never)).status).toBe(414);
    const large = await send(
      "/orders",
      { method: "POST", body: "x", headers: { "content-length": "2000000" } },
      {},
      never,
    );
    expect([large.status, (await large.json()).error]).toMatchObject([
      413,
      { code: "BODY_TOO_BIG", message: "At most 1048576 bytes.", details: { maxBytes: 1_048_576 } },
    ]);
  });

  test("rejects a body without Content-Length at its limit, even if the handler replaces the error", async () => {
    const stream = (): ReadableStream =>
      new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1_000)) });
    const init = () => ({ method: "POST", body: stream(), duplex: "half" }) as RequestInit;
    const reads = async (request: Request): Promise<Response> => new Response(await request.text());
    const wraps = async (request: Request): Promise<Response> => {
      await request.arrayBuffer().catch(() => {
        throw new Error("upload failed");
      });
      return new Response();
    };
    const options = { operations: { "POST /orders": { maxBodyBytes: 5_000 } } };
    expect((await send("/orders", init(), options, reads)).status).toBe(413);
    expect((await send("/orders", init(), options, wraps)).status).toBe(413);
  });

  test("leaves a body to the code that already reads it", async () => {
    const { shopBoundary } = create();
    const status = async (path: string): Promise<number> => {
      const request = new Request(`http://x${path}`, {
        method: "POST",
        body: new Blob(["x"]).stream(),
        duplex: "half",
      } as RequestInit);
      request.body?.getReader();
      return (await shopBoundary.handle(request, ok)).status;
    };
    expect([await status("/orders"), await status("/nothing")]).toEqual([200, 404]);
  });

  test("returns 406 and 411 only for operations that declare them", async () => {
    const operations = { "GET /orders": { produces: ["text/csv"] }, "POST /orders": { lengthRequired: true } };
    const headers = { accept: "application/json" };
    expect((await send("/orders", { headers })).status).toBe(200);
    expect((await send("/orders", { headers }, { operations })).status).toBe(406);
    expect((await send("/orders", { method: "POST" }, { operations })).status).toBe(411);
  });

  test("returns 400 and 415 for the client's JSON, and 500 for malformed JSON of the server", async () => {
    const reads = async (request: Request): Promise<Response> => Response.json(await request.json());
    const post = (body: string, type = "application/json") => ({
      method: "POST",
      body,
      headers: { "content-type": type },
    });
    expect((await send("/orders", post("{bad"), {}, reads)).status).toBe(400);
    expect((await send("/orders", post("{}", "text/plain"), {}, reads)).status).toBe(415);
    const bodiless = { method: "POST", headers: { "content-type": "application/json" } };
    expect((await send("/orders", bodiless, {}, reads)).status).toBe(400);
    const parsesOwn = async (request: Request): Promise<Response> => {
      await request.json();
      return Response.json(JSON.parse("{corrupt"));
    };
    expect((await send("/orders", post("{}"), {}, parsesOwn)).status).toBe(500);
  });

  test("records a request whose client disconnected as cancelled", async () => {
    const { shopBoundary, occurrences } = create();
    const controller = new AbortController();
    await shopBoundary.handle(new Request("http://x/orders", { signal: controller.signal }), () => {
      controller.abort();
      throw new DOMException("gone", "AbortError");
    });
    expect(occurrences).toMatchObject([{ code: "REQUEST_CANCELLED", status: 499 }]);
  });

  test("adds the request id to a response with immutable headers", async () => {
    const response = await send("/orders", {}, {}, () => Response.redirect("http://x/elsewhere", 302));
    expect([response.status, response.headers.get("x-request-id")?.length]).toEqual([302, 36]);
  });

  test("returns a code that the operation does not declare, and records it as undeclared", async () => {
    const { shopBoundary, occurrences } = create();
    const response = await shopBoundary.handle(new Request("http://x/orders"), () => {
      throw error.EMAIL_TAKEN();
    });
    expect([response.status, occurrences[0]?.undeclared]).toEqual([409, true]);
    await shopBoundary.handle(new Request("http://x/orders"), () => {
      throw error.NO_KEY();
    });
    await shopBoundary.handle(new Request("http://x/orders"), () => {
      throw error.BODY_TOO_BIG({ maxBytes: 1 });
    });
    expect(occurrences.slice(1).map(({ undeclared }) => undeclared)).toEqual([false, false]);
  });

  test("an occurrence contains tenant, route and duration", async () => {
    let now = 1_000;
    const { shopBoundary, occurrences } = create({ clock: () => now });
    await shopBoundary.handle(new Request("http://x/orders/secret-id"), (_request, context) => {
      context.tenant = "t_1";
      now += 25;
      throw error.ORDER_NOT_FOUND({ orderId: "secret-id" });
    });
    expect(occurrences).toMatchObject([
      { time: 1_025, durationMs: 25, tenant: "t_1", method: "GET", route: "/orders/{orderId}", stack: undefined },
    ]);
  });
});
