import {
  type ArgumentsHost,
  BadRequestException,
  Body,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  HttpException,
  type INestApplication,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  Query,
  ServiceUnavailableException,
  StandardSchemaValidationPipe,
  UseFilters,
} from "@nestjs/common";
import { APP_FILTER, BaseExceptionFilter } from "@nestjs/core";
import { ExpressAdapter } from "@nestjs/platform-express";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { closeApps, OrdersController, platforms, start } from "./testing/index.ts";

afterEach(closeApps);

describe.each(platforms)("on %s", (_platform, adapter) => {
  describe("filters", () => {
    @Catch(NotFoundException)
    class NotFoundFilter implements ExceptionFilter {
      catch(exception: NotFoundException, host: ArgumentsHost): void {
        const response = host.switchToHttp().getResponse();
        response.status(200).send({ seen: exception.message });
      }
    }

    @Catch()
    class PassingFilter extends BaseExceptionFilter {
      override catch(exception: unknown, host: ArgumentsHost): void {
        if (exception instanceof Error && exception.message === "hunter2")
          super.catch(new HttpException({ code: "hunter2" }, 409), host);
        else super.catch(exception, host);
      }
    }

    test("of the app run first, also for unknown paths, and pass the rest on", async () => {
      const { call } = await start(adapter(), OrdersController, {
        prepare: (app) => app.useGlobalFilters(new NotFoundFilter()),
      });
      expect(await call("/orders/3")).toMatchObject({ status: 200, text: '{"seen":"hunter2"}' });
      expect(await call("/nothing")).toMatchObject({ status: 200, text: '{"seen":"Cannot GET /nothing"}' });
      expect(await call("/orders/2")).toMatchObject({ status: 500, code: "FAILED" });
      expect(await call("/orders/4")).toMatchObject({ status: 404, code: "ORDER_NOT_FOUND" });
    });

    test("that replace an exception and call super.catch reach the boundary, whichever way they are bound", async () => {
      for (const setup of [
        { module: { providers: [{ provide: APP_FILTER, useClass: PassingFilter }] } },
        { prepare: (app: INestApplication) => app.useGlobalFilters(new PassingFilter(app.getHttpAdapter())) },
      ]) {
        const { call } = await start(adapter(), OrdersController, setup);
        const reply = await call("/orders/2");
        expect(reply).toMatchObject({ status: 409, code: "HTTP_409" });
        expect(reply.text).not.toContain("hunter2");
        expect(await call("/orders", { method: "PUT" })).toMatchObject({ status: 405, code: "METHOD_NOT_ALLOWED" });
      }
    });

    test("that respond themselves keep their responses, which are recorded", async () => {
      @Catch()
      class OwnFilter implements ExceptionFilter {
        catch(_exception: unknown, host: ArgumentsHost): void {
          host.switchToHttp().getResponse().status(418).send({ own: true });
        }
      }
      @Controller()
      @UseFilters(OwnFilter)
      class TeaController {
        @Get("tea")
        tea(): never {
          throw new Error("hunter2");
        }
      }
      const { call, occurrences } = await start(adapter(), TeaController);
      expect(await call("/tea")).toMatchObject({ status: 418, text: '{"own":true}' });
      expect(occurrences.map(({ code }) => code)).toEqual(["HTTP_418"]);
    });

    test("see exceptions of Nest for bodies that cannot be parsed, and the boundary sees the parser's error", async () => {
      const seen: unknown[] = [];
      @Catch(HttpException)
      class HttpFilter extends BaseExceptionFilter {
        override catch(exception: HttpException, host: ArgumentsHost): void {
          seen.push(exception.getStatus());
          super.catch(exception, host);
        }
      }
      const { send } = await start(adapter(), OrdersController, {
        prepare: (app) => app.useGlobalFilters(new HttpFilter(app.getHttpAdapter())),
      });
      const reply = await send("/orders", '{"password":"hunter2');
      expect(reply).toMatchObject({ status: 400, code: "MALFORMED_BODY" });
      expect(reply.text).not.toContain("hunter2");
      expect(seen).toEqual([400]);
    });
  });

  test("the status of an HttpException stays, its body and its cause do not leave the server", async () => {
    @Controller()
    class ThrowingController {
      @Get("gone")
      gone(): never {
        throw new HttpException({ secret: "hunter2" }, 410, { cause: new Error("hunter2") });
      }

      @Get("down")
      down(): never {
        throw new ServiceUnavailableException({ secret: "hunter2" });
      }
    }
    const { call, occurrences } = await start(adapter(), ThrowingController);
    const replies = [await call("/gone"), await call("/down")];
    expect(replies.map(({ status, code }) => [status, code])).toEqual([
      [410, "HTTP_410"],
      [503, "DOWN"],
    ]);
    expect(replies.map(({ text }) => text).join()).not.toContain("hunter2");
    expect(occurrences[0]?.cause).toMatchObject({ cause: new Error("hunter2") });
  });

  test("the pipes of Nest report the fields that are invalid", async () => {
    const Order = z.object({ sku: z.string(), quantity: z.int().min(1), address: z.object({ city: z.string() }) });
    @Controller("orders")
    class ValidatingController {
      @Get(":orderId")
      find(@Param("orderId", ParseIntPipe) orderId: number): object {
        return { orderId };
      }

      @Post()
      create(@Body({ schema: Order }) order: object): object {
        return order;
      }

      @Get()
      list(@Query("status") status: string): never {
        throw new BadRequestException([`status must be one of the following values: ${status}`]);
      }
    }
    const { call, send } = await start(adapter(), ValidatingController, {
      prepare: (app) => app.useGlobalPipes(new StandardSchemaValidationPipe()),
    });
    const replies = [
      await send("/orders", '{"sku":7,"quantity":0,"address":{}}'),
      await call("/orders/seven"),
      await call("/orders?status=lost"),
    ];
    expect(replies.map(({ status, text }) => [status, JSON.parse(text).error.details])).toEqual([
      [
        422,
        [
          { field: "sku", code: "invalid" },
          { field: "quantity", code: "invalid" },
          { field: "address.city", code: "required" },
        ],
      ],
      [422, [{ field: "parameter", code: "invalid_format" }]],
      [422, [{ field: "status", code: "not_allowed" }]],
    ]);
    expect(await send("/orders", '{"sku":"a","quantity":1,"address":{"city":"b"}}')).toMatchObject({ status: 201 });
  });
});

test("exceptions of other contexts and of apps without a boundary are left to Nest", async () => {
  const adapter = new ExpressAdapter();
  const sent: unknown[] = [];
  Object.assign(adapter, { reply: (_response: unknown, body: unknown) => sent.push(body), isHeadersSent: () => false });
  const filter = new BaseExceptionFilter(adapter);
  for (const type of ["rpc", "ws", "graphql", "http"]) {
    const host = { getType: () => type, getArgByIndex: () => ({}) } as unknown as ArgumentsHost;
    filter.catch(new BadRequestException("left to Nest"), host);
  }
  expect(sent).toEqual(Array(4).fill({ statusCode: 400, error: "Bad Request", message: "left to Nest" }));
});
