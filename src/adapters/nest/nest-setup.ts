import type { Server } from "node:http";
import { type HttpServer, type OnApplicationBootstrap, type OnModuleInit, StreamableFile } from "@nestjs/common";
import type { HttpAdapterHost, ModulesContainer } from "@nestjs/core";
import { compareRoutes, expressBoundary } from "errata/express";
import { fastifyBoundary } from "errata/fastify";
import type { Boundary } from "../../server/adapter.ts";
import { handleClientErrors, reportRoutes, responderOf } from "../shared/index.ts";
import { noteOriginal, noteUnrouted, patchFilter } from "./patch-filter.ts";
import { reportErrorsOfEvents } from "./sse-errors.ts";

/** The members of Nest's adapters that are used here. */
type Adapter = HttpServer & { getType(): string; getInstance(): never; getHttpServer(): Server };
type Handler = (...args: readonly unknown[]) => unknown;

const protectedApps = new WeakMap<object, Boundary>();
/** Files whose errors the app handles itself. */
const handledFiles = new WeakSet<StreamableFile>();
const { setErrorHandler } = StreamableFile.prototype;

/** Protects a Nest app once its platform is known: in tests that is after its modules have been created. */
export class NestSetup implements OnModuleInit, OnApplicationBootstrap {
  private readonly modules: ModulesContainer;
  private readonly boundary: Boundary;
  private adapter: Adapter | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor(host: HttpAdapterHost, modules: ModulesContainer, boundary: Boundary) {
    this.modules = modules;
    this.boundary = boundary;
    host.init$.subscribe(() => {
      const adapter = host.httpAdapter as unknown as Adapter | null | undefined;
      // An app of microservices only has none.
      if (adapter === null || adapter === undefined) return;
      try {
        this.protect(adapter);
      } catch (error) {
        // Thrown here, it would end the process.
        this.failure = { error };
      }
    });
  }

  onModuleInit(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  /** The routes exist by now, and the server of Express. */
  onApplicationBootstrap(): void {
    const { adapter, boundary } = this;
    if (adapter?.getType() !== "express") return;
    handleClientErrors(adapter.getHttpServer(), boundary);
    reportRoutes(boundary, () => compareRoutes(adapter.getInstance(), boundary));
  }

  private protect(adapter: Adapter): void {
    const { boundary } = this;
    const app: object = adapter.getInstance();
    const protectedBy = protectedApps.get(app);
    if (protectedBy === boundary) return;
    if (protectedBy !== undefined) throw twice();
    protectedApps.set(app, boundary);
    this.adapter = adapter;
    const platform = adapter.getType();
    if (platform === "express") protectExpress(adapter, boundary);
    else if (platform === "fastify") fastifyBoundary(adapter.getInstance(), boundary);
    else throw unknownPlatform(platform);
    noteHandlers(adapter);
    patchFilter();
    reportErrorsOfEvents(this.modules);
  }
}

function protectExpress(adapter: Adapter, boundary: Boundary): void {
  expressBoundary(adapter.getInstance(), boundary);
  const { reply } = adapter;
  StreamableFile.prototype.setErrorHandler = function (handler) {
    handledFiles.add(this);
    return setErrorHandler.call(this, handler);
  };
  adapter.reply = (response, body, status) => {
    // Nest would respond with 400 to a file that cannot be read.
    if (body instanceof StreamableFile && !handledFiles.has(body))
      setErrorHandler.call(body, (error) => responderOf(response.req)?.respond(error));
    return reply.call(adapter, response, body, status);
  };
}

/** Wraps Nest's handlers of unknown paths and of errors, to distinguish their exceptions from those of the app. */
function noteHandlers(adapter: Adapter): void {
  const { setNotFoundHandler, setErrorHandler: setHandler } = adapter as unknown as Record<string, Handler>;
  Object.assign(adapter, {
    setNotFoundHandler(handler: Handler, prefix?: string) {
      const noted: Handler = (request, ...rest) => {
        noteUnrouted(request);
        return handler(request, ...rest);
      };
      // Nest would register a route for every path below the prefix, so that every method seemed to be allowed.
      if (adapter.getType() === "express" && prefix) return adapter.use(`/${prefix.replaceAll(/^\/|\/$/g, "")}`, noted);
      return setNotFoundHandler?.call(adapter, noted, prefix);
    },
    setErrorHandler(handler: Handler, prefix?: string) {
      // Express tells the handlers of errors by their four parameters.
      const noted = (error: unknown, request: unknown, response: unknown, next: unknown): unknown => {
        noteOriginal(request, error);
        return handler(error, request, response, next);
      };
      return setHandler?.call(adapter, noted, prefix);
    },
  });
}

function twice(): TypeError {
  return new TypeError(
    "ERRATA_NEST_TWICE: expected one ErrataModule in an app, received two with different boundaries. Import it in the root module only.",
  );
}

function unknownPlatform(platform: string): TypeError {
  return new TypeError(
    `ERRATA_NEST_PLATFORM: expected an app on Express or Fastify, received ${JSON.stringify(platform)?.slice(0, 80)}. ` +
      "Create it with @nestjs/platform-express or @nestjs/platform-fastify.",
  );
}
