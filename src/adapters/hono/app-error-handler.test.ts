import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { describe, expect, test } from "vitest";
import type { BoundaryOptions } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { shopApp } from "./testing/index.ts";

describe("an error handler that the app sets", () => {
  class Maintenance extends Error {}
  const start = (options?: BoundaryOptions) => {
    const seen: unknown[] = [];
    const { app, occurrences } = shopApp(options);
    app.onError((thrown, c) => {
      seen.push(thrown);
      if (thrown instanceof Maintenance) return c.json({ maintenance: true });
      if (thrown instanceof RangeError) return c.json({ error: "hunter2" }, 409);
      if (thrown instanceof EvalError) throw new Error("hunter2");
      throw thrown;
    });
    app.use("*", cors());
    app.post("/throws", async (c) => {
      const { kind } = await c.req.json<{ kind: string }>();
      if (kind === "contract") throw shop.error.ORDER_NOT_FOUND({ orderId: "o_1" });
      if (kind === "exception") throw new HTTPException(403, { message: "hunter2" });
      throw { maintenance: new Maintenance(), conflict: new RangeError(), fails: new EvalError() }[kind] ?? new Error();
    });
    const send = async (body: string) => {
      const response = await app.request("/throws", { method: "POST", body, headers });
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("x-request-id")).toMatch(/./);
      return [response.status, await response.json()] as const;
    };
    return { seen, occurrences, send };
  };
  const headers = { "content-type": "application/json", origin: "https://shop.example" };

  test("responds to its own errors, and its error responses are recorded as uncatalogued", async () => {
    const { send, occurrences } = start();
    expect(await send('{"kind":"maintenance"}')).toEqual([200, { maintenance: true }]);
    expect(occurrences).toEqual([]);
    expect(await send('{"kind":"conflict"}')).toEqual([409, { error: "hunter2" }]);
    expect(occurrences).toMatchObject([{ status: 409, uncatalogued: true }]);
  });

  test("has its error responses replaced with the option `replaceUncatalogued`", async () => {
    const { send } = start({ replaceUncatalogued: true });
    expect(await send('{"kind":"conflict"}')).toMatchObject([409, { error: { code: "HTTP_409" } }]);
    expect(await send('{"kind":"maintenance"}')).toEqual([200, { maintenance: true }]);
  });

  test.each([
    ["exception", 403, "HTTP_403"],
    ["other", 500, "INTERNAL"],
    ["fails", 500, "INTERNAL"],
  ])("passes an error on by throwing: %s is %i %s", async (kind, status, code) => {
    const { send, seen } = start();
    const [received, body] = await send(JSON.stringify({ kind }));
    expect([received, (body as any).error.code]).toEqual([status, code]);
    expect(JSON.stringify(body)).not.toContain("hunter2");
    expect(seen).toHaveLength(1);
  });

  test.each([
    ['{"kind":"contract"}', 404, "ORDER_NOT_FOUND"],
    ["{", 400, "MALFORMED_BODY"],
  ])("does not see errors of the contract or of a malformed body: %s", async (body, status, code) => {
    const { send, seen } = start();
    expect(await send(body)).toMatchObject([status, { error: { code } }]);
    expect(seen).toEqual([]);
  });

  test.each(["before", "after"])(
    "receives what a middleware throws %s a request that its head rejects",
    async (when) => {
      const { app } = shopApp();
      app.use("*", async (_c, next) => {
        if (when === "before") throw new Maintenance();
        await next();
        throw new Maintenance();
      });
      app.onError((thrown, c) => c.json({ maintenance: thrown instanceof Maintenance }, 503));
      app.get("/ok", (c) => c.text("ok"));
      for (const [method, path] of [
        ["GET", "/ok"],
        ["GET", "/nothing"],
        ["DELETE", "/ok"],
      ] as const) {
        const response = await app.request(path, { method });
        expect([path, response.status, await response.json()]).toEqual([path, 503, { maintenance: true }]);
      }
    },
  );

  test("does not replace the error of a head when a middleware rejects the request", async () => {
    const { app } = shopApp();
    app.use("*", (_c, _next) => {
      throw new HTTPException(401, { message: "hunter2" });
    });
    app.onError((_thrown, c) => c.json({}, 503));
    app.get("/ok", (c) => c.text("ok"));
    expect((await app.request("/nothing")).status).toBe(404);
  });
});
