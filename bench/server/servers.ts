import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { nodeListener } from "errata/node";
import { boundary } from "errata/server";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";

/** Name of one of the servers. */
export type ServerName =
  | "raw node:http, constant body"
  | "raw node:http, throw + stringify, no stack"
  | "Errata on node:http"
  | "Hono, HTTPException + onError"
  | "Errata on Hono";

/** The servers that are compared; each answers every request with the same 404 body, as its users would write it. */
export const servers: Readonly<Record<ServerName, () => Server>> = {
  "raw node:http, constant body": rawConstant,
  "raw node:http, throw + stringify, no stack": rawThrow,
  "Errata on node:http": errataOnNode,
  "Hono, HTTPException + onError": idiomaticHono,
  "Errata on Hono": errataOnHono,
};

const message = "Render was not found.";
const api = contract({
  name: "renders",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message" } },
  errors: { RENDER_NOT_FOUND: { kind: "not_found", when: "No render has the id.", message } },
  operations: { "GET /renders/{renderId}": ["RENDER_NOT_FOUND"] },
});

class NotFoundError extends Error {
  readonly code = "RENDER_NOT_FOUND";
  readonly status = 404;
}

function rawConstant(): Server {
  const body = JSON.stringify({ error: { code: "RENDER_NOT_FOUND", message } });
  return createServer((_request, response) => {
    response
      .writeHead(404, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) })
      .end(body);
  });
}

/** The leanest thing that a careful person writes by hand: an async handler that throws, a catch that stringifies. */
function rawThrow(): Server {
  const handler = async (): Promise<void> => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      throw new NotFoundError(message);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
  return createServer((_request, response) => {
    handler().catch((error: NotFoundError) => {
      const body = JSON.stringify({ error: { code: error.code, message: error.message } });
      response
        .writeHead(error.status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) })
        .end(body);
    });
  });
}

function errataOnNode(): Server {
  const handler = async (): Promise<void> => {
    throw api.error.RENDER_NOT_FOUND();
  };
  return createServer(nodeListener(boundary(api), handler));
}

function idiomaticHono(): Server {
  const app = new Hono();
  app.get("/renders/:renderId", async () => {
    throw new HTTPException(404, { message });
  });
  app.onError((error, c) =>
    error instanceof HTTPException
      ? c.json({ error: { code: "RENDER_NOT_FOUND", message: error.message } }, error.status)
      : c.json({ error: { code: "INTERNAL_ERROR", message: "Internal server error." } }, 500),
  );
  return createAdaptorServer({ fetch: app.fetch }) as Server;
}

function errataOnHono(): Server {
  const app = new Hono<BoundaryEnv>();
  honoBoundary(app, boundary(api));
  app.get("/renders/:renderId", async () => {
    throw api.error.RENDER_NOT_FOUND();
  });
  return createAdaptorServer({ fetch: app.fetch }) as Server;
}
