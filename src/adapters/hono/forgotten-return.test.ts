import { Hono } from "hono";
import { expect, test } from "vitest";
import type { BoundaryEnv } from "./index.ts";
import { shopApp } from "./testing/index.ts";

test.each([
  ["served directly", "", (app: Hono<BoundaryEnv>): Pick<Hono<any>, "request"> => app],
  ["mounted with route()", "/shop", (app: Hono<BoundaryEnv>) => new Hono().route("/shop", app)],
  ["mounted twice", "/a/b", (app: Hono<BoundaryEnv>) => new Hono().route("/a", new Hono().route("/b", app))],
  ["mounted with mount()", "/shop", (app: Hono<BoundaryEnv>) => new Hono().mount("/shop", app.fetch)],
])("a handler that returns nothing causes the internal error in an app %s", async (_name, prefix, mount) => {
  const { app, occurrences } = shopApp({}, async (_c, next) => {
    await next();
  });
  app.get("/forgets", (c) => void c.json({ lost: true }) as unknown as Response);
  app.get("/forgets/later", async (c) => void (await Promise.resolve(c.json({ lost: true }))) as unknown as Response);
  for (const path of ["/forgets", "/forgets/later"]) expect((await mount(app).request(prefix + path)).status).toBe(500);
  expect((await mount(app).request(`${prefix}/orders`)).status).toBe(200);
  expect(occurrences.map(({ code }) => code)).toEqual(["INTERNAL", "INTERNAL"]);
});
