import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { describeApi, type OpenApiDocument, openapi } from "./index.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    SOLD_OUT: {
      kind: "conflict",
      when: "Too few units are in stock.",
      message: "Only {left} left.",
      details: z.object({ left: z.int().describe("Units in stock.") }),
    },
    "orders:closed": { kind: "invalid_state", when: "The order is closed.", message: "Closed.", masks: [] },
    RATE_LIMITED: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
    NO_KEY: { kind: "unauthenticated", when: "No key.", message: "Send a key." },
  },
  operations: {
    "POST /orders": { errors: ["SOLD_OUT", "orders:closed"], summary: "Places an order.", idempotencyKey: true },
    "GET /orders/{orderId}": [],
  },
  always: ["RATE_LIMITED", "NO_KEY"],
});

const at = (document: OpenApiDocument, ...keys: readonly string[]): any =>
  keys.reduce((value: any, key) => value?.[key], document);

async function expectValid(document: OpenApiDocument): Promise<void> {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as Record<string, unknown>);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
}

describe("openapi with the inputs and outputs of operations", () => {
  const Line = z.strictObject({
    sku: z.string().max(40).describe("Article number."),
    quantity: z.int().min(1).max(100),
  });
  const NewOrder = z.strictObject({ lines: z.array(Line).min(1).max(50), note: z.string().max(200).optional() });
  const Order = NewOrder.extend({ id: z.string() }).meta({ title: "Order" });
  const Part = z.object({
    name: z.string(),
    get parts() {
      return z.array(Part);
    },
  });
  const operations = {
    "POST /orders": {
      tag: "Orders",
      body: NewOrder,
      content: { "text/csv": {} },
      headers: z.object({ "X-Channel": z.enum(["web", "shop"]).optional().describe("Where the order was placed.") }),
      responses: { 201: { description: "The order.", body: Order } },
    },
    "GET /orders/{orderId}": {
      isPublic: true,
      path: { orderId: z.string().max(40).describe("Id of the order.") },
      query: z.strictObject({ parts: z.boolean().default(false).describe("Whether to list the parts.") }),
      responses: {
        200: { description: "The order.", body: z.object({ order: Order, parts: z.array(Part) }) },
        206: { description: "Part of the label.", content: { "application/pdf": {} } },
      },
    },
  };
  const security = { bearer: { type: "http", scheme: "bearer" } };
  const webhooks = {
    "order.ready": {
      summary: "The order is ready.",
      headers: z.object({ "webhook-id": z.string() }),
      body: z.object({ type: z.literal("order.ready"), data: Order }),
      responses: { "2XX": "The event was received.", 410: "The endpoint is gone." },
    },
  };
  const api = describeApi(shop, { description: "Sells things.", operations, security, webhooks });

  it("describes parameters, bodies and responses with the schemas that validate them", async () => {
    const { document } = openapi(shop, { api, serverUrl: "https://api.shop.example" });
    await expectValid(document);
    const post = at(document, "paths", "/orders", "post");
    expect(post.tags).toEqual(["Orders"]);
    expect(post.parameters.map(({ name, in: place }: any) => [name, place])).toEqual([
      ["X-Channel", "header"],
      ["Idempotency-Key", "header"],
    ]);
    expect(post.requestBody).toEqual({
      required: true,
      content: {
        "application/json": { schema: { $ref: "#/components/schemas/PostOrdersBody" } },
        "text/csv": { schema: {} },
      },
    });
    expect(post.responses["201"].content["application/json"].schema).toEqual({ $ref: "#/components/schemas/Order" });
    expect(Object.keys(post.responses["201"].headers)).toEqual(["Idempotent-Replayed", "Original-Request"]);
    expect(Object.keys(post.responses)).toEqual(["201", "401", "409", "429", "default"]);
    const get = at(document, "paths", "/orders/{orderId}", "get");
    expect(get.security).toEqual([]);
    expect(get.parameters).toEqual([
      {
        name: "orderId",
        in: "path",
        required: true,
        description: "Id of the order.",
        schema: { type: "string", maxLength: 40 },
      },
      {
        name: "parts",
        in: "query",
        required: false,
        description: "Whether to list the parts.",
        schema: { type: "boolean", default: false },
      },
    ]);
    expect(get.responses["206"]).toEqual({
      description: "Part of the label.",
      content: { "application/pdf": { schema: {} } },
    });
    expect(document.security).toEqual([{ bearer: [] }]);
    expect(
      at(document, "webhooks", "order.ready", "post", "requestBody", "content", "application/json", "schema"),
    ).toEqual({ $ref: "#/components/schemas/OrderReady" });
  });

  it("keeps references inside a schema pointing into that schema", () => {
    const { document } = openapi(shop, { api });
    const ajv = new Ajv2020({ strict: false });
    ajv.addSchema({ $id: "doc", ...document } as object);
    const validate = ajv.compile({ $ref: "doc#/components/schemas/GetOrdersByOrderIdResponse" });
    const order = { id: "1", lines: [{ sku: "a", quantity: 1 }] };
    expect(validate({ order, parts: [{ name: "a", parts: [{ name: "b", parts: [] }] }] })).toBe(true);
    expect(validate({ order, parts: [{ name: "a", parts: [{ name: 1, parts: [] }] }] })).toBe(false);
  });

  it("describes the success envelope of the contract around the data", () => {
    const enveloped = contract({ ...shop.toJSON(), envelope: "status-data-error" } as any) as typeof shop;
    const { document } = openapi(enveloped, { api });
    const { schema } = at(document, "paths", "/orders", "post", "responses", "201", "content", "application/json");
    expect(schema).toEqual({
      type: "object",
      properties: {
        status: { const: "success" },
        data: { $ref: "#/components/schemas/Order" },
        error: { type: "null" },
      },
      required: ["status", "data", "error"],
    });
  });

  it("gives schemas with the same title components of their own unless they are equal", () => {
    const Other = z.object({ other: z.string() }).meta({ title: "Order" });
    const { "POST /orders": post, "GET /orders/{orderId}": get } = operations;
    const responses = { 200: { description: "Another.", body: Other } };
    const { document } = openapi(shop, {
      api: { operations: { "POST /orders": post, "GET /orders/{orderId}": { ...get, responses } } },
    });
    expect(Object.keys(at(document, "components", "schemas"))).toEqual(
      expect.arrayContaining(["Order", "GetOrdersByOrderIdResponse"]),
    );
  });

  it("rejects a description that does not fit the contract", () => {
    const { "POST /orders": post } = operations;
    const described = (names: readonly string[]): any => ({
      operations: Object.fromEntries(names.map((name) => [name, post])),
    });
    expect(() => openapi(shop, { api: described(["POST /orders"]) })).toThrow(
      "but GET /orders/{orderId} has none. Add it to `operations`.",
    );
    expect(() => describeApi(shop, described(["POST /orders", "GET /orders/{orderId}", "GET /x"]))).toThrow(
      "Expected operations of the contract shop, received GET /x.",
    );
  });

  it("describes the groups of operations, and rejects a group without operations", () => {
    const { "POST /orders": post, "GET /orders/{orderId}": get } = operations;
    const grouped = { "POST /orders": { ...post, tag: "Orders" }, "GET /orders/{orderId}": { ...get, tag: "Reads" } };
    const described = describeApi(shop, { operations: grouped, tags: { Orders: "Orders and their lines." } });
    expect(openapi(shop, { api: described }).document.tags).toEqual([
      { name: "Orders", description: "Orders and their lines." },
      { name: "Reads" },
    ]);
    expect(() => describeApi(shop, { operations: grouped, tags: { Order: "" } })).toThrow(
      'Expected `tags` of operations of the contract shop, received "Order".',
    );
  });

  it("adds successful exchanges as examples of parameters, request bodies and responses", async () => {
    const { "POST /orders": post, "GET /orders/{orderId}": get } = operations;
    const query = z.object({ limit: z.coerce.number<number>().int().describe("Orders.") });
    const { document } = openapi(shop, {
      api: { operations: { "POST /orders": { ...post, query }, "GET /orders/{orderId}": get } },
      exchanges: {
        "POST /orders": [
          {
            name: "recorded",
            summary: "orders two units",
            parameters: { query: { limit: "7" }, header: { "Idempotency-Key": "order-0001" } },
            body: { mediaType: "application/json", value: { sku: "s_1", quantity: 2 } },
            response: { status: 201, body: { mediaType: "application/json", value: { id: "ord_1" } } },
          },
        ],
      },
    });
    await expectValid(document);
    const { parameters, requestBody, responses } = at(document, "paths", "/orders", "post");
    const examples = parameters.map(({ name, example }: any) => [name, example]);
    expect(examples).toContainEqual(["limit", 7]);
    expect(examples).toContainEqual(["Idempotency-Key", "order-0001"]);
    expect(requestBody.content["application/json"].examples).toEqual({
      recorded: { summary: "orders two units", value: { sku: "s_1", quantity: 2 } },
    });
    expect(responses[201].content["application/json"].examples.recorded.value).toEqual({ id: "ord_1" });
    expect(at(document, "paths", "/orders/{orderId}", "get")).not.toHaveProperty("examples");
  });

  it("describes a body that is not text by its length, and adds examples to the headers of a response", async () => {
    const header = (type: string) => ({ description: "A header.", schema: { type } });
    const response = {
      description: "The file.",
      content: { "application/pdf": {} },
      headers: {
        ETag: header("string"),
        "Content-Length": header("integer"),
        Vary: { ...header("string"), example: "A" },
      },
    };
    const { "POST /orders": post, "GET /orders/{orderId}": get } = operations;
    const headers = { etag: '"1"', "content-length": "1200", vary: "B", "x-other": "1" };
    const { document } = openapi(shop, {
      api: { operations: { "POST /orders": post, "GET /orders/{orderId}": { ...get, responses: { 200: response } } } },
      exchanges: {
        "GET /orders/{orderId}": [
          {
            name: "recorded",
            response: { status: 200, headers, body: { mediaType: "application/pdf", bytes: 1_200 } },
          },
        ],
      },
    });
    await expectValid(document);
    const { 200: found } = at(document, "paths", "/orders/{orderId}", "get").responses;
    expect(Object.entries(found.headers).map(([name, { example }]: any) => [name, example])).toEqual([
      ["ETag", '"1"'],
      ["Content-Length", 1_200],
      ["Vary", "A"],
    ]);
    expect(found.content["application/pdf"].examples).toEqual({
      recorded: { value: "(1,200 bytes of application/pdf)" },
    });
  });

  it("names the schema that cannot be written as JSON Schema", () => {
    const body = z.object({ at: z.date() });
    const broken = { operations: { ...operations, "POST /orders": { ...operations["POST /orders"], body } } };
    expect(() => openapi(shop, { api: broken })).toThrow("The schema of the body of POST /orders cannot be written");
  });
});
