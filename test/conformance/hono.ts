import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { sValidator } from "@hono/standard-validator";
import { type BoundaryEnv, honoBoundary, validationHook } from "errata/hono";
import { handleClientErrors } from "errata/node";
import { Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { partialThenError, stream } from "./fetch-app.ts";
import type { Framework } from "./framework.ts";
import { listen } from "./node-server.ts";
import { emptyOrder, undecodedPath } from "./rows.ts";
import { NewOrder, origin, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

/** Hono on @hono/node-server, with errata/hono. */
export const hono: Framework = {
  name: "Hono",
  adapter: "errata/hono",
  lacks: {
    response: "Hono has no response schemas.",
  },
  differs: {
    "wrong-type": {
      expect: emptyOrder,
      because:
        "Hono's validator takes a body of another type for an empty one. `readJsonBody` of errata/hono responds with 415.",
    },
    "head-error": {
      expect: { headers: { "errata-code": "ORDER_NOT_FOUND", "content-length": null } },
      because: "Hono's cors() changes the headers of the response, and the length of a changed response is not sent.",
    },
    "options-unknown": {
      expect: { status: 204, code: undefined },
      because: "The CORS middleware responds to OPTIONS of every path.",
    },
    "bad-escape": {
      expect: undecodedPath,
      because: "Hono does not decode an invalid escape, so the handler gets it as it was sent.",
    },
  },
  async start(boundary) {
    const app = new Hono<BoundaryEnv>();
    if (boundary !== undefined) honoBoundary(app, boundary);
    addRoutes(app, boundary !== undefined);
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    if (boundary !== undefined) handleClientErrors(server, boundary);
    return listen(server);
  },
};

/** @param isGuarded whether the validator uses the hook of errata/hono */
function addRoutes(app: Hono<BoundaryEnv>, isGuarded: boolean): void {
  const fail: MiddlewareHandler = () => {
    throw new Error(secret);
  };
  const failLater: MiddlewareHandler = async () => throwNamed("async");
  app.onError((thrown, c) => {
    if (c.req.path === "/handled") return c.json({ handled: true });
    if (c.req.path === "/handler-fails") throw new Error(secret);
    if (isGuarded) throw thrown;
    // An app without the adapter has to do what Hono's own handler does.
    if (!("getResponse" in thrown)) return c.text("Internal Server Error", 500);
    const response = thrown.getResponse();
    return c.newResponse(response.body, response);
  });
  app.use("*", cors({ origin }));
  app.get("/handled", () => throwNamed("error"));
  app.get("/handler-fails", () => throwNamed("error"));
  app.use("/middleware", fail);
  app.get("/middleware", (c) => c.json({}));
  app.get("/hook", failLater, (c) => c.json({}));
  app.get("/ok", (c) => c.json({ ok: true }));
  app.post("/echo", async (c) => c.json(await c.req.json()));
  const validator = isGuarded ? sValidator("json", NewOrder, validationHook) : sValidator("json", NewOrder);
  app.post("/orders", validator, (c) => c.json(c.req.valid("json"), 201));
  app.get("/orders/:orderId", (c) => {
    throw shop.error.ORDER_NOT_FOUND({ orderId: c.req.param("orderId") });
  });
  app.get("/throw/:what", async (c) => throwNamed(c.req.param("what")));
  app.get("/returned/conflict", (c) => c.json({ secret }, 409));
  app.get("/returned/text", (c) => c.text(secret, 500));
  app.get("/unserialisable", (c) => c.json({ count: 1n as unknown as number }));
  app.get("/late", () => stream(partialThenError(), "text/csv"));
  app.get("/events", () => stream(numbers(false), "text/event-stream"));
  app.get("/broken-events", () => stream(numbers(true), "text/event-stream"));
  app.get("/hang", async () => hang());
  app.post("/upload", async (c) => c.json({ files: Object.values(await c.req.parseBody()).length }));
  app.route(
    "/sub",
    new Hono().get("/ok", (c) => c.json({ ok: true })),
  );
}
