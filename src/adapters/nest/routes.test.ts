import { Controller, type ExecutionContext, Get, Version, VersioningType } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { afterEach, describe, expect, test } from "vitest";
import { contract } from "../../contract/index.ts";
import { boundary, type Occurrence } from "../../server/index.ts";
import { customAuth, ErrataModule, Operation, requireScopes } from "./index.ts";
import { apps, closeApps, OrdersController, platforms, start } from "./testing/index.ts";

afterEach(closeApps);

describe.each(platforms)("on %s", (_platform, adapter) => {
  test("paths, methods and OPTIONS below a global prefix are those of the routes", async () => {
    const prefixed = contract({
      name: "prefixed",
      version: "1.0.0",
      errors: { GONE: { kind: "not_found", when: "Gone.", message: "Gone." } },
      operations: { "GET /api/orders/{orderId}": ["GONE"], "POST /api/orders": [] },
    });
    const app = await NestFactory.create(
      {
        module: class AppModule {},
        imports: [ErrataModule.forRoot(boundary(prefixed))],
        controllers: [OrdersController],
      },
      adapter(),
      { logger: false },
    );
    apps.push(app.setGlobalPrefix("/api"));
    await app.listen(0, "127.0.0.1");
    const origin = `http://127.0.0.1:${app.getHttpServer().address().port}`;
    const replies: unknown[] = [];
    for (const [method, path] of [
      ["GET", "/api/orders/1"],
      ["GET", "/api/nothing"],
      ["GET", "/nothing"],
      ["DELETE", "/api/orders/1"],
      ["OPTIONS", "/api/orders"],
      ["PURGE", "/api/orders"],
    ] as const) {
      const { status, headers } = await fetch(origin + path, { method });
      replies.push([status, headers.get("errata-code"), headers.get("allow")]);
    }
    expect(replies).toEqual([
      [200, null, null],
      [404, "ROUTE_NOT_FOUND", null],
      [404, "ROUTE_NOT_FOUND", null],
      [405, "METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS"],
      [204, null, "OPTIONS, POST"],
      [501, "NOT_IMPLEMENTED", null],
    ]);
  });

  test("a version that no handler has is an unknown path", async () => {
    @Controller("orders")
    class VersionedController {
      @Get(":orderId")
      @Version("1")
      find(): object {
        return { version: 1 };
      }

      @Get(":orderId")
      @Version("2")
      findSecond(): object {
        return { version: 2 };
      }
    }
    const byHeader = await start(adapter(), VersionedController, {
      prepare: (app) => app.enableVersioning({ type: VersioningType.HEADER, header: "x-version" }),
    });
    const call = (version: string) => byHeader.call("/orders/1", { headers: { "x-version": version } });
    expect([await call("1"), await call("2"), await call("3")].map(({ text }) => text.slice(0, 13))).toEqual([
      '{"version":1}',
      '{"version":2}',
      '{"error":{"co',
    ]);
    expect(await call("3")).toMatchObject({ status: 404, code: "ROUTE_NOT_FOUND" });
    const byPath = await start(adapter(), VersionedController, { prepare: (app) => app.enableVersioning() });
    expect(await byPath.call("/v2/orders/1")).toMatchObject({ status: 200 });
    expect(await byPath.call("/v3/orders/1")).toMatchObject({ status: 404, code: "ROUTE_NOT_FOUND" });
    expect(await byPath.call("/v2/orders/1", { method: "PUT" })).toMatchObject({ status: 405 });
  });

  test("@Operation names the operation of a handler that a header selects, for its errors and for guards", async () => {
    const versioned = contract({
      name: "versioned",
      version: "1.0.0",
      errors: {
        MOVED: { kind: "not_found", when: "The order has moved.", message: "Moved." },
        NO_SCOPE: { kind: "permission_denied", when: "The caller lacks the scope.", message: "No." },
      },
      operations: { "GET /orders/{orderId}": [], "GET /v2/orders/{orderId}": ["MOVED"] },
      always: ["NO_SCOPE"],
    });
    const scopes = { "GET /orders/{orderId}": "one", "GET /v2/orders/{orderId}": "two" };
    @Controller("orders")
    class VersionedController {
      @Get(":orderId")
      @Version("1")
      find(): never {
        throw versioned.error.MOVED();
      }

      @Get(":orderId")
      @Version("2")
      @Operation(versioned, "GET /v2/orders/{orderId}")
      findSecond(): never {
        throw versioned.error.MOVED();
      }
    }
    const occurrences: Occurrence[] = [];
    const required: string[] = [];
    const recording = boundary(versioned, { record: (each) => occurrences.push(each), warn: () => undefined });
    const root = {
      module: class AppModule {},
      imports: [ErrataModule.forRoot(recording)],
      controllers: [VersionedController],
    };
    const app = await NestFactory.create(root, adapter(), { logger: false });
    apps.push(app.enableVersioning({ type: VersioningType.HEADER, header: "x-version" }));
    app.useGlobalGuards(
      customAuth({ authenticate: () => ({ scopes: ["two"] }), tenant: () => "acme" }),
      requireScopes({ scopes, gate: (_caller, scope) => void required.push(scope), unlisted: "reject" }),
    );
    await app.listen(0, "127.0.0.1");
    const url = `http://127.0.0.1:${app.getHttpServer().address().port}/orders/1`;
    for (const version of ["1", "2"]) await fetch(url, { headers: { "x-version": version } });
    expect(required).toEqual(["one", "two"]);
    expect(occurrences.map(({ operation, undeclared, tenant }) => [operation, undeclared, tenant])).toEqual([
      ["GET /orders/{orderId}", true, "acme"],
      ["GET /v2/orders/{orderId}", false, "acme"],
    ]);
    // @ts-expect-error the contract has no such operation
    expect(() => Operation(versioned, "GET /v3/orders")).toThrow(RangeError);
  });

  test("differences between the routes and the contract are warned about at start-up", async () => {
    @Controller("orders")
    class OtherController {
      @Get(":orderId")
      find(): object {
        return {};
      }

      @Get(":orderId/items")
      items(): object {
        return {};
      }
    }
    const { warnings } = await start(adapter(), OtherController);
    expect(warnings.join()).toContain(
      "routes without an operation: GET /orders/:orderId/items; operations without a route: POST /orders.",
    );
    expect((await start(adapter(), OrdersController)).warnings).toEqual([]);
  });
});

test("a guard rejects a context that is not an HTTP request, instead of leaving it unprotected", async () => {
  const guard = customAuth({ authenticate: () => ({}), tenant: () => "acme" });
  for (const type of ["rpc", "ws", "graphql", "http"]) {
    const switchToHttp = () => ({ getRequest: () => ({}) });
    const context = {
      getType: () => type,
      getHandler: () => () => undefined,
      switchToHttp,
    } as unknown as ExecutionContext;
    await expect(guard.canActivate(context)).rejects.toThrow(`ERRATA_NEST_CONTEXT`);
  }
});
