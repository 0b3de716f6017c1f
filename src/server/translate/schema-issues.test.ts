import { Ajv } from "ajv";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { schemaIssues } from "./schema-issues.ts";

const secret = "s3cr3t-value-9f8e7d";
/** Every field is invalid. The values of `email` and `tier` must not be repeated in messages. */
const input = { email: secret, tier: secret, age: 7, tags: ["a", 1], extra: true };

const zod = z.strictObject({
  name: z.string(),
  email: z.email(),
  tier: z.enum(["basic", "pro"]),
  age: z.number().min(18),
  tags: z.array(z.string()),
});
const valibot = v.strictObject({
  name: v.string(),
  email: v.pipe(v.string(), v.email()),
  tier: v.picklist(["basic", "pro"]),
  age: v.pipe(v.number(), v.minValue(18)),
  tags: v.array(v.string()),
});
const arktype = type({
  "+": "reject",
  name: "string",
  email: "string.email",
  tier: "'basic' | 'pro'",
  age: "number >= 18",
  tags: "string[]",
});
const ajv = new Ajv({ allErrors: true, formats: { email: /@/ } }).compile({
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: { type: "string" },
    email: { type: "string", format: "email" },
    tier: { enum: ["basic", "pro"] },
    age: { type: "number", minimum: 18 },
    tags: { type: "array", items: { type: "string" } },
  },
});

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe.each([
  ["Zod, thrown", () => thrownBy(() => zod.parse(input))],
  ["Zod, returned", () => zod.safeParse(input).error],
  ["Zod as Standard Schema", () => zod["~standard"].validate(input)],
  ["Valibot, thrown", () => thrownBy(() => v.parse(valibot, input))],
  ["Valibot as Standard Schema", () => valibot["~standard"].validate(input)],
  ["ArkType, returned", () => arktype(input)],
  ["ArkType, thrown", () => thrownBy(() => arktype.assert(input))],
  ["ArkType as Standard Schema", () => arktype["~standard"].validate(input)],
  [
    "Ajv",
    () => {
      ajv(input);
      return ajv.errors;
    },
  ],
  [
    "Ajv, wrapped",
    () => {
      ajv(input);
      return Object.assign(new Error("validation failed"), { errors: ajv.errors });
    },
  ],
])("%s", (_name, fail) => {
  const issues = schemaIssues(fail(), "body") ?? [];

  test("reports each invalid field once, with the same code for every library", () => {
    expect(Object.fromEntries(issues.map(({ field, code }) => [field, code]))).toEqual({
      name: "required",
      email: "invalid_format",
      tier: "not_allowed",
      age: "too_small",
      "tags.1": "invalid_type",
      extra: "unknown_field",
    });
    expect(issues).toHaveLength(6);
    expect(issues.every(({ location }) => location === "body")).toBe(true);
  });

  test("no message contains a received value", () => {
    expect(JSON.stringify(issues)).not.toContain(secret);
    for (const { message } of issues) expect(message).toMatch(/^[A-Z].{4,200}[.!?…]$/s);
  });
});

test("removes the received value from messages of Zod 3", () => {
  const issue = {
    code: "invalid_enum_value",
    path: ["tier"],
    message: `Invalid enum value. Expected 'basic' | 'pro', received '${secret}'`,
  };
  expect(schemaIssues({ issues: [issue] })).toEqual([
    { field: "tier", code: "not_allowed", message: "Invalid enum value. Expected 'basic' | 'pro'." },
  ]);
});

test("reports at most 100 of 100,000 invalid items", () => {
  const { error } = z.array(z.string()).safeParse(Array.from({ length: 100_000 }, () => 1));
  expect(schemaIssues(error)).toHaveLength(100);
});

test.each([
  ["an Error", new Error("x")],
  ["an AggregateError", new AggregateError([new Error("a")], "x")],
  ["a list of strings", ["a"]],
  ["an empty list of issues", { issues: [] }],
  ["null", null],
  ["a string", "x"],
  ["an error with other errors", { errors: [{ message: "upstream said no" }] }],
])("%s is not a schema failure", (_name, thrown) => {
  expect(schemaIssues(thrown)).toBeUndefined();
});
