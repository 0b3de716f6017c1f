import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { envelopesOf } from "../envelope/index.ts";
import { type OpenApiDocument, openapi } from "./index.ts";

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

describe("openapi", () => {
  it("lists the codes of each operation and status as a oneOf of titled schemas, and is a valid document", async () => {
    const { document } = openapi(shop, { serverUrl: "https://api.shop.example" });
    await expectValid(document);
    const conflict = at(document, "paths", "/orders", "post", "responses", "409");
    expect(conflict.content["application/json"].schema).toEqual({
      oneOf: [{ $ref: "#/components/schemas/SOLD_OUT" }, { $ref: "#/components/schemas/orders_closed" }],
    });
    expect(conflict["x-errata"].codes.map(({ code }: { code: string }) => code)).toEqual(["SOLD_OUT", "orders:closed"]);
    expect(at(document, "components", "schemas", "SOLD_OUT")).toMatchObject({
      title: "SOLD_OUT",
      description: "Too few units are in stock.",
      properties: { error: { properties: { code: { const: "SOLD_OUT" } } } },
    });
    expect(Object.keys(at(document, "paths", "/orders", "post", "responses"))).toEqual([
      "401",
      "409",
      "429",
      "default",
    ]);
  });

  it("names the headers that a client must read", () => {
    const { document } = openapi(shop);
    const headersOf = (status: string) =>
      Object.keys(at(document, "paths", "/orders", "post", "responses", status, "headers"));
    expect(headersOf("429")).toContain("Retry-After");
    expect(headersOf("401")).toContain("WWW-Authenticate");
    expect(headersOf("409")).not.toContain("Retry-After");
  });

  it("lists codes with equal bodies as an anyOf, because a oneOf would reject all of them", () => {
    const errors = {
      GONE: { kind: "not_found", when: "No such thing.", message: "Gone." },
      HIDDEN: { kind: "not_found", when: "Another account has it.", message: "Not here." },
      CODED: { kind: "not_found", when: "No such part.", message: "No part.", envelope: "coded" },
    } as const;
    const operations = { "GET /all": ["GONE", "HIDDEN", "CODED"], "GET /two": ["GONE", "CODED"] } as const;
    const envelopes = { text: { detail: "$message" }, coded: { detail: { code: "$code" } } } as const;
    const mixed = contract({ name: "mixed", version: "1.0.0", envelope: "text", envelopes, errors, operations });
    const schemaOf = (path: string): object =>
      at(openapi(mixed).document, "paths", path, "get", "responses", "404", "content", "application/json", "schema");
    expect(Object.keys(schemaOf("/all"))).toEqual(["anyOf"]);
    expect(Object.keys(schemaOf("/two"))).toEqual(["oneOf"]);
  });

  it("defines only the headers that a response has", () => {
    const { components } = openapi(shop).document as any;
    expect(Object.keys(components.headers)).toEqual(expect.arrayContaining(["Retry-After", "WWW-Authenticate"]));
    expect(components.headers).not.toHaveProperty("Allow");
  });

  it("has examples that fit the schema of exactly one code", () => {
    const { document } = openapi(shop);
    const ajv = new Ajv2020({ strict: false });
    const schemas = at(document, "components", "schemas");
    for (const entry of shop.entries.values()) {
      const body = envelopesOf(shop).of(entry).example(entry);
      const fitting = Object.keys(schemas).filter((name) => name !== "AnyError" && ajv.validate(schemas[name], body));
      expect(fitting).toEqual([entry.code.replace(":", "_")]);
      expect(ajv.validate(schemas.AnyError, body)).toBe(true);
    }
  });

  it("uses recorded bodies as examples", () => {
    const recorded = { error: { code: "SOLD_OUT", message: "Only 2 left.", details: { left: 2 } } };
    const { document } = openapi(shop, { examples: { SOLD_OUT: recorded } });
    const { examples } = at(document, "paths", "/orders", "post", "responses", "409", "content", "application/json");
    expect(examples.SOLD_OUT).toEqual({ summary: "Too few units are in stock.", value: recorded });
  });
});

