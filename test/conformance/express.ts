import { createServer } from "node:http";
import cors from "cors";
import { apiKeyAuth, expressBoundary, idempotent, rateLimiter, requireScopes } from "errata/express";
import type { Boundary } from "errata/server";
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
// @ts-expect-error Only the types of Express 5 are installed.
import express4 from "express4";
import multer from "multer";
import type { Framework, RunningApp } from "./framework.ts";
import type { Guards } from "./guarded-shop.ts";
import { listen } from "./node-server.ts";
import { emptyOrder } from "./rows.ts";
import { NewOrder, origin, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

const notRead = "express.json() does not read an empty body or one of another type, so the validator rejects it.";
const common = {
  adapter: "errata/express",
  lacks: { response: "Express has no response schemas." },
  differs: {
    "empty-json": { expect: emptyOrder, because: notRead },
    "wrong-type": { expect: emptyOrder, because: notRead },
    "options-unknown": {
      expect: { status: 204, code: undefined },
      because: "The CORS middleware responds to OPTIONS of every path.",
    },
  },
} as const;

/** Express 5, with errata/express. */
export const express5: Framework = {
  ...common,
  name: "Express 5",
  start: (boundary) => start(express(), express, boundary),
  startGuarded: (boundary, guards) => startGuarded(express(), express, boundary, guards),
};

/** Express 4, with errata/express. */
export const express4Framework: Framework = {
  ...common,
  name: "Express 4",
  start: (boundary) => start(express4(), express4, boundary),
  startGuarded: (boundary, guards) => startGuarded(express4(), express4, boundary, guards),
};

function start(app: Express, { json, Router }: typeof express, boundary: Boundary | undefined): Promise<RunningApp> {
  if (boundary !== undefined) expressBoundary(app, boundary);
  app.use(cors({ origin }), json());
  addRoutes(app);
  app.use("/sub", Router().get("/ok", respondOk));
  app.use(handleError);
  return listen(boundary === undefined ? createServer(app) : app.listen(0, "127.0.0.1"));
}

function startGuarded(
  app: Express,
  { json }: typeof express,
  boundary: Boundary,
  { keys, limit, scopes, gate, once, createOrder, fileAt }: Guards,
): Promise<RunningApp> {
  expressBoundary(app, boundary);
  app.use(cors({ origin }), apiKeyAuth({ guard: keys }), rateLimiter({ limit }));
  app.use(requireScopes({ scopes, gate, unlisted: "allow" }), json());
  app.use(({ path }, response, next) => {
    const file = fileAt(path);
    if (file === undefined) next();
    else response.send(file);
  });
  app.get("/orders/:orderId", (_request, response) => void response.json({}));
  app.post("/orders", idempotent({ guard: once }), async ({ body }, response) => {
    response.status(201).json(await createOrder(body));
  });
  return listen(app.listen(0, "127.0.0.1"));
}

const respondOk: RequestHandler = (_request, response) => void response.json({ ok: true });
const failSync: RequestHandler = () => {
  throw new Error(secret);
};
const failLater: RequestHandler = async () => throwNamed("async");

const handleError: ErrorRequestHandler = (error, request, response, next) => {
  if (request.path === "/handled") return void response.json({ handled: true });
  if (request.path === "/handler-fails") throw new Error(secret);
  next(error);
};

function addRoutes(app: Express): void {
  app.use("/middleware", failSync);
  app.get("/middleware", respondOk);
  app.get("/hook", failLater, respondOk);
  app.get("/handled", failSync);
  app.get("/handler-fails", failSync);
  app.get("/ok", respondOk);
  app.post("/echo", (request, response) => void response.json(request.body));
  app.post("/orders", (request, response) => void response.status(201).json(NewOrder.parse(request.body ?? {})));
  app.get("/orders/:orderId", ({ params }) => {
    throw shop.error.ORDER_NOT_FOUND({ orderId: params.orderId });
  });
  app.get("/throw/:what", async ({ params }) => throwNamed(params.what));
  app.get("/returned/conflict", (_request, response) => void response.status(409).json({ secret }));
  app.get("/returned/text", (_request, response) => void response.status(500).send(secret));
  app.get("/unserialisable", (_request, response) => void response.json({ count: 1n }));
  app.get("/late", (_request, response) => {
    response.write("partial");
    throw new Error(secret);
  });
  app.get(["/events", "/broken-events"], async ({ path }, response) => {
    response.type("text/event-stream");
    for await (const event of numbers(path === "/broken-events")) response.write(event);
    response.end();
  });
  app.get("/hang", async () => hang());
  const upload = multer({ storage: multer.memoryStorage() }).any();
  app.post(
    "/upload",
    upload,
    ({ files }, response) => void response.json({ files: Array.isArray(files) ? files.length : 0 }),
  );
}
