import { describe, expect, test } from "vitest";
import type { BoundaryOptions, Handler } from "./boundary.ts";
import { boundary } from "./make-boundary.ts";
import type { Occurrence } from "./occurrence.ts";
import { shop } from "./testing/shop.ts";

const { error } = shop;

/** A boundary with what it recorded. */
function make(options: BoundaryOptions = {}) {
  const seen: Occurrence[] = [];
  const made = boundary(shop, { record: (occurrence) => seen.push(occurrence), ...options });
  return { made, seen };
}

describe("the path of a Fetch request", () => {
  const ok: Handler = (_request, context) => Response.json({ operation: context.operation?.name });
  const send = (
    target: string,
    init: RequestInit = {},
    options: BoundaryOptions = {},
    handler = ok,
  ): Promise<Response> => make(options).made.handle(new Request(`http://x${target}`, init), handler);

  test("a route leads to its handler, and the response has the request id", async () => {
    const response = await send("/orders/o_1?x=1", { headers: { "x-request-id": "caller-0001" } });
    expect(await response.json()).toEqual({ operation: "GET /orders/{orderId}" });
    expect(response.headers.get("x-request-id")).toBe("caller-0001");
  });

  test("HEAD is answered through GET, without a body", async () => {
    const found = await send("/orders/o_1", { method: "HEAD" });
    expect([found.status, await found.text()]).toEqual([200, ""]);
    const missing = await send("/nothing", { method: "HEAD" });
    expect([missing.status, await missing.text(), Number(missing.headers.get("content-length")) > 50]).toEqual([
      404,
      "",
      true,
    ]);
  });

  test("OPTIONS and 405 name the methods of the path; an unknown method is 501", async () => {
    const options = await send("/orders/o_1", { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "DELETE, GET, HEAD, OPTIONS"]);
    const wrong = await send("/orders/o_1", { method: "PUT" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "DELETE, GET, HEAD, OPTIONS"]);
    expect((await send("/orders", { method: "PROPFIND" })).status).toBe(501);
  });

  test("an unknown path, a long target and a large body are refused before the handler runs", async () => {
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

  test("a body without a length is refused at its cap, whoever reads it and whatever becomes of the error", async () => {
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

  test("406 and 411 are answered only where they are declared", async () => {
    const operations = { "GET /orders": { produces: ["text/csv"] }, "POST /orders": { lengthRequired: true } };
    const headers = { accept: "application/json" };
    expect((await send("/orders", { headers })).status).toBe(200);
    expect((await send("/orders", { headers }, { operations })).status).toBe(406);
    expect((await send("/orders", { method: "POST" }, { operations })).status).toBe(411);
  });

  test("malformed JSON and a wrong media type are the request's fault, broken JSON of the server is not", async () => {
    const reads = async (request: Request): Promise<Response> => Response.json(await request.json());
    const post = (body: string, type = "application/json") => ({
      method: "POST",
      body,
      headers: { "content-type": type },
    });
    expect((await send("/orders", post("{bad"), {}, reads)).status).toBe(400);
    expect((await send("/orders", post("{}", "text/plain"), {}, reads)).status).toBe(415);
    const parsesOwn = async (request: Request): Promise<Response> => {
      await request.json();
      return Response.json(JSON.parse("{corrupt"));
    };
    expect((await send("/orders", post("{}"), {}, parsesOwn)).status).toBe(500);
  });

  test("a request whose client went away is recorded as cancelled", async () => {
    const { made, seen } = make();
    const controller = new AbortController();
    await made.handle(new Request("http://x/orders", { signal: controller.signal }), () => {
      controller.abort();
      throw new DOMException("gone", "AbortError");
    });
    expect(seen).toMatchObject([{ code: "REQUEST_CANCELLED", status: 499 }]);
  });

  test("a response with fixed headers still gets its request id", async () => {
    const response = await send("/orders", {}, {}, () => Response.redirect("http://x/elsewhere", 302));
    expect([response.status, response.headers.get("x-request-id")?.length]).toEqual([302, 36]);
  });

  test("a code that the operation does not declare is answered, and recorded as undeclared", async () => {
    const { made, seen } = make();
    const response = await made.handle(new Request("http://x/orders"), () => {
      throw error.EMAIL_TAKEN();
    });
    expect([response.status, seen[0]?.undeclared]).toEqual([409, true]);
    await made.handle(new Request("http://x/orders"), () => {
      throw error.NO_KEY();
    });
    await made.handle(new Request("http://x/orders"), () => {
      throw error.BODY_TOO_BIG({ maxBytes: 1 });
    });
    expect(seen.slice(1).map(({ undeclared }) => undeclared)).toEqual([false, false]);
  });

  test("an occurrence tells tenant, route and duration", async () => {
    let now = 1_000;
    const { made, seen } = make({ clock: () => now });
    await made.handle(new Request("http://x/orders/secret-id"), (_request, context) => {
      context.tenant = "t_1";
      now += 25;
      throw error.ORDER_NOT_FOUND({ orderId: "secret-id" });
    });
    expect(seen).toMatchObject([
      { time: 1_025, durationMs: 25, tenant: "t_1", method: "GET", route: "/orders/{orderId}", stack: undefined },
    ]);
  });
});
