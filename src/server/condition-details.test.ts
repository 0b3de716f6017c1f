import { expect, test } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { boundary, checkInput } from "./index.ts";

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

const name = z.object({ name: z.string() });
const field = z.object({ field: z.string(), code: z.string() }).meta({ id: "ConditionField" });

test.each<[string, object, object]>([
  ["Zod with an identifier", z.object({ maxBytes: z.int() }).meta({ id: "ConditionLimit" }), { maxBytes: 3 }],
  ["an intersection", z.object({ maxBytes: z.int() }).and(z.looseObject({})), { maxBytes: 3 }],
  [
    "a reference",
    {
      $ref: "#/$defs/a",
      $defs: { a: { type: "object", properties: { maxBytes: { type: "integer" } }, required: ["maxBytes"] } },
    },
    { maxBytes: 3 },
  ],
])("a condition fills the details that its code declares through %s", async (_, details, filled) => {
  const { status, body } = await respondTo("body_too_large", details);
  expect([status, body.details]).toEqual([413, filled]);
});

test.each<[string, object, unknown]>([
  ["items with an identifier", z.array(field), [{ field: "name", code: "required" }]],
  [
    "a list with an identifier",
    z.object({ fields: z.array(field) }).meta({ id: "ConditionFields" }),
    { fields: [{ field: "name", code: "required" }] },
  ],
])("field errors reach the caller in %s", async (_, details, filled) => {
  const { status, body } = await respondTo("invalid_request", details);
  expect([status, body.details]).toEqual([422, filled]);
});

async function respondTo(condition: string, details: object) {
  const api = contract({
    name: "w",
    version: "1.0.0",
    envelope: { code: "$code", details: "$details?" },
    errors: {
      REJECTED: {
        kind: condition === "invalid_request" ? "validation_failed" : "payload_too_large",
        when: "x",
        message: "x",
        details,
      },
      INTERNAL: { kind: "internal", when: "x", message: "x" },
    },
    conditions: { [condition]: "REJECTED" },
  } as any);
  const request = new Request("http://x/", {
    method: "POST",
    body: '{"a":1}',
    headers: { "content-type": "application/json" },
  });
  const limits = condition === "invalid_request" ? {} : { maxBodyBytes: 3 };
  const response = await boundary(api, { ...limits, warn: () => undefined }).handle(request, async (received) =>
    Response.json(await checkInput(name, await received.json())),
  );
  return { status: response.status, body: (await response.json()) as { details?: unknown } };
}
