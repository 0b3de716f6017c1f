import { Hono, type MiddlewareHandler } from "hono";
import { describe, expect, it } from "vitest";
import { asOne } from "./middlewares.ts";

describe("middlewares as one", () => {
  const steps: string[] = [];
  const step =
    (name: string): MiddlewareHandler =>
    async (_, next) => {
      steps.push(`${name} in`);
      await next();
      steps.push(`${name} out`);
    };
  const app = new Hono();
  app.onError((error, c) => c.text(error.message, 500));
  const early: MiddlewareHandler = async (c, next) => (c.req.path === "/early" ? c.text("early") : next());
  const failing: MiddlewareHandler = async (c, next) => {
    if (c.req.path === "/failing") throw new Error("failed");
    await next();
  };
  app.use("*", asOne(early, step("a"), step("b"), failing), step("c"));
  app.get("/", (c) => c.text("handled"));
  app.get("/thrown", () => {
    throw new Error("thrown");
  });

  it.each([
    ["/", 200, "handled", "a in, b in, c in, c out, b out, a out"],
    ["/early", 200, "early", ""],
    ["/failing", 500, "failed", "a in, b in"],
    ["/thrown", 500, "thrown", "a in, b in, c in, c out, b out, a out"],
  ])("run in their order around %s", async (path, status, text, order) => {
    steps.length = 0;
    const response = await app.request(path);
    expect([response.status, await response.text(), steps.join(", ")]).toEqual([status, text, order]);
  });
});
