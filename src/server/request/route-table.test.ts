import fc from "fast-check";
import { expect, test } from "vitest";
import { contract } from "../../contract/index.ts";
import { routeTable } from "./route-table.ts";

const table = routeTable(
  contract({
    name: "t",
    version: "1.0.0",
    errors: { E: { kind: "internal", when: "x", message: "x" } },
    operations: {
      "GET /a/{id}": ["E"],
      "GET /a/new": ["E"],
      "POST /a": ["E"],
      "PUT /a/{id}/b/{other}": ["E"],
      "GET /": ["E"],
      "OPTIONS /o": ["E"],
    },
  }),
);

test.each([
  ["GET", "/a/new", "GET /a/new"],
  ["GET", "/a/newer", "GET /a/{id}"],
  ["GET", "/a/ne", "GET /a/{id}"],
  ["HEAD", "/a/1?x=/y", "GET /a/{id}"],
  ["PUT", "/a/new/b/2", "PUT /a/{id}/b/{other}"],
  ["GET", "/", "GET /"],
  ["GET", "/?a=b", "GET /"],
  ["OPTIONS", "/o", "OPTIONS /o"],
])("%s %s matches %s", (method, target, name) => {
  expect(table.match(method, target)?.operation?.name).toBe(name);
});

test.each(["/b", "/a/", "/a/1/", "/a/1/b", "/a//b/2", "", "*", "a", "//", "/a/1/b/2/c"])(
  "%s matches no path",
  (target) => {
    expect(table.match("GET", target)).toBeUndefined();
  },
);

test("a path without the method lists the methods that it has", () => {
  expect(table.match("DELETE", "/a/1")).toEqual({ operation: undefined, allow: ["GET", "HEAD", "OPTIONS"] });
  expect(table.match("GET", "/a")?.allow).toEqual(["OPTIONS", "POST"]);
});

test("a framework's route matches its operation regardless of parameter names", () => {
  expect(table.operation("PUT", "/a/:x/b/:y")?.name).toBe("PUT /a/{id}/b/{other}");
  expect(table.operation("HEAD", "/a/:x")?.name).toBe("GET /a/{id}");
  expect(table.operation("GET", "/nothing")).toBeUndefined();
});

test("no method or target throws", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string({ unit: fc.constantFrom("/", "a", "?", "%", "1") }),
      (method, target) => void table.match(method, target),
    ),
  );
});
