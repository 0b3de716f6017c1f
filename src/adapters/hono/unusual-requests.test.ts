import { Hono } from "hono";
import { expect, test } from "vitest";
import { boundary } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { type BoundaryEnv, honoBoundary } from "./index.ts";

test("an object without headers in place of a Request is served, and gets the errors of the contract", async () => {
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop));
  app.get("/ok", (c) => c.text("ok"));
  app.get("/fails", () => {
    throw new Error("hunter2");
  });
  const statusOf = async (path: string): Promise<number> =>
    (await app.fetch({ url: `http://x${path}`, method: "GET" } as Request)).status;
  expect([await statusOf("/ok"), await statusOf("/fails"), await statusOf("/nothing")]).toEqual([200, 500, 404]);
});