describe("openapi of operations with custom methods", () => {
  const cache = contract({
    name: "cache",
    version: "1.0.0",
    errors: { GONE: { kind: "not_found", when: "No such key.", message: "Gone." } },
    operations: {
      "GET /cache/{key}": ["GONE"],
      "PURGE /cache/{key}": ["GONE"],
      "M-SEARCH /cache/{key}": [],
      "QUERY /cache": [],
    },
  });

  it("lists them under x-additionalOperations of their path, in a valid document", async () => {
    const { document } = openapi(cache);
    await expectValid(document);
    const item = at(document, "paths", "/cache/{key}");
    expect(Object.keys(item)).toEqual(["get", "x-additionalOperations"]);
    expect(Object.keys(item["x-additionalOperations"])).toEqual(["PURGE", "M-SEARCH"]);
    expect(item["x-additionalOperations"].PURGE).toMatchObject({
      parameters: [{ name: "key", in: "path" }],
      responses: { 404: { description: "**GONE**: No such key." } },
    });
    expect(Object.keys(at(document, "paths", "/cache"))).toEqual(["x-additionalOperations"]);
  });

  it("adds them to an existing document, and keeps what it has", () => {
    const into = {
      openapi: "3.1.0",
      info: { title: "Cache", version: "1" },
      paths: {
        "/cache/{id}": {
          "x-additionalOperations": {
            PURGE: {
              summary: "By hand.",
              responses: { 204: { description: "OK." }, 404: { description: "By hand." } },
            },
            COPY: { responses: {} },
          },
        },
      },
    };
    const { document, kept } = openapi(cache, { into });
    const item = at(document, "paths", "/cache/{id}");
    expect(item["x-additionalOperations"].PURGE).toEqual({
      summary: "By hand.",
      responses: { ...into.paths["/cache/{id}"]["x-additionalOperations"].PURGE.responses, default: expect.anything() },
    });
    expect(item["x-additionalOperations"]["M-SEARCH"].parameters[0].name).toBe("id");
    expect([Object.keys(item), Object.keys(item["x-additionalOperations"])]).toEqual([
      ["x-additionalOperations", "get"],
      ["PURGE", "COPY", "M-SEARCH"],
    ]);
    expect(kept).toEqual(["/paths/~1cache~1{id}/x-additionalOperations/PURGE/responses/404"]);
    expect(openapi(cache, { into: document }).document).toEqual(document);
  });
});

describe("openapi with an existing document", () => {
  const into: OpenApiDocument = {
    openapi: "3.1.0",
    info: { title: "Shop", version: "3", description: "By hand." },
    paths: {
      "/orders": {
        post: {
          operationId: "placeOrder",
          requestBody: { content: { "application/json": { schema: { type: "object" } } } },
          responses: { 201: { description: "Created." }, 429: { description: "By hand." } },
        },
      },
      "/orders/{id}": {
        get: {
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          responses: { 200: { description: "OK." } },
        },
      },
      "/health": { get: { responses: { 200: { description: "OK." } } } },
    },
    components: { schemas: { SOLD_OUT: { title: "Another schema", type: "string" } } },
  };

  it("adds responses to the operations that it has, and keeps everything written by hand", async () => {
    const { document, kept } = openapi(shop, { into });
    await expectValid(document);
    expect(document.info).toEqual(into.info);
    expect(at(document, "paths", "/orders", "post")).toMatchObject(at(into, "paths", "/orders", "post"));
    expect(at(document, "paths", "/orders", "post", "responses", "409")).toBeDefined();
    expect(at(document, "paths", "/orders/{id}", "get", "responses", "401")).toBeDefined();
    expect(at(document, "paths", "/orders/{orderId}")).toBeUndefined();
    expect(at(document, "paths", "/health")).toEqual(at(into, "paths", "/health"));
    expect(kept).toEqual(["/paths/~1orders/post/responses/429", "/components/schemas/SOLD_OUT"]);
    expect(at(document, "components", "schemas", "SOLD_OUT")).toEqual({ title: "Another schema", type: "string" });
  });

  it("changes nothing when it is repeated, and replaces responses of an earlier version of the contract", () => {
    const first = openapi(shop, { into }).document;
    expect(openapi(shop, { into: first }).document).toEqual(first);
    const { errors, ...rest } = {
      errors: { SOLD_OUT: { kind: "conflict", when: "New text.", message: "No." } },
    } as const;
    const next = contract({
      name: "shop",
      version: "2.0.0",
      ...rest,
      errors,
      operations: { "POST /orders": ["SOLD_OUT"] },
    });
    const { document } = openapi(next, { into: first });
    expect(at(document, "paths", "/orders", "post", "responses", "409", "description")).toBe("**SOLD_OUT**: New text.");
  });

  it.each(["", " ", "a b", "a\nb", null, 5, {}])("rejects the serverUrl %j", (serverUrl) => {
    expect(() => openapi(shop, { serverUrl: serverUrl as string })).toThrow("expected serverUrl to be a URL");
  });

  it.each([
    ["2.0", { swagger: "2.0" }, "received openapi: undefined"],
    ["3.0", { openapi: "3.0.3" }, 'received openapi: "3.0.3"'],
    ["no version", {}, "received openapi: undefined"],
  ])("rejects a document of OpenAPI %s", (_, document, message) => {
    expect(() => openapi(shop, { into: document })).toThrow(message);
  });
});
