import type { DynamicModule, MiddlewareConsumer } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { Test } from "@nestjs/testing";
import { afterEach, describe, expect, test } from "vitest";
import { boundary, type Occurrence } from "../../server/index.ts";
import { ErrataModule } from "./index.ts";
import { apps, closeApps, OrdersController, platforms, shop, start } from "./testing/index.ts";

afterEach(closeApps);

describe.each(platforms)("on %s", (_platform, adapter) => {
  test("middlewares of Nest see the context of the request", async () => {
    class ObservedModule {
      configure(consumer: MiddlewareConsumer): void {
        consumer
          .apply((request: any, response: any, next: () => void) => {
            response.setHeader("x-seen", request.errata.requestId);
            next();
          })
          .forRoutes("*path");
      }
    }
    const { call } = await start(adapter(), OrdersController, { module: { module: ObservedModule } });
    const { headers } = await call("/orders/1");
    expect(headers.get("x-seen")).toBe(headers.get("x-request-id"));
  });

  test("an app of @nestjs/testing, and a boundary that needs a provider, are protected", async () => {
    const occurrences: Occurrence[] = [];
    class Recorder {
      record = (occurrence: Occurrence): void => void occurrences.push(occurrence);
    }
    const recorderModule = { module: class RecorderModule {}, providers: [Recorder], exports: [Recorder] };
    const testing = await Test.createTestingModule({
      imports: [
        ErrataModule.forRootAsync({
          imports: [recorderModule],
          inject: [Recorder],
          useFactory: async ({ record }: Recorder) => boundary(shop, { record }),
        }),
      ],
      controllers: [OrdersController],
    }).compile();
    const app = testing.createNestApplication(adapter() as ExpressAdapter, { logger: false });
    apps.push(app);
    await app.listen(0, "127.0.0.1");
    const response = await fetch(`http://127.0.0.1:${app.getHttpServer().address().port}/orders/7`);
    expect([response.status, response.headers.get("errata-code")]).toEqual([404, "ORDER_NOT_FOUND"]);
    expect(occurrences).toHaveLength(1);
  });

  test("requests that are not HTTP get an error of the contract", async () => {
    const { app } = await start(adapter(), OrdersController);
    const { connect } = await import("node:net");
    const socket = connect(app.getHttpServer().address().port, "127.0.0.1");
    socket.write("BAD\r\n\r\n");
    let reply = "";
    for await (const chunk of socket.setEncoding("utf8")) reply += chunk;
    expect(reply).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"MALFORMED_REQUEST"/);
  });

  test("a response during the shutdown, and the end of the app, are Nest's", async () => {
    const { app, call } = await start(adapter(), OrdersController, { options: { return503OnClosing: true } as never });
    app.enableShutdownHooks();
    expect(await call("/orders/1")).toMatchObject({ status: 200 });
    await app.close();
    apps.splice(0);
    await expect(call("/orders/1")).rejects.toThrow("fetch failed");
  });
});

test("a second boundary for the same app is an error, the same one again is not", async () => {
  const shopBoundary = boundary(shop, { warn: () => undefined });
  const create = async (second: DynamicModule) => {
    const root = { module: class AppModule {}, imports: [ErrataModule.forRoot(shopBoundary), second] };
    const app = await NestFactory.create(root, new ExpressAdapter(), { logger: false, abortOnError: false });
    apps.push(app);
    return app.init();
  };
  await expect(create(ErrataModule.forRoot(boundary(shop)))).rejects.toThrow("ERRATA_NEST_TWICE");
  await create(ErrataModule.forRoot(shopBoundary));
});

test("a platform that is neither Express nor Fastify is an error", async () => {
  class OtherAdapter extends ExpressAdapter {
    override getType(): string {
      return "other";
    }
  }
  const root = { module: class AppModule {}, imports: [ErrataModule.forRoot(boundary(shop))] };
  const app = await NestFactory.create(root, new OtherAdapter(), { logger: false, abortOnError: false });
  apps.push(app);
  await expect(app.init()).rejects.toThrow(
    'ERRATA_NEST_PLATFORM: expected an app on Express or Fastify, received "other"',
  );
});

test("an app without a server starts", async () => {
  const root = { module: class AppModule {}, imports: [ErrataModule.forRoot(boundary(shop))] };
  const context = await NestFactory.createApplicationContext(root, { logger: false });
  await context.close();
});
