import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../../contract/index.ts";
import { boundary } from "../../server/index.ts";
import { type BoundaryEnv, honoBoundary, type RunOnce, validateBody, withIdempotency } from "./index.ts";

const api = contract({
  name: "once",
  version: "1.0.0",
  errors: {
    INVALID: { kind: "validation_failed", when: "Bad.", message: "Bad." },
    UNREADABLE: { kind: "processing_failed", when: "Unreadable.", message: "Unreadable." },
    INTERNAL: { kind: "internal", when: "Broken.", message: "Broken." },
  },
  operations: { "POST /orders/{orderId}": { errors: ["UNREADABLE"], idempotencyKey: true } },
  always: ["INVALID", "INTERNAL"],
  conditions: { invalid_request: "INVALID", malformed_body: "INVALID", internal: "INTERNAL" },
});
type Request = Parameters<RunOnce<string>>[0];

/** Creates an app whose only operation is run by the given guard. */
function appWith(guard: RunOnce<string>): Hono<BoundaryEnv> {
  const apiBoundary = boundary(api);
  const app = honoBoundary(new Hono<BoundaryEnv>(), apiBoundary);
  app.post("/orders/:orderId", (c) =>
    withIdempotency(c, {
      ...{ boundary: apiBoundary, guard, tenant: "t" },
      work: async (hold) => {
        const { n } = await validateBody(c, z.object({ n: z.number() }));
        if (n === 0) throw api.error.UNREADABLE();
        return { status: n === 204 ? 204 : 201, headers: { "Content-Type": "text/plain" }, body: `${hold}${n}` };
      },
    }),
  );
  return app;
}
const send = (app: Hono<BoundaryEnv>, body: string) =>
  app.request("/orders/7?x=1", {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", "Idempotency-Key": "k" },
  });

describe("withIdempotency", () => {
  it("passes the guard everything that identifies a repeat, and lets the work read the body again", async () => {
    let received: Request | undefined;
    const app = appWith(async (request, { work }) => {
      received = request;
      expect(Buffer.from(await request.body()).toString()).toBe('{"n":3}');
      return await work("n=");
    });
    const response = await send(app, '{"n":3}');
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      201,
      "text/plain",
      "n=3",
    ]);
    expect(received).toMatchObject({
      tenant: "t",
      operation: "POST /orders/{orderId}",
      key: "k",
      method: "POST",
      target: "/orders/7?x=1",
      contentType: "application/json",
      requestId: response.headers.get("x-request-id"),
    });
  });

  it("responds to a repeat with the stored bytes and its own request id", async () => {
    const app = appWith(async () => ({
      status: 201,
      headers: { "Original-Request": "r1" },
      body: Buffer.from("ü"),
    }));
    const response = await send(app, "{}");
    expect(response.headers.get("original-request")).toBe("r1");
    expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
    expect(await response.text()).toBe("ü");
  });

  it("renders an error for the guard exactly as the boundary sends it", async () => {
    let stored = "";
    const app = appWith(async (_request, { work, render }) => {
      try {
        return await work("");
      } catch (error) {
        const rendered = render(error as never);
        stored = `${rendered.status} ${rendered.headers["Content-Type"]} ${rendered.body}`;
        throw error;
      }
    });
    const response = await send(app, '{"n":0}');
    expect(`${response.status} ${response.headers.get("content-type")} ${await response.text()}`).toBe(stored);
  });

  it("sends no body with status 204", async () => {
    const app = appWith((_request, { work }) => work(""));
    const response = await send(app, '{"n":204}');
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });
});
