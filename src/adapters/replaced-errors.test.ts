import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { brotliCompressSync, gzipSync } from "node:zlib";
import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { afterEach, describe, expect, test } from "vitest";
import { type Boundary, boundary, type Occurrence } from "../server/index.ts";
import { listen, shop } from "../server/testing/index.ts";
import { expressBoundary } from "./express/index.ts";
import { fastifyBoundary } from "./fastify/index.ts";
import { type BoundaryEnv, honoBoundary } from "./hono/index.ts";
import { koaBoundary } from "./koa/index.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close().closeAllConnections();
});

/** Turns the body of an error into the one that a middleware sends in its place. */
type Replace = (body: string) => string | Buffer<ArrayBuffer>;
type Send = (method?: string) => Promise<Response>;

const codings: Readonly<Record<string, (body: string) => Buffer<ArrayBuffer>>> = {
  gzip: gzipSync,
  br: brotliCompressSync,
};

async function served(listener: RequestListener): Promise<Send> {
  const server = createServer(listener);
  open.push(server);
  const url = `http://127.0.0.1:${await listen(server)}/orders`;
  return (method = "GET") => fetch(url, { method });
}

/** Replaces what is passed to `end`, as middlewares do that patch Node's response. */
function patchEnd(response: ServerResponse, replace: Replace, coding?: string): void {
  const { end } = response;
  response.end = function ended(this: ServerResponse, body: string): ServerResponse {
    if (coding !== undefined) this.setHeader("content-encoding", coding);
    this.removeHeader("content-length");
    return Reflect.apply(end, this, [typeof body === "string" && body !== "" ? replace(body) : body]);
  } as never;
}

function fails(): never {
  throw new Error("hunter2");
}

/** Apps whose route throws, and in which a middleware replaces the body of every error. */
const apps: Readonly<Record<string, (boundary: Boundary, replace: Replace, coding?: string) => Promise<Send>>> = {
  async hono(shopBoundary, replace, coding) {
    const app = honoBoundary(new Hono<BoundaryEnv>(), shopBoundary);
    app.use("*", async (c, next) => {
      await next();
      const headers: Record<string, string> = coding === undefined ? {} : { "content-encoding": coding };
      if (c.error) c.res = c.newResponse(replace(await c.res.text()), 500, headers);
    });
    app.get("/orders", fails);
    return async (method = "GET") => app.request("/orders", { method });
  },
  async fastify(shopBoundary, replace, coding) {
    const app = fastifyBoundary(fastify(), shopBoundary);
    app.addHook("onSend", async (_request, reply, payload) => {
      if (coding !== undefined) reply.header("content-encoding", coding);
      reply.removeHeader("content-length");
      return typeof payload === "string" ? replace(payload) : payload;
    });
    app.get("/orders", fails);
    await app.ready();
    return served((request, response) => app.routing(request, response));
  },
  async express(shopBoundary, replace, coding) {
    const app = expressBoundary(express(), shopBoundary);
    app.use((_request, response, next) => {
      patchEnd(response, replace, coding);
      next();
    });
    app.get("/orders", fails);
    return served(app);
  },
  async koa(shopBoundary, replace, coding) {
    const app = koaBoundary(new Koa(), shopBoundary);
    app.use((ctx) => {
      patchEnd(ctx.res, replace, coding);
      fails();
    });
    return served(app.callback());
  },
};

function recorded(options: { readonly replaceUncatalogued?: boolean } = {}) {
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const shopBoundary = boundary(shop, {
    record: (occurrence) => occurrences.push(occurrence),
    warn: (message) => void (message.startsWith("ERRATA_UNCATALOGUED") && warnings.push(message)),
    ...options,
  });
  return { boundary: shopBoundary, occurrences, warnings };
}

describe.each(Object.entries(apps))("a middleware of %s that replaces the body of an error", (_name, serve) => {
  test("leaves a record and a warning", async () => {
    const { boundary: shopBoundary, occurrences, warnings } = recorded();
    const send = await serve(shopBoundary, () => '{"error":"hunter2"}');
    for (let times = 0; times < 2; times += 1) expect(await (await send()).text()).toBe('{"error":"hunter2"}');
    expect(occurrences.map(({ code, uncatalogued }) => [code, uncatalogued])).toEqual(
      Array(2)
        .fill([
          ["INTERNAL", false],
          ["HTTP_500", true],
        ])
        .flat(),
    );
    expect(occurrences[1]?.note).toBe("in place of INTERNAL, a middleware returned a response with status 500");
    expect(warnings).toHaveLength(1);
  });

  test("has the error sent after all if `replaceUncatalogued` is set", async () => {
    const { boundary: shopBoundary, occurrences } = recorded({ replaceUncatalogued: true });
    const response = await (await serve(shopBoundary, () => '{"error":"hunter2"}'))();
    const text = await response.text();
    expect([response.status, JSON.parse(text).error.message]).toEqual([500, "Something went wrong."]);
    expect([response.headers.get("errata-code"), response.headers.get("x-request-id")]).toEqual([
      "INTERNAL",
      occurrences[0]?.requestId,
    ]);
    expect(occurrences.map(({ uncatalogued }) => uncatalogued)).toEqual([false, true]);
  });

  test("can format it, and send another error of the contract, which is recorded too", async () => {
    const { boundary: shopBoundary, occurrences, warnings } = recorded({ replaceUncatalogued: true });
    const formatted = await serve(shopBoundary, (body) => JSON.stringify(JSON.parse(body), null, 2));
    expect(await (await formatted()).text()).toContain('\n  "ok": false');
    expect(occurrences.splice(0).map(({ code }) => code)).toEqual(["INTERNAL"]);
    const other = { ok: false, error: { code: "HTTP_500", message: "The request failed with status 500." } };
    await (await (await serve(shopBoundary, () => JSON.stringify(other)))()).text();
    expect([occurrences.length, warnings.length]).toEqual([2, 1]);
  });

  test.each(Object.keys(codings))("can compress it with %s", async (coding) => {
    const { boundary: shopBoundary, occurrences, warnings } = recorded({ replaceUncatalogued: true });
    const send = await serve(shopBoundary, (body) => codings[coding]?.(body) ?? body, coding);
    const response = await send();
    expect([response.status, response.headers.get("content-encoding")]).toEqual([500, coding]);
    expect([occurrences.map(({ code }) => code), warnings]).toEqual([["INTERNAL"], []]);
    const head = await send("HEAD");
    expect([head.status, occurrences.length, warnings]).toEqual([500, 2, []]);
  });
});
