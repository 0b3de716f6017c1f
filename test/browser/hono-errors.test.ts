import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { boundary } from "errata/server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchChromium } from "../../services/testing/chromium.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message" } },
  errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
  operations: { "POST /orders": ["SOLD_OUT"], "GET /orders": [] },
});

const servers: Server[] = [];
let browser: Browser;
let page: Page;
let apiUrl: string;

describe.skipIf(chromiumPath === undefined)(
  "errors of an app on Hono with cors(), in Chromium (/usr/bin/chromium) on a page of another origin",
  () => {
    beforeAll(async () => {
      const app = honoBoundary(
        new Hono<BoundaryEnv>(),
        boundary(shop, {
          maxUriLength: 1_000,
          maxBodyBytes: 100,
          operations: { "GET /orders": { produces: ["text/csv"] } },
        }),
      );
      app.use("*", cors({ origin: (origin) => origin, exposeHeaders: ["X-Request-Id", "Allow"] }));
      app.get("/orders", (c) => c.text(""));
      app.post("/orders", () => {
        throw shop.error.SOLD_OUT();
      });
      app.post("/fails", () => {
        throw new Error("a bug");
      });
      apiUrl = await listen(createAdaptorServer({ fetch: app.fetch }) as Server);
      const pageUrl = await listen(createServer((_request, response) => void response.end("<!doctype html>")));
      browser = await launchChromium();
      page = await browser.newPage();
      await page.goto(pageUrl);
    });
    afterAll(async () => {
      await browser?.close();
      for (const server of servers) server.close();
    });

    it.each([
      [404, "ROUTE_NOT_FOUND", "GET", "/nothing", undefined],
      [405, "METHOD_NOT_ALLOWED", "DELETE", "/orders", undefined],
      [406, "NOT_ACCEPTABLE", "GET", "/orders", undefined],
      [413, "BODY_TOO_LARGE", "POST", "/orders", "x".repeat(101)],
      [414, "URI_TOO_LONG", "GET", `/orders?${"x".repeat(1_000)}`, undefined],
      [409, "SOLD_OUT", "POST", "/orders", "{}"],
      [500, "INTERNAL_ERROR", "POST", "/fails", "{}"],
    ])("can be read: %i %s", async (status, code, method, path, body) => {
      const received = await page.evaluate(
        async ([url, init]) => {
          const response = await fetch(url, init);
          const { error } = await response.json();
          return [response.status, error.code, response.headers.get("x-request-id")?.length];
        },
        [
          apiUrl + path,
          {
            method,
            headers: { accept: "application/json", "content-type": "application/json" },
            ...(body && { body }),
          },
        ] as const,
      );
      expect(received).toEqual([status, code, 36]);
    });
  },
);

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
