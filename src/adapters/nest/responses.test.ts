import { createReadStream } from "node:fs";
import {
  Controller,
  Get,
  Header,
  HttpException,
  Post,
  type RawBodyRequest,
  Req,
  Res,
  Sse,
  StreamableFile,
} from "@nestjs/common";
import { concat, of, throwError } from "rxjs";
import { afterEach, describe, expect, test } from "vitest";
import { closeApps, platforms, shop, start } from "./testing/index.ts";

afterEach(closeApps);

describe.each(platforms)("on %s", (platform, adapter) => {
  test("an app without parsers, and one that keeps the raw body, work as before", async () => {
    @Controller("orders")
    class RawController {
      @Post()
      create(@Req() { rawBody, body }: RawBodyRequest<{ body?: object }>): object {
        return { raw: rawBody?.toString() ?? null, parsed: body ?? null };
      }
    }
    const raw = await start(adapter(), RawController, { options: { rawBody: true } });
    expect((await raw.send("/orders", '{"a": 1}')).text).toBe('{"raw":"{\\"a\\": 1}","parsed":{"a":1}}');
    expect(await raw.send("/orders", "{")).toMatchObject({ status: 400, code: "MALFORMED_BODY" });
    const unparsed = await start(adapter(), RawController, { options: { bodyParser: false } });
    expect(await unparsed.send("/orders", '{"a": 1}')).toMatchObject({ status: 201 });
  });

  test("a response that a handler sends itself is checked", async () => {
    @Controller()
    class OwnController {
      @Get("own")
      own(@Res() response: { status(status: number): { send(body: unknown): void } }): void {
        response.status(409).send({ secret: "hunter2" });
      }

      @Get("passed-through")
      passedThrough(@Res({ passthrough: true }) response: { status(status: number): unknown }): object {
        response.status(202);
        return { ok: true };
      }
    }
    const { call } = await start(adapter(), OwnController, { boundary: { replaceUncatalogued: true } });
    const reply = await call("/own");
    expect(reply).toMatchObject({ status: 409, code: "HTTP_409" });
    expect(reply.text).not.toContain("hunter2");
    expect(await call("/passed-through")).toMatchObject({ status: 202, text: '{"ok":true}' });
  });

  test("an error of server-sent events is recorded and sent as the last event", async () => {
    @Controller()
    class EventsController {
      @Sse("events")
      events() {
        return concat(
          of({ data: "1" }),
          throwError(() => new HttpException("hunter2", 409)),
        );
      }

      @Sse("rejected")
      async rejected(): Promise<never> {
        throw shop.error.ORDER_NOT_FOUND();
      }

      @Sse("complete")
      complete() {
        return of({ data: "1" }, { data: "2" });
      }
    }
    const { call, occurrences } = await start(adapter(), EventsController);
    const { status, text } = await call("/events");
    expect(status).toBe(200);
    expect(text).toMatch(/\nid: 1\ndata: 1\n\nevent: error\n(?:id: 2\n)?data: \{"error":\{"code":"HTTP_409"\}\}\n\n$/);
    expect(await call("/rejected")).toMatchObject({ status: 404, code: "ORDER_NOT_FOUND" });
    expect((await call("/complete")).text).toMatch(/data: 1\n\nid: 2\ndata: 2\n\n$/);
    expect(occurrences.map(({ code }) => code)).toEqual(["HTTP_409", "ORDER_NOT_FOUND"]);
  });

  test("a file that cannot be read is the internal error, unless the app handles it", async () => {
    @Controller()
    class FilesController {
      @Get("missing")
      @Header("content-disposition", "attachment")
      missing(): StreamableFile {
        return new StreamableFile(createReadStream("/nothing/hunter2"));
      }

      @Get("handled")
      handled(): StreamableFile {
        return new StreamableFile(createReadStream("/nothing/hunter2")).setErrorHandler((_error, response) => {
          response.statusCode = 200;
          response.send("no file");
        });
      }

      @Get("bytes")
      bytes(): StreamableFile {
        return new StreamableFile(Buffer.from("abc"));
      }
    }
    const { call, occurrences } = await start(adapter(), FilesController);
    const reply = await call("/missing");
    expect(reply).toMatchObject({ status: 500, code: "FAILED" });
    expect(reply.headers.get("content-disposition")).toBeNull();
    expect(String(occurrences[0]?.cause)).toContain("ENOENT");
    // On Fastify, a file is a stream like any other.
    if (platform === "Express") expect(await call("/handled")).toMatchObject({ status: 200, text: "no file" });
    expect(await call("/bytes")).toMatchObject({ status: 200, text: "abc" });
  });
});
