import { contract } from "errata";
import { openapi } from "errata/openapi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { soundDefinition } from "../../contract/testing/index.ts";
import { factsOfContract } from "./facts-of-contract.ts";
import { factsOfOpenApi } from "./facts-of-openapi.ts";
import { scoreErrors } from "./score-errors.ts";

const error = (code: string): object => ({
  type: "object",
  properties: { error: { type: "object", properties: { code: { const: code }, message: { type: "string" } } } },
});

/** An API with one operation and the given responses. */
const api = (responses: object): never =>
  ({
    openapi: "3.1.0",
    info: { title: "shop" },
    security: [{ key: [] }],
    paths: { "/orders/{id}": { get: { responses } } },
  }) as never;
const score = (responses: object): number => scoreErrors(factsOfOpenApi(api(responses))).score;
const json = (schema: object, more: object = {}): object => ({ content: { "application/json": { schema, ...more } } });

describe("the score of an API's errors", () => {
  it("is computed in time for an error that holds resources that contain each other", () => {
    const names = Array.from({ length: 60 }, (_, index) => `T${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]));
    const schemas = Object.fromEntries(names.map((name) => [name, { type: "object", properties }]));
    const body = { properties: { ...properties, error: error("ORDER_LOST") } };
    const document = { ...(api({ 404: json(body) }) as object), components: { schemas } };
    expect(factsOfOpenApi(document as never).operations[0]?.errors[0]?.code).toBe("ORDER_LOST");
  });

  it("is 0 if no error is documented, whatever else is", () => {
    expect(score({ 200: { description: "The order, with all of its lines and payments." } })).toBe(0);
  });

  it("rises with every fact that is documented", () => {
    const statuses = {
      401: { description: "Unauthorized" },
      404: { description: "Not Found" },
      500: { description: "Error" },
    };
    const open = json({ type: "object", properties: { code: { type: "string" } } });
    const coded = (code: string): object => json(error(code));
    const steps = [
      {},
      { 404: { description: "Not Found" } },
      statuses,
      { 401: { ...statuses[401], ...open }, 404: { ...statuses[404], ...open }, 500: { ...statuses[500], ...open } },
      {
        401: { ...statuses[401], ...coded("A") },
        404: { ...statuses[404], ...coded("B") },
        500: { ...statuses[500], ...coded("C") },
      },
      {
        401: { description: "The request has no key, or one that was revoked. Send a key.", ...coded("A") },
        404: { description: "The order does not exist in the account of the key. Check the id.", ...coded("B") },
        500: {
          description: "A failure that nobody expected. Retry with backoff, then contact support.",
          ...coded("C"),
        },
      },
    ].map(score);
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
    expect(new Set(steps).size).toBe(steps.length);
    expect(steps[0]).toBe(0);
  });

  it("counts each alternative and each value of an enumeration as a code", () => {
    const enumeration = { type: "object", properties: { code: { enum: ["A", "B"] }, message: { type: "string" } } };
    for (const schema of [{ oneOf: [error("A"), error("B")] }, enumeration])
      expect(factsOfOpenApi(api({ 404: json(schema) })).operations[0]?.errors.map(({ code }) => code)).toEqual([
        "A",
        "B",
      ]);
  });

  it("follows references, and ends at one that leads back to itself", () => {
    const document = {
      openapi: "3.1.0",
      info: { title: "shop" },
      paths: {
        "/a": {
          get: {
            responses: { 404: { $ref: "#/components/responses/Gone" }, 500: { $ref: "#/components/responses/Loop" } },
          },
        },
      },
      components: {
        responses: { Gone: json({ $ref: "#/components/schemas/Gone" }), Loop: { $ref: "#/components/responses/Loop" } },
        schemas: { Gone: { ...error("GONE"), allOf: [{ $ref: "#/components/schemas/Gone" }] } },
      },
    };
    expect(factsOfOpenApi(document as never).operations[0]?.errors.map(({ code }) => code)).toEqual([
      "GONE",
      undefined,
    ]);
  });

  it("is nearly the same for a contract and for the OpenAPI document that is generated from it", () => {
    const shop = contract(soundDefinition as never);
    const own = scoreErrors(factsOfContract(shop)).score;
    const generated = scoreErrors(factsOfOpenApi(openapi(shop).document)).score;
    expect(Math.abs(own - generated)).toBeLessThanOrEqual(15);
    expect(own).toBeGreaterThan(70);
  });

  it("is between 0 and 100 for any document", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("404", "500", "default", "2XX"), fc.jsonValue()), (responses) => {
        const value = score(responses);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(100);
      }),
      { numRuns: 200 },
    );
  });

  it("rejects a document without paths", () => {
    expect(() => factsOfOpenApi({})).toThrow("Pass OpenAPI 3.0 or 3.1.");
  });
});
