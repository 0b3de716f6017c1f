import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import * as onExpress from "errata/express";
import * as onFastify from "errata/fastify";
import * as onH3 from "errata/h3";
import { type BoundaryEnv, customAuth, honoBoundary } from "errata/hono";
import * as onKoa from "errata/koa";
import type { Boundary } from "errata/server";
import express from "express";
import { fastify } from "fastify";
import { H3 } from "h3";
import { toNodeHandler } from "h3/node";
import { Hono } from "hono";
import Koa from "koa";
import { expect, test } from "vitest";
import { send } from "./client.ts";
import type { RunningApp } from "./framework.ts";
import { listen } from "./node-server.ts";
import { shopBoundary } from "./shop.ts";

/** Starts an app whose guard reads the body, as one that verifies signatures does. */
type Start = (boundary: Boundary, count: (chunk: Uint8Array) => void) => Promise<RunningApp>;

const tenant = (): string => "acme";

const apps: readonly (readonly [string, Start])[] = [
  [
    "Express",
    async (boundary, count) => {
      const app = onExpress.expressBoundary(express(), boundary);
      app.use(onExpress.customAuth({ authenticate: (request) => readNode(request, count), tenant }));
      app.post("/orders", (_request, response) => void response.json({}));
      return await listen(app.listen(0, "127.0.0.1"));
    },
  ],
  [
    "Koa",
    async (boundary, count) => {
      const app = onKoa.koaBoundary(new Koa(), boundary);
      app.use(onKoa.customAuth({ authenticate: ({ req }) => readNode(req, count), tenant }));
      return await listen(app.listen(0, "127.0.0.1"));
    },
  ],
  [
    "Fastify",
    async (boundary, count) => {
      const app = onFastify.fastifyBoundary(fastify(), boundary);
      app.addHook("onRequest", onFastify.customAuth({ authenticate: ({ raw }) => readNode(raw, count), tenant }));
      app.post("/orders", async () => ({}));
      await app.listen({ port: 0, host: "127.0.0.1" });
      return await listen(app.server);
    },
  ],
  [
    "h3",
    async (boundary, count) => {
      const app = onH3.h3Boundary(new H3(), boundary);
      app
        .use(onH3.customAuth({ authenticate: ({ req }) => readFetch(req, count), tenant }))
        .post("/orders", () => ({}));
      return await listen(createServer(toNodeHandler(app)));
    },
  ],
  [
    "Hono",
    async (boundary, count) => {
      const app = honoBoundary(new Hono<BoundaryEnv>(), boundary);
      app.use("*", customAuth({ authenticate: (c) => readFetch(c.req.raw, count), tenant }));
      app.post("/orders", (c) => c.json({}));
      return await listen(createAdaptorServer({ fetch: app.fetch }) as Server);
    },
  ],
];

test.each(apps)(
  "a guard that reads the body gets at most maxBodyBytes of one that its request rejects, on %s",
  async (_name, start) => {
    let bytes = 0;
    const app = await start(shopBoundary().boundary, (chunk) => {
      bytes += chunk.byteLength;
    });
    for (const path of ["/orders", "/nothing"]) {
      const body = Buffer.alloc(300_000, "x");
      const reply = await send(app.port, path, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      expect(reply?.status).toBe(413);
    }
    expect(bytes).toBeLessThanOrEqual(2 * 1_000);
    await app.close();
  },
);

test("a handler that reads the stream of a body over the limit gets the error, also if it listens late, on Hono", async () => {
  const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary().boundary);
  app.post("/orders", async (c) => c.json(await readFetch(c.req.raw, () => undefined)));
  const server = await listen(createAdaptorServer({ fetch: app.fetch }) as Server);
  const body = new Blob([Buffer.alloc(300_000, "x")]).stream();
  const reply = await send(server.port, "/orders", { method: "POST", body, duplex: "half" } as RequestInit);
  expect(reply?.status).toBe(413);
  await server.close();
});

async function readNode(request: IncomingMessage, count: (chunk: Uint8Array) => void): Promise<object> {
  for await (const chunk of request) count(chunk as Uint8Array);
  return {};
}

async function readFetch({ body }: Request, count: (chunk: Uint8Array) => void): Promise<object> {
  for await (const chunk of body ?? []) count(chunk as Uint8Array);
  return {};
}
