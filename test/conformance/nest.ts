import { Readable } from "node:stream";
import multipart from "@fastify/multipart";
import {
  type ArgumentsHost,
  Body,
  type CanActivate,
  Catch,
  Controller,
  type DynamicModule,
  Get,
  Header,
  HttpCode,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  Param,
  type PipeTransform,
  Post,
  Req,
  StreamableFile,
  UploadedFiles,
  UseGuards,
  UseInterceptors,
} from "@nestjs/common";
import { BaseExceptionFilter, NestFactory } from "@nestjs/core";
import { AnyFilesInterceptor, ExpressAdapter } from "@nestjs/platform-express";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import { apiKeyAuth, ErrataModule, idempotent, rateLimiter, requireScopes } from "errata/nest";
import type { Boundary } from "errata/server";
import type { FastifyRequest } from "fastify";
import { partialThenError } from "./fetch-app.ts";
import type { Framework, RunningApp } from "./framework.ts";
import type { Guards } from "./guarded-shop.ts";
import { listen } from "./node-server.ts";
import { emptyOrder } from "./rows.ts";
import { NewOrder, origin, secret, shop } from "./shop.ts";
import { hang, numbers, throwNamed } from "./throw-named.ts";

const notRead = "Nest's parsers do not read an empty body or one of another type, so the pipe rejects it.";
const common = { adapter: "errata/nest", lacks: { response: "Nest has no response schemas." } } as const;

/** Nest on Express, with errata/nest. */
export const nestOnExpress: Framework = {
  ...common,
  name: "Nest on Express",
  differs: {
    "empty-json": { expect: emptyOrder, because: notRead },
    "wrong-type": { expect: emptyOrder, because: notRead },
    "options-unknown": {
      expect: { status: 204, code: undefined },
      because: "The CORS middleware responds to OPTIONS of every path.",
    },
  },
  start: (boundary) => start(new ExpressAdapter(), [ExpressUploadController], boundary),
  startGuarded: (boundary, guards) => startGuarded(new ExpressAdapter(), boundary, guards),
};

/** Nest on Fastify, with errata/nest. */
export const nestOnFastify: Framework = {
  ...common,
  name: "Nest on Fastify",
  differs: {
    "wrong-type": {
      expect: { status: 422, code: "INVALID_ORDER", details: { fields: [{ field: "body", code: "invalid_type" }] } },
      because: "Fastify parses text/plain as a string, which the schema rejects.",
    },
  },
  start: (boundary) => start(new FastifyAdapter(), [FastifyUploadController], boundary),
  startGuarded: (boundary, guards) => startGuarded(new FastifyAdapter(), boundary, guards),
};

type Adapter = ExpressAdapter | FastifyAdapter;

async function start(
  adapter: Adapter,
  uploads: readonly (new () => object)[],
  boundary?: Boundary,
): Promise<RunningApp> {
  const controllers = [ShopController, SubController, ...uploads];
  const app = await NestFactory.create(appModule(controllers, boundary), adapter, { logger: false });
  if (adapter instanceof FastifyAdapter) await adapter.register(multipart as never);
  app.enableCors({ origin });
  app.useGlobalFilters(new ShopFilter(adapter));
  return serve(app);
}

async function startGuarded(
  adapter: Adapter,
  boundary: Boundary,
  { keys, limit, scopes, gate, once, createOrder }: Guards,
): Promise<RunningApp> {
  @Controller("orders")
  class OrdersController {
    @Get(":orderId")
    find(): object {
      return {};
    }

    @Post()
    @UseInterceptors(idempotent({ guard: once }))
    create(@Body() body: unknown): Promise<object> {
      return createOrder(body);
    }
  }
  const app = await NestFactory.create(appModule([OrdersController], boundary), adapter, { logger: false });
  app.enableCors({ origin });
  app.useGlobalGuards(
    apiKeyAuth({ guard: keys }),
    rateLimiter({ limit }),
    requireScopes({ scopes, gate, unlisted: "allow" }),
  );
  return serve(app);
}

function appModule(controllers: readonly (new () => object)[], boundary: Boundary | undefined): DynamicModule {
  return {
    module: AppModule,
    imports: boundary === undefined ? [] : [ErrataModule.forRoot(boundary)],
    controllers: [...controllers],
  };
}

async function serve(app: INestApplication): Promise<RunningApp> {
  await app.listen(0, "127.0.0.1");
  return listen(app.getHttpServer());
}

@Module({})
class AppModule {
  configure(consumer: MiddlewareConsumer): void {
    const fail = (): void => {
      throw new Error(secret);
    };
    consumer.apply(fail).forRoutes("middleware");
  }
}

@Catch()
class ShopFilter extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    const { url } = host.switchToHttp().getRequest<{ readonly url: string }>();
    if (url === "/handled") this.applicationRef?.reply(host.getArgByIndex(1), { handled: true }, 200);
    else if (url === "/handler-fails") throw new Error(secret);
    else super.catch(exception, host);
  }
}

class FailingGuard implements CanActivate {
  canActivate(): Promise<boolean> {
    return throwNamed("async");
  }
}

class OrderPipe implements PipeTransform {
  transform(body: unknown): NewOrder {
    return NewOrder.parse(body ?? {});
  }
}

@Controller()
class ShopController {
  @Get("ok")
  ok(): object {
    return { ok: true };
  }

  @Get("middleware")
  middleware(): object {
    return {};
  }

  @Get("hook")
  @UseGuards(FailingGuard)
  hook(): object {
    return {};
  }

  @Get(["handled", "handler-fails"])
  handled(): Promise<never> {
    return throwNamed("error");
  }

  @Post("echo")
  @HttpCode(200)
  echo(@Body() body: unknown): unknown {
    return body;
  }

  @Post("orders")
  create(@Body(OrderPipe) order: NewOrder): NewOrder {
    return order;
  }

  @Get("orders/:orderId")
  find(@Param("orderId") orderId: string): never {
    throw shop.error.ORDER_NOT_FOUND({ orderId });
  }

  @Get("throw/:what")
  async throw(@Param("what") what: string): Promise<never> {
    return throwNamed(what);
  }

  @Get("returned/conflict")
  @HttpCode(409)
  conflict(): object {
    return { secret };
  }

  @Get("returned/text")
  @HttpCode(500)
  text(): string {
    return secret;
  }

  @Get("unserialisable")
  unserialisable(): object {
    return { count: 1n };
  }

  @Get("late")
  late(): StreamableFile {
    return new StreamableFile(Readable.from(partialThenError()));
  }

  @Get(["events", "broken-events"])
  @Header("content-type", "text/event-stream")
  events(@Req() { url }: { readonly url: string }): StreamableFile {
    return new StreamableFile(Readable.from(numbers(url === "/broken-events")));
  }

  @Get("hang")
  hang(): Promise<never> {
    return hang();
  }
}

@Controller("sub")
class SubController {
  @Get("ok")
  ok(): object {
    return { ok: true };
  }
}

@Controller("upload")
class ExpressUploadController {
  @Post()
  @HttpCode(200)
  @UseInterceptors(AnyFilesInterceptor())
  upload(@UploadedFiles() files: readonly unknown[]): object {
    return { files: files.length };
  }
}

@Controller("upload")
class FastifyUploadController {
  @Post()
  @HttpCode(200)
  async upload(@Req() request: FastifyRequest): Promise<object> {
    let files = 0;
    for await (const file of request.files()) {
      await file.toBuffer();
      files += 1;
    }
    return { files };
  }
}
