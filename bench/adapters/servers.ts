import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { node } from "@elysiajs/node";
import createFastifyError from "@fastify/error";
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  Get,
  HttpException,
  NotFoundException,
  Param,
  UnauthorizedException,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { type AnyElysia, Elysia } from "elysia";
import { contract } from "errata";
import { elysiaBoundary } from "errata/elysia";
import { expressBoundary } from "errata/express";
import { fastifyBoundary } from "errata/fastify";
import { koaBoundary } from "errata/koa";
import { ErrataModule } from "errata/nest";
import { boundary } from "errata/server";
import express, { type ErrorRequestHandler, type Express } from "express";
import { type FastifyInstance, fastify } from "fastify";
import createHttpError from "http-errors";
import Koa from "koa";

/** Servers by name, as their users would write them: three middlewares (CORS, security headers, API key) and one route. */
export const servers: Readonly<Record<string, () => Server>> = {
  "Express, http-errors + error middleware": () => idiomaticExpress(),
  "Express with request ids": () => idiomaticExpress(addRequestId),
  "Errata on Express": errataOnExpress,
  "Fastify, @fastify/error": () => serverOf(addFastifyRoutes(fastify(), () => new RenderNotFound())),
  "Fastify with request ids": () => {
    const app = fastify();
    app.addHook("onRequest", (_request, reply, done) => {
      reply.header("x-request-id", randomUUID());
      done();
    });
    return serverOf(addFastifyRoutes(app, () => new RenderNotFound()));
  },
  "Errata on Fastify": () =>
    serverOf(addFastifyRoutes(fastifyBoundary(fastify(), boundary(api)), () => api.error.RENDER_NOT_FOUND())),
  "Nest, HttpException + exception filter": () => idiomaticNest(),
  "Nest with request ids": () => idiomaticNest(addRequestId),
  "Errata on Nest": errataOnNest,
  "Koa, http-errors + error middleware": () => idiomaticKoa(),
  "Koa with request ids": () => idiomaticKoa(addRequestId),
  "Errata on Koa": errataOnKoa,
  "Elysia, error class + onError": () => idiomaticElysia(),
  "Elysia with request ids": () => idiomaticElysia(() => ({ "x-request-id": randomUUID() })),
  "Errata on Elysia": () =>
    elysiaServer(
      addElysiaRoutes(new Elysia({ adapter: node() }).use(elysiaBoundary(boundary(api))), () =>
        api.error.RENDER_NOT_FOUND(),
      ),
    ),
};

/** Key that the servers require. */
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
const codeByStatus: Readonly<Record<number, string>> = { 401: "INVALID_API_KEY", 404: "RENDER_NOT_FOUND" };
const keys = new Map([[apiKey, "acme"]]);
const RenderNotFound = createFastifyError("RENDER_NOT_FOUND", message, 404);

/** Sets the headers of CORS. */
function allowOrigin(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("Access-Control-Allow-Origin", "*");
}

/** Sets the headers that browsers protect pages with. */
function secureHeaders(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "SAMEORIGIN");
  response.setHeader("Referrer-Policy", "no-referrer");
}

function addRequestId(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("X-Request-Id", randomUUID());
}

function hasKey({ headers }: IncomingMessage): boolean {
  return keys.has(headers.authorization?.split(" ")[1] ?? "");
}

function addExpressRoutes(app: Express, notFound: () => Error, invalidKey: () => Error): Express {
  app.use((request, response, next) => {
    allowOrigin(request, response);
    next();
  });
  app.use((request, response, next) => {
    secureHeaders(request, response);
    next();
  });
  app.use((request, _response, next) => next(hasKey(request) ? undefined : invalidKey()));
  app.get("/renders/:renderId", async ({ params }, response) => {
    if (params.renderId !== render.id) throw notFound();
    response.json(render);
  });
  return app;
}

/** @param before runs first for every request */
function idiomaticExpress(before?: typeof addRequestId): Server {
  const base = express();
  if (before !== undefined)
    base.use((request, response, next) => {
      before(request, response);
      next();
    });
  const app = addExpressRoutes(
    base,
    () => createHttpError(404, message),
    () => createHttpError(401, "Invalid API key."),
  );
  const onError: ErrorRequestHandler = (error, _request, response, _next) => {
    const { status = 500, message: text } = error as { readonly status?: number; readonly message: string };
    response.status(status).json({ error: { code: codeByStatus[status], message: text } });
  };
  return createServer(app.use(onError));
}

function errataOnExpress(): Server {
  const app = expressBoundary(express(), boundary(api));
  return createServer(
    addExpressRoutes(
      app,
      () => api.error.RENDER_NOT_FOUND(),
      () => api.error.INVALID_API_KEY(),
    ),
  );
}

function addFastifyRoutes(app: FastifyInstance, notFound: () => Error): FastifyInstance {
  app.addHook("onRequest", (_request, reply, done) => {
    reply.header("access-control-allow-origin", "*");
    done();
  });
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers({
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "referrer-policy": "no-referrer",
    });
    done();
  });
  app.addHook("onRequest", ({ raw }, _reply, done) => done(hasKey(raw) ? undefined : api.error.INVALID_API_KEY()));
  app.get<{ Params: { renderId: string } }>("/renders/:renderId", async ({ params }) => {
    if (params.renderId !== render.id) throw notFound();
    return render;
  });
  return app;
}

/** A server that waits for the app's plugins when it listens. */
function serverOf(app: FastifyInstance): Server {
  const { server } = app;
  const listen = server.listen.bind(server) as (...args: readonly unknown[]) => Server;
  server.listen = ((...args: readonly unknown[]) => {
    void app.ready().then(() => listen(...args));
    return server;
  }) as typeof server.listen;
  return server;
}

