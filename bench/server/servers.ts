import { createServer, type Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { contract } from "errata";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { nodeListener } from "errata/node";
import { boundary } from "errata/server";
import { type Env, Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";

/** Name of a server. */
export type ServerName =
  | "node:http, throw + stringify"
  | "Errata on node:http"
  | "Hono, HTTPException + onError"
  | "Hono, HTTPException + requestId()"
  | "Errata on Hono"
  | "Hono without cors()"
  | "Errata on Hono without cors()";

/** The servers under test, as their users would write them. All return the same bodies. */
export const servers: Readonly<Record<ServerName, () => Server>> = {
  "node:http, throw + stringify": plainNode,
  "Errata on node:http": errataOnNode,
  "Hono, HTTPException + onError": () => idiomaticHono([cors(), secureHeaders()]),
  "Hono, HTTPException + requestId()": () => idiomaticHono([requestId(), cors(), secureHeaders()]),
  "Errata on Hono": () => errataOnHono([cors(), secureHeaders()]),
  "Hono without cors()": () => idiomaticHono([secureHeaders()]),
  "Errata on Hono without cors()": () => errataOnHono([secureHeaders()]),
};

/** Key that the Hono apps require. */
export const apiKey = "bench_live_4fK9xQ2mZ8vB1nT6yR3wL7pD5sH0jG2c";

const message = "Render was not found.";
const render = { id: "r_1", status: "done", url: "https://cdn.example.com/r_1.png" };
const api = contract({
  name: "renders",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message" } },
  errors: {
    RENDER_NOT_FOUND: { kind: "not_found", when: "No render has the id.", message },
    INVALID_API_KEY: { kind: "invalid_credential", when: "The key is unknown.", message: "Invalid API key." },
  },
  operations: { "GET /renders/{renderId}": ["RENDER_NOT_FOUND"] },
  always: ["INVALID_API_KEY"],
});

class NotFoundError extends Error {
  readonly code = "RENDER_NOT_FOUND";
  readonly status = 404;
}

/** The fastest version that one would write by hand: no stack, and one catch that stringifies. */
function plainNode(): Server {
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
  return createServer(
    nodeListener(boundary(api), async () => {
      throw api.error.RENDER_NOT_FOUND();
    }),
  );
}

/** @param middlewares registered before the key check */
function idiomaticHono(middlewares: readonly MiddlewareHandler[]): Server {
  const app = new Hono();
  app.onError((error, c) =>
    error instanceof HTTPException
      ? c.json({ error: { code: codeByStatus[error.status], message: error.message } }, error.status)
      : c.json({ error: { code: "INTERNAL_ERROR", message: "Internal server error." } }, 500),
  );
  addRoutes(app, middlewares, {
    notFound: () => new HTTPException(404, { message }),
    invalidKey: () => new HTTPException(401, { message: "Invalid API key." }),
  });
  return createAdaptorServer({ fetch: app.fetch }) as Server;
}

const codeByStatus: Readonly<Record<number, string>> = { 401: "INVALID_API_KEY", 404: "RENDER_NOT_FOUND" };

function errataOnHono(middlewares: readonly MiddlewareHandler[]): Server {
  const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(api));
  addRoutes(app, middlewares, {
    notFound: () => api.error.RENDER_NOT_FOUND(),
    invalidKey: () => api.error.INVALID_API_KEY(),
  });
  return createAdaptorServer({ fetch: app.fetch }) as Server;
}

/** Adds the middlewares, the key check and the route that both Hono apps have. */
function addRoutes<E extends Env>(
  app: Hono<E>,
  middlewares: readonly MiddlewareHandler[],
  errors: { readonly notFound: () => Error; readonly invalidKey: () => Error },
): void {
  app.use("*", ...middlewares, requireKey(errors.invalidKey));
  app.get("/renders/:renderId", async (c) => {
    if (c.req.param("renderId") !== render.id) throw errors.notFound();
    return c.json(render);
  });
}

function requireKey(invalidKey: () => Error): MiddlewareHandler {
  const keys = new Map([[apiKey, "acme"]]);
  return async (c, next) => {
    const [, key = ""] = c.req.header("authorization")?.split(" ") ?? [];
    if (!keys.has(key)) throw invalidKey();
    await next();
  };
}
