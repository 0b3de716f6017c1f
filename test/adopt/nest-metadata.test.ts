import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const execute = promisify(execFile);

/** Injects by type, which works only with the metadata that a compiler emits. */
const program = `
import { Controller, Get, Injectable, Module, Param } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { contract } from "errata";
import { ErrataModule } from "errata/nest";
import { boundary } from "errata/server";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
  operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
});

@Injectable()
class OrderService {
  find(orderId: string): never {
    throw shop.error.ORDER_NOT_FOUND(undefined, { note: orderId });
  }
}

@Controller("orders")
class OrdersController {
  constructor(private readonly orders: OrderService) {}

  @Get(":orderId")
  find(@Param("orderId") orderId: string): never {
    return this.orders.find(orderId);
  }
}

@Module({ imports: [ErrataModule.forRoot(boundary(shop))], controllers: [OrdersController], providers: [OrderService] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, "127.0.0.1");
const response = await fetch(\`http://127.0.0.1:\${app.getHttpServer().address().port}/orders/7\`);
console.log(response.status, response.headers.get("errata-code"));
await app.close();
`;

test("an app that tsc has compiled with emitDecoratorMetadata injects by type, and is protected", async () => {
  await mkdir(join(root, ".errata"), { recursive: true });
  const folder = await mkdtemp(join(root, ".errata", "metadata-"));
  try {
    await writeFile(join(folder, "app.mts"), program);
    const compilerOptions = {
      ...{ noEmit: false, declaration: false, isolatedDeclarations: false, allowImportingTsExtensions: false },
      ...{ erasableSyntaxOnly: false, emitDecoratorMetadata: true, outDir: ".", rootDir: ".", customConditions: [] },
      ...{ verbatimModuleSyntax: false, isolatedModules: false },
    };
    const settings = { extends: join(root, "tsconfig.json"), compilerOptions, files: ["app.mts"], include: [] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    await execute(process.execPath, [compiler, "-p", folder, "--noCheck"]);
    expect(await readFile(join(folder, "app.mjs"), "utf8")).toContain("design:paramtypes");
    const args = ["--conditions=errata-source", "--import", "tsx", join(folder, "app.mjs")];
    const { stdout } = await execute(process.execPath, args, { cwd: root });
    expect(stdout).toBe("404 ORDER_NOT_FOUND\n");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
