import { type OnApplicationBootstrap, type OnModuleInit, StreamableFile } from "@nestjs/common";
import type { HttpAdapterHost, ModulesContainer } from "@nestjs/core";
import { compareRoutes, expressBoundary } from "errata/express";
import { fastifyBoundary } from "errata/fastify";
import type { Boundary } from "../../server/adapter.ts";
import { handleClientErrors, reportRoutes, responderOf } from "../shared/index.ts";
import { type Adapter, noteHandlers, patchFilter } from "./exceptions.ts";
import { reportErrorsOfEvents } from "./sse-errors.ts";

const protectedApps = new WeakMap<object, Boundary>();
/** Files whose errors the app handles itself. */
const handledFiles = new WeakSet<StreamableFile>();
const { setErrorHandler } = StreamableFile.prototype;

/** Protects a Nest app once its platform is known: in tests that is after its modules have been created. */
export class NestSetup implements OnModuleInit, OnApplicationBootstrap {
  private readonly modules: ModulesContainer;
  private readonly boundary: Boundary;
  private adapter: Adapter | undefined;
  private failure: unknown;

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
        this.failure = error;
      }
    });
  }

  onModuleInit(): void {
    if (this.failure !== undefined) throw this.failure;
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
