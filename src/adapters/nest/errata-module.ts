import type { DynamicModule, InjectionToken, ModuleMetadata, OptionalFactoryDependency } from "@nestjs/common";
import { HttpAdapterHost, ModulesContainer } from "@nestjs/core";
import { requireBoundary } from "../../contract/faults/arguments.ts";
import type { Boundary } from "../../server/adapter.ts";
import { NestSetup } from "./nest-setup.ts";

/** Options of `ErrataModule.forRootAsync`. */
export interface ErrataModuleOptions {
  /** Modules that export what the factory needs. @default none */
  readonly imports?: ModuleMetadata["imports"];
  /** Providers that are passed to the factory. @default none */
  readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[] | undefined;
  /** Creates the boundary, from what `inject` names. */
  readonly useFactory: (...dependencies: never[]) => Boundary | Promise<Boundary>;
}

const boundaryToken = Symbol("errata.boundary");

/**
 * Protects a Nest app with a boundary: request ids, limits, unknown routes, 405 with Allow, OPTIONS, body parsers, and every
 * exception that the app's own filters do not handle. Works on Express and on Fastify, and in apps of `@nestjs/testing`.
 *
 * A filter that extends `BaseExceptionFilter` passes an exception on to the boundary with `super.catch(exception, host)`.
 * Exceptions of microservices, gateways and GraphQL resolvers are left to Nest.
 *
 * @example
 * ```ts
 * import { Controller, Get, Module } from "@nestjs/common";
 * import { contract } from "errata";
 * import { ErrataModule } from "errata/nest";
 * import { boundary } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 *
 * @Controller("orders")
 * class OrdersController {
 *   @Get(":orderId")
 *   find() {
 *     throw shop.error.ORDER_NOT_FOUND();
 *   }
 * }
 *
 * @Module({ imports: [ErrataModule.forRoot(boundary(shop))], controllers: [OrdersController] })
 * export class AppModule {}
 * ```
 */
// biome-ignore lint/complexity/noStaticOnlyClass: Nest identifies a module by its class.
export class ErrataModule {
  /**
   * Protects the app that imports the module. Import it once, in the root module.
   *
   * @throws TypeError ERRATA_NEST_PLATFORM if the app runs on another platform than Express and Fastify
   * @throws TypeError ERRATA_NEST_TWICE if the app has another boundary already
   */
  static forRoot(boundary: Boundary): DynamicModule {
    requireBoundary("ErrataModule.forRoot", boundary);
    return ErrataModule.forRootAsync({ useFactory: () => boundary });
  }

  /** Protects the app with a boundary that other providers are needed for, such as a logger. Like `forRoot` otherwise. */
  static forRootAsync({ imports = [], inject = [], useFactory }: ErrataModuleOptions): DynamicModule {
    return {
      module: ErrataModule,
      imports,
      providers: [
        {
          provide: boundaryToken,
          useFactory: useFactory as (...dependencies: unknown[]) => unknown,
          inject: [...inject],
        },
        {
          provide: NestSetup,
          useFactory: (host: HttpAdapterHost, modules: ModulesContainer, boundary: Boundary) =>
            new NestSetup(host, modules, boundary),
          inject: [HttpAdapterHost, ModulesContainer, boundaryToken],
        },
      ],
    };
  }
}
