import "reflect-metadata";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import swagger from "@fastify/swagger";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { Controller, Get, Param, Post } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { DocumentBuilder, SwaggerModule } from "@nestjs/swagger";
import { Validator } from "@seriousme/openapi-schema-validator";
import { contract } from "errata";
import { fastifyBoundary } from "errata/fastify";
import { type BoundaryEnv, honoBoundary } from "errata/hono";
import { addErrors } from "errata/openapi";
import { boundary } from "errata/server";
import { fastify } from "fastify";
import { Hono } from "hono";
import { describeRoute, generateSpecs, resolver } from "hono-openapi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createDocument } from "zod-openapi";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "There is no such order." },
    SKU_UNKNOWN: {
      kind: "not_found",
      when: "No article has the number.",
      message: "There is no article {sku}.",
      details: z.object({ sku: z.string() }),
    },
    SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "The article is sold out." },
    INTERNAL_ERROR: { kind: "internal", when: "The server failed.", message: "Something went wrong." },
  },
  operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"], "POST /orders": ["SKU_UNKNOWN", "SOLD_OUT"] },
  always: ["INTERNAL_ERROR"],
});
const order = z.object({ id: z.string(), sku: z.string() });
const response = { description: "The order.", content: { "application/json": { schema: order } } };
const info = { title: "shop", version: "1.0.0" };

/** The libraries that describe routes, each with the line that adds the errors. */
const generators: Readonly<Record<string, () => Promise<object>>> = {
  async "fastify-swagger"() {
    const app = fastify();
    await app.register(swagger, {
      openapi: { openapi: "3.1.0", info },
      transformObject: (document) => addErrors("openapiObject" in document ? document.openapiObject : {}, shop),
    });
    fastifyBoundary(app, boundary(shop, { warn: () => undefined }));
    const schema = { response: { 200: { type: "object", properties: { id: { type: "string" } } } } };
    app.get("/orders/:orderId", { schema }, async () => ({ id: "o_1" }));
    app.post("/orders", { schema }, async () => ({ id: "o_1" }));
    await app.ready();
    return app.swagger();
  },

  async "nestjs-swagger"() {
    class Orders {
      find(orderId: string): { id: string } {
        return { id: orderId };
      }
      create(): { id: string } {
        return { id: "o_1" };
      }
    }
    decorate(Orders, "find", [Get(":orderId")]);
    decorate(Orders, "create", [Post()]);
    Param("orderId")(Orders.prototype, "find", 0);
    Controller("orders")(Orders);
    class App {}
    const { Module } = await import("@nestjs/common");
    Module({ controllers: [Orders] })(App);
    const app = await NestFactory.create(App, { logger: false });
    const config = new DocumentBuilder().setTitle("shop").setVersion("1.0.0").setOpenAPIVersion("3.1.0").build();
    const document = addErrors(SwaggerModule.createDocument(app, config), shop);
    await app.close();
    return document;
  },

  async "hono-openapi"() {
    const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop, { warn: () => undefined }));
    const content = { "application/json": { schema: resolver(order) } };
    const described = describeRoute({ responses: { 200: { description: "The order.", content } } });
    app.get("/orders/:orderId", described, (c) => c.json({ id: "o_1", sku: "chair" }));
    app.post("/orders", described, (c) => c.json({ id: "o_1", sku: "chair" }));
    return addErrors(await generateSpecs(app, { documentation: { info } }), shop);
  },

  async "hono-zod-openapi"() {
    const app = new OpenAPIHono();
    const params = z.object({ orderId: z.string() });
    const routes = { responses: { 200: response } };
    app.openapi(createRoute({ method: "get", path: "/orders/{orderId}", request: { params }, ...routes }), (c) =>
      c.json({ id: "o_1", sku: "chair" }, 200),
    );
    app.openapi(createRoute({ method: "post", path: "/orders", ...routes }), (c) =>
      c.json({ id: "o_1", sku: "chair" }, 200),
    );
    return addErrors(app.getOpenAPI31Document({ openapi: "3.1.0", info }), shop);
  },

  async "zod-openapi"() {
    const requestParams = { path: z.object({ orderId: z.string() }) };
    const paths = {
      "/orders/{orderId}": { get: { requestParams, responses: { 200: response } } },
      "/orders": { post: { responses: { 200: response } } },
    };
    return addErrors(createDocument({ openapi: "3.1.0", info, paths }), shop);
  },
};

function decorate(target: { prototype: object }, name: string, decorators: readonly MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name) as PropertyDescriptor;
  for (const decorator of decorators) decorator(target.prototype, name, descriptor);
}

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const documents = new Map<string, any>();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-descriptions-"));
  await Promise.all([mkdir(join(folder, "documents")), mkdir(join(folder, "clients"))]);
  for (const [name, generate] of Object.entries(generators)) {
    const text = JSON.stringify(await generate());
    documents.set(name, JSON.parse(text));
    await writeFile(join(folder, "documents", `${name}.json`), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(Object.keys(generators))("the document of %s, with the errors of a contract", (name) => {
  it("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(documents.get(name)));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it("has the codes of each operation beside the responses that the library describes", () => {
    const { paths, components } = documents.get(name);
    expect(Object.keys(paths).sort()).toEqual(["/orders", "/orders/{orderId}"]);
    const post = paths["/orders"].post.responses;
    const own = name === "nestjs-swagger" ? "201" : "200";
    expect(Object.keys(post)).toEqual(expect.arrayContaining([own, "404", "409", "500"]));
    expect(JSON.stringify(post["404"])).toContain("SKU_UNKNOWN");
    expect(Object.keys(paths["/orders/{orderId}"].get.responses)).toEqual(expect.arrayContaining(["200", "404"]));
    expect(components.schemas).toMatchObject({ SKU_UNKNOWN: expect.anything() });
  });
});

/** Uses the generated types as a customer would. A line after @ts-expect-error must not compile. */
const program = (name: string): string => `
import type { paths } from "./${name}.openapi-typescript.ts";
type NotFound = paths["/orders"]["post"]["responses"][404]["content"]["application/json"];
export function sku({ error }: NotFound): string {
  // @ts-expect-error no code with this status has another name
  if (error.code === "NO_SUCH_CODE") return "";
  return error.code === "SKU_UNKNOWN" ? error.details.sku : "";
}
`;

it("clients that openapi-typescript, hey-api and orval generate from the documents compile", async () => {
  const clients = join(folder, "clients");
  await run(process.execPath, [join(root, "tools/generate-clients.mjs"), join(folder, "documents"), clients]);
  for (const name of documents.keys()) await writeFile(join(clients, `${name}.program.ts`), program(name));
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: "ESNext",
    moduleResolution: "Bundler",
    lib: ["ESNext", "DOM", "DOM.Iterable"],
    allowImportingTsExtensions: true,
    types: [],
  };
  await writeFile(join(clients, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [compiler, "-p", clients], { cwd: clients }).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe("");
}, 300_000);

it("rejects a document of another version", () => {
  expect(() => addErrors({ openapi: "3.0.3", info, paths: {} }, shop)).toThrow(
    'Expected an OpenAPI 3.1 document, received openapi: "3.0.3". Set the version of the generator to 3.1.0',
  );
});
