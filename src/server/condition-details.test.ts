import { expect, test } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { boundary } from "./index.ts";

test("boundary() rejects a condition's code whose details it cannot fill", () => {
  const wrong = contract({
    name: "w",
    version: "1.0.0",
    errors: {
      NOPE: { kind: "not_found", when: "x", message: "x", details: z.object({ shelf: z.string() }) },
      INTERNAL: { kind: "internal", when: "x", message: "x" },
    },
    conditions: { unknown_route: "NOPE" },
  });
  expect(() => boundary(wrong)).toThrow(
    /ERRATA_CONDITION_DETAILS NOPE: expected a code whose required details `unknown_route` supplies: none, received /,
  );
});

test.each([
  ["body_too_large", "maxBytes (integer), problem (string)", { maxBytes: z.int() }, { shelf: z.string() }],
  ["not_acceptable", "accepted (list of strings)", { accepted: z.array(z.string()) }, { problem: z.string() }],
  ["method_not_allowed", "allow (list of strings), method (string)", { method: z.string() }, { maxBytes: z.int() }],
  [
    "invalid_request",
    "fields (list of { field, location?, code, message })",
    { fields: z.array(z.object({ field: z.string() })) },
    { fields: z.string() },
  ],
  [
    "malformed_body",
    "problem (string), line (integer), column (integer), position (integer)",
    {},
    { maxBytes: z.int() },
  ],
])(
  "boundary() lists the data that %s supplies when the code requires other details",
  (condition, data, fits, wrong) => {
    const create = (details: object) =>
      boundary(
        contract({
          name: "w",
          version: "1.0.0",
          errors: {
            NOPE: { kind: "conflict", when: "x", message: "x", details: z.object(details as any) },
            INTERNAL: { kind: "internal", when: "x", message: "x" },
          },
          conditions: { [condition]: "NOPE" },
        } as any),
      );
    expect(() => create(fits)).not.toThrow();
    expect(() => create(wrong)).toThrow(`supplies: ${data}, received`);
  },
);