function addKoaRoutes(app: Koa, notFound: (ctx: Koa.Context) => Error): Koa {
  app.use((ctx, next) => {
    allowOrigin(ctx.req, ctx.res);
    return next();
  });
  app.use((ctx, next) => {
    secureHeaders(ctx.req, ctx.res);
    return next();
  });
  app.use((ctx, next) => {
    if (!hasKey(ctx.req)) throw api.error.INVALID_API_KEY();
    return next();
  });
  app.use(async (ctx) => {
    if (ctx.path !== `/renders/${render.id}`) throw notFound(ctx);
    ctx.body = render;
  });
  return app;
}

/** @param before runs first for every request */
function idiomaticKoa(before?: typeof addRequestId): Server {
  const app = new Koa();
  if (before !== undefined)
    app.use((ctx, next) => {
      before(ctx.req, ctx.res);
      return next();
    });
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const { status = 500, message: text } = error as { readonly status?: number; readonly message: string };
      ctx.status = status;
      ctx.body = { error: { code: codeByStatus[status], message: text } };
    }
  });
  return createServer(addKoaRoutes(app, () => createHttpError(404, message)).callback());
}

function errataOnKoa(): Server {
  const app = koaBoundary(new Koa(), boundary(api));
  return createServer(addKoaRoutes(app, () => api.error.RENDER_NOT_FOUND()).callback());
}

/** The filter of a Nest app that sends its errors in one form. */
@Catch(HttpException)
class EnvelopeFilter implements ExceptionFilter {
  catch(exception: HttpException, host: ArgumentsHost): void {
    const status = exception.getStatus();
    const { message: text } = exception;
    host
      .switchToHttp()
      .getResponse()
      .status(status)
      .json({ error: { code: codeByStatus[status], message: text } });
  }
}

function nestModule(notFound: () => Error, imports: DynamicModule["imports"] = []): DynamicModule {
  @Controller("renders")
  class RendersController {
    @Get(":renderId")
    async find(@Param("renderId") renderId: string): Promise<object> {
      if (renderId !== render.id) throw notFound();
      return render;
    }
  }
  return { module: class AppModule {}, imports, controllers: [RendersController] };
}

/** A server whose Nest app is created when it listens. */
function nestServer(
  module: DynamicModule,
  invalidKey: () => Error,
  filters: readonly ExceptionFilter[] = [],
  before?: typeof addRequestId,
): Server {
  const server = createServer();
  const listen = server.listen.bind(server) as (...args: readonly unknown[]) => Server;
  server.listen = ((...args: readonly unknown[]) => {
    void NestFactory.create(module, { logger: false }).then(async (app) => {
      for (const prepare of [...(before === undefined ? [] : [before]), allowOrigin, secureHeaders])
        app.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
          prepare(request, response);
          next();
        });
      app.use((request: IncomingMessage, _response: ServerResponse, next: (error?: Error) => void) =>
        next(hasKey(request) ? undefined : invalidKey()),
      );
      app.useGlobalFilters(...filters);
      await app.init();
      server.on("request", app.getHttpAdapter().getInstance());
      listen(...args);
    });
    return server;
  }) as typeof server.listen;
  return server;
}

function idiomaticNest(before?: typeof addRequestId): Server {
  return nestServer(
    nestModule(() => new NotFoundException(message)),
    () => new UnauthorizedException("Invalid API key."),
    [new EnvelopeFilter()],
    before,
  );
}

function errataOnNest(): Server {
  return nestServer(
    nestModule(() => api.error.RENDER_NOT_FOUND(), [ErrataModule.forRoot(boundary(api))]),
    () => api.error.INVALID_API_KEY(),
  );
}

class ElysiaRenderNotFound extends Error {
  readonly status = 404;
}

/** @param headers headers of every response */
function idiomaticElysia(headers?: () => Readonly<Record<string, string>>): Server {
  const app = new Elysia({ adapter: node() }).onError(({ error, set }) => {
    const { status = 500, message: text } = error as { readonly status?: number; readonly message: string };
    set.status = status;
    return { error: { code: codeByStatus[status], message: text } };
  });
  if (headers !== undefined)
    app.onRequest(({ set }) => {
      Object.assign(set.headers, headers());
    });
  return elysiaServer(addElysiaRoutes(app, () => new ElysiaRenderNotFound(message)));
}

function addElysiaRoutes(app: AnyElysia, notFound: () => Error): AnyElysia {
  return app
    .onRequest(({ set }) => {
      set.headers["access-control-allow-origin"] = "*";
    })
    .onRequest(({ set }) => {
      Object.assign(set.headers, {
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "no-referrer",
      });
    })
    .onRequest(({ request }) => {
      if (!keys.has(request.headers.get("authorization")?.split(" ")[1] ?? "")) throw api.error.INVALID_API_KEY();
    })
    .get("/renders/:renderId", async ({ params }) => {
      if (params.renderId !== render.id) throw notFound();
      return render;
    });
}

/** A server that Elysia creates when it listens. */
function elysiaServer(app: AnyElysia): Server {
  const server = createServer();
  server.listen = ((port: number, hostname: string, onListen: () => void) => {
    app.listen({ port, hostname }, (info) => {
      const { raw } = info as unknown as { readonly raw: { readonly node: { readonly server: Server } } };
      server.address = () => raw.node.server.address();
      if (raw.node.server.listening) onListen();
      else raw.node.server.once("listening", onListen);
    });
    return server;
  }) as typeof server.listen;
  return server;
}
