/** An order service on Nest. */
import {
  type ArgumentsHost,
  Body,
  Catch,
  ConflictException,
  Controller,
  Delete,
  type ExceptionFilter,
  Get,
  HttpCode,
  Inject,
  Injectable,
  Module,
  NotFoundException,
  Param,
  Post,
  Query,
  Res,
  StandardSchemaValidationPipe,
} from "@nestjs/common";
import { APP_FILTER, NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import { contract } from "errata";
import { ErrataModule } from "errata/nest";
import { boundary } from "errata/server";
import type { Response } from "express";
import { z } from "zod";

const Status = z.enum(["open", "shipped", "cancelled"]);
const OrderBody = z.object({ sku: z.string().min(1), quantity: z.int().min(1).max(100) });
const ListQuery = z.object({ status: Status.optional() });

interface Order extends z.infer<typeof OrderBody> {
  readonly id: string;
  readonly status: z.infer<typeof Status>;
}

class MaintenanceError extends Error {}

@Injectable()
class StockService {
  /** Units on stock, by article. */
  private readonly units = new Map([
    ["chair", 10],
    ["table", 2],
  ]);

  left(sku: string): number {
    if (sku === "lamp") throw new MaintenanceError();
    if (sku === "sofa") throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
    return this.units.get(sku) ?? 0;
  }

  reserve(sku: string, quantity: number): void {
    const left = this.units.get(sku);
    if (left === undefined) throw new NotFoundException(`There is no article ${sku}.`);
    if (left < quantity) throw new ConflictException(`Only ${left} units of ${sku} are left.`);
    this.units.set(sku, left - quantity);
  }
}

@Controller("orders")
class OrdersController {
  private readonly orders = new Map<string, Order>();

  // Without metadata of types, Nest needs to know what to inject.
  constructor(@Inject(StockService) private readonly stock: StockService) {}

  @Get()
  list(@Query({ schema: ListQuery }) { status }: z.infer<typeof ListQuery>): readonly Order[] {
    return [...this.orders.values()].filter((order) => status === undefined || order.status === status);
  }

  @Post()
  create(
    @Body({ schema: OrderBody }) { sku, quantity }: z.infer<typeof OrderBody>,
    @Res({ passthrough: true }) response: Response,
  ): Order {
    this.stock.reserve(sku, quantity);
    const order: Order = { id: `o_${this.orders.size + 1}`, sku, quantity, status: "open" };
    this.orders.set(order.id, order);
    response.location(`/orders/${order.id}`);
    return order;
  }

  @Get(":orderId")
  find(@Param("orderId") orderId: string): Order {
    const order = this.orders.get(orderId);
    if (order === undefined) throw new NotFoundException(`There is no order ${orderId}.`);
    return order;
  }

  @Delete(":orderId")
  cancel(@Param("orderId") orderId: string): Order {
    const order = this.find(orderId);
    if (order.status === "shipped") throw new ConflictException("The order has been shipped.");
    return this.change(order, "cancelled");
  }

  @Post(":orderId/shipment")
  @HttpCode(202)
  ship(@Param("orderId") orderId: string): Order {
    const order = this.find(orderId);
    if (order.status === "cancelled") throw new ConflictException("The order has been cancelled.");
    return this.change(order, "shipped");
  }

  private change(order: Order, status: Order["status"]): Order {
    const changed: Order = { ...order, status };
    this.orders.set(order.id, changed);
    return changed;
  }
}

@Controller("stock")
class StockController {
  constructor(@Inject(StockService) private readonly stock: StockService) {}

  @Get(":sku")
  left(@Param("sku") sku: string): object {
    return { sku, left: this.stock.left(sku) };
  }
}

/** Sends a maintenance page instead of an error of the stock system. */
@Catch(MaintenanceError)
class MaintenanceFilter implements ExceptionFilter {
  catch(_error: MaintenanceError, host: ArgumentsHost): void {
    host.switchToHttp().getResponse<Response>().status(200).json({ maintenance: true });
  }
}

const shop = contract({
  name: "orders",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" }, request_id: "$requestId" },
  errors: {
    INVALID_ORDER: {
      kind: "validation_failed",
      when: "A field of the order or a parameter is invalid.",
      message: "The request is invalid.",
      details: z.object({ fields: z.array(z.object({ field: z.string(), code: z.string() })) }),
    },
    INTERNAL_ERROR: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." },
  },
  operations: {
    "GET /orders": [],
    "POST /orders": [],
    "GET /orders/{orderId}": [],
    "DELETE /orders/{orderId}": [],
    "POST /orders/{orderId}/shipment": [],
    "GET /stock/{sku}": [],
  },
});

@Module({
  imports: [ErrataModule.forRoot(boundary(shop))],
  controllers: [OrdersController, StockController],
  providers: [StockService, { provide: APP_FILTER, useClass: MaintenanceFilter }],
})
class AppModule {}

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: false });
app.enableCors({ origin: "https://shop.example" });
app.useGlobalPipes(new StandardSchemaValidationPipe());
await app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");

/** The running service. */
export const server = app.getHttpServer();
