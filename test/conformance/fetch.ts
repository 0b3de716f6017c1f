import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { handleClientErrors } from "errata/node";
import { handle } from "./fetch-app.ts";
import type { Framework } from "./framework.ts";
import { listen } from "./node-server.ts";
import { undecodedPath } from "./rows.ts";

/** A Fetch handler, as Bun, Deno and Workers serve it, behind `boundary.handle`. Here @hono/node-server serves it. */
export const fetchHandler: Framework = {
  name: "Fetch",
  adapter: "errata/server",
  lacks: {
    cors: "A Fetch handler has no CORS middleware.",
    middleware: "A Fetch handler has no middlewares.",
    hook: "A Fetch handler has no hooks.",
    handled: "A Fetch handler has no error handlers.",
    "handler-fails": "A Fetch handler has no error handlers.",
    response: "A Fetch handler has no response schemas.",
    preflight: "A Fetch handler has no CORS middleware.",
  },
  differs: {
    "bad-chunk": {
      expect: { status: 400, code: "MALFORMED_BODY" },
      because: "@hono/node-server ends a body that fails, so that the handler reads an empty one.",
    },
    "bad-escape": {
      expect: undecodedPath,
      because: "A Fetch request does not decode its path, so the handler gets it as it was sent.",
    },
  },
  async start(boundary) {
    const fetch =
      boundary === undefined ? handle : (request: Request): Promise<Response> => boundary.handle(request, handle);
    const server = createAdaptorServer({ fetch }) as Server;
    if (boundary !== undefined) handleClientErrors(server, boundary);
    return listen(server);
  },
};
