import {
  Body,
  Controller,
  type DynamicModule,
  Get,
  type INestApplication,
  type NestApplicationOptions,
  NotFoundException,
  Param,
  Post,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { z } from "zod";
import { type AnyContract, contract } from "../../../contract/index.ts";
import { type BoundaryOptions, boundary, type Occurrence } from "../../../server/index.ts";
import { ErrataModule } from "../index.ts";

/** A contract whose codes the tests expect. */
export const shop: AnyContract & { readonly error: { ORDER_NOT_FOUND(): Error } } = contract({
  name: "shop",
  version: "1.0.0",
  envelope: { error: { code: "$code", details: "$details?" } },
  errors: {
    ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "No such order." },
    INVALID: {
      kind: "validation_failed",
      when: "A field is invalid.",
      message: "Invalid.",
      details: z.array(z.object({ field: z.string(), code: z.string() })),
    },
    DOWN: { kind: "unavailable", when: "A dependency is down.", message: "Try again." },
    FAILED: { kind: "internal", when: "A bug.", message: "Something went wrong." },
  },
  operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"], "POST /orders": [] },
  always: ["INVALID", "DOWN", "FAILED"],
  conditions: { unavailable: "DOWN" },
});

/** The platforms of Nest. */
export const platforms: readonly (readonly [string, () => ExpressAdapter | FastifyAdapter])[] = [
  ["Express", () => new ExpressAdapter()],
  ["Fastify", () => new FastifyAdapter()],
];
/** Apps that are closed after the test. */
export const apps: INestApplication[] = [];

/** Closes the apps of a test. */
export async function closeApps(): Promise<void> {
  for (const app of apps.splice(0)) await app.close();
}

/** Settings of an app. */
export interface Setup {
  readonly module?: Partial<DynamicModule>;
  readonly options?: NestApplicationOptions;
  readonly boundary?: BoundaryOptions;
  /** Runs before the app listens. */
  readonly prepare?: (app: INestApplication) => void;
}

/** An app that listens, and what a test observes of it. */
export interface StartedApp {
  readonly app: INestApplication;
  call(path: string, init?: RequestInit): Promise<Reply>;
  /** Sends JSON with POST. */
  send(path: string, body: string): Promise<Reply>;
  readonly occurrences: Occurrence[];
  readonly warnings: string[];
}

/** A response that has been read. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  readonly code: string | null;
}

/** Starts an app with one controller. */
export async function start(
  adapter: ExpressAdapter | FastifyAdapter,
  controller: new () => object,
  setup: Setup = {},
): Promise<StartedApp> {
  const occurrences: Occurrence[] = [];
  const warnings: string[] = [];
  const shopBoundary = boundary(shop, {
    record: (occurrence) => occurrences.push(occurrence),
    warn: (message) => warnings.push(message),
    ...setup.boundary,
  });
  const root: DynamicModule = {
    module: class AppModule {},
    controllers: [controller],
    ...setup.module,
    imports: [ErrataModule.forRoot(shopBoundary)],
  };
  const app = await NestFactory.create(root, adapter, { logger: false, ...setup.options });
  setup.prepare?.(app);
  apps.push(app);
  await app.listen(0, "127.0.0.1");
  const { port } = app.getHttpServer().address();
  const call = async (path: string, init: RequestInit = {}): Promise<Reply> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
    const text = await response.text().catch(() => "cut");
    return { status: response.status, text, headers: response.headers, code: response.headers.get("errata-code") };
  };
  const send = (path: string, body: string) =>
    call(path, { method: "POST", body, headers: { "content-type": "application/json" } });
  return { app, call, send, occurrences, warnings };
}

/** Serves the operations of the contract. */
@Controller("orders")
export class OrdersController {
  @Get(":orderId")
  find(@Param("orderId") orderId: string): object {
    if (orderId === "1") return { orderId };
    if (orderId === "2") throw new Error("hunter2");
    if (orderId === "3") throw new NotFoundException("hunter2");
    throw shop.error.ORDER_NOT_FOUND();
  }

  @Post()
  create(@Body() body: unknown): unknown {
    return body;
  }
}
