import { describe, expect, test } from "vitest";
import { contract } from "../../contract/index.ts";
import { boundary, compareOperations } from "../../server/index.ts";
import { nodeListener } from "./index.ts";

const api = contract({
  name: "orders",
  version: "1.0.0",
  errors: { GONE: { kind: "not_found", when: "No such order.", message: "Gone." } },
  operations: {
    "GET /orders": [],
    "POST /orders": [],
    "HEAD /status": [],
    "GET /orders/{orderId}": ["GONE"],
  },
});

describe("compareOperations", () => {
  const compare = (...routes: string[]): unknown => Object.values(compareOperations(boundary(api), routes));

  test.each([
    ["no route", [], [[], ["GET /orders", "POST /orders", "HEAD /status", "GET /orders/{orderId}"]]],
    ["every operation", ["GET /orders", "POST /orders", "HEAD /status", "GET /orders/{id}"], [[], []]],
    ["the forms of frameworks", ["ALL /orders", "GET /status", "GET /orders/:id"], [[], []]],
    ["a wildcard parameter", ["ALL /orders", "GET /status", "GET /orders/*"], [[], []]],
    ["a route of HEAD only", ["ALL /orders", "GET /status", "HEAD /orders/:id"], [[], ["GET /orders/{orderId}"]]],
    [
      "unknown routes, each once",
      [
        "GET /admin",
        "GET /admin",
        "PURGE /orders",
        "ALL /x",
        "GET /docs/*",
        "GET /.well-known/errata.json",
        "ALL /orders",
      ],
      [
        ["GET /admin", "PURGE /orders", "ALL /x"],
        ["HEAD /status", "GET /orders/{orderId}"],
      ],
    ],
  ])("with %s returns the differences", (_name, routes, expected) => {
    expect(compare(...routes)).toEqual(expected);
  });

  test.each(["", "/orders", "GET", "GET orders", "get /orders", "GET  /orders", "GET /a b", undefined])(
    "rejects the route %j",
    (route) => {
      expect(() => compare(route as string)).toThrow(/ERRATA_ROUTE_INVALID: expected a route such as/);
    },
  );
});

describe("the option `handles` of nodeListener", () => {
  const warningsOf = (handles: Iterable<string> | undefined): string[] => {
    const warnings: string[] = [];
    nodeListener(boundary(api, { warn: (message) => warnings.push(message) }), () => undefined, { handles });
    return warnings;
  };

  test("warns about differences when the listener is created", () => {
    expect(warningsOf(new Set(["GET /orders", "GET /admin", "GET /orders/:id"]))).toEqual([
      'ERRATA_ROUTES: expected the app\'s routes to be the operations of contract "orders", received routes without an operation: ' +
        "GET /admin; operations without a route: POST /orders, HEAD /status. " +
        "Add the operation to the contract, or the route to the app.",
    ]);
  });

  test("warns about nothing if there are none, or if it is absent", () => {
    expect(warningsOf(["ALL /orders", "GET /status", "GET /orders/:id"])).toEqual([]);
    expect(warningsOf(undefined)).toEqual([]);
  });
});
