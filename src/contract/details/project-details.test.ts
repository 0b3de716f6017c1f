import { toStandardJsonSchema } from "@valibot/to-json-schema";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { JsonSchema } from "../json.ts";
import { type DetailsSchema, toJsonSchema } from "./details-schema.ts";
import { detailsProjector, type OmittedDetails } from "./project-details.ts";

function project(schema: JsonSchema | undefined, details: unknown): [details: unknown, omitted: string[]] {
  const collected: OmittedDetails = { omitted: undefined };
  const projected = detailsProjector(schema)(details, collected);
  const omitted = (collected.omitted ?? []).map(({ path, reason }) =>
    reason === "undeclared" ? path : `${path} (${reason})`,
  );
  return [projected, omitted];
}

const text = { type: "string" };
const id = { type: "object", properties: { id: text } };
const person = z.object({ name: z.string(), address: z.object({ city: z.string() }).optional() });
const tree: z.ZodType = z.object({ name: z.string(), children: z.array(z.lazy(() => tree)) });
const payment = z.discriminatedUnion("type", [
  z.object({ type: z.literal("card"), last4: z.string() }),
  z.object({ type: z.literal("bank"), iban: z.string() }),
]);

describe("the declared members", () => {
  it.each<[string, JsonSchema | z.ZodType, unknown, unknown, string[]]>([
    ["of an object", id, { id: "5", email: "a@b" }, { id: "5" }, ["email"]],
    [
      "of nested objects",
      person,
      { name: "A", hash: "x", address: { city: "B", zip: 1 } },
      { name: "A", address: { city: "B" } },
      ["hash", "address.zip"],
    ],
    [
      "of items",
      z.object({ list: z.array(person) }),
      { list: [{ name: "A", x: 1 }, { name: "B" }] },
      { list: [{ name: "A" }, { name: "B" }] },
      ["list.0.x"],
    ],
    [
      "of tuples",
      z.tuple([z.string(), person]),
      ["a", { name: "A", x: 1 }, "more"],
      ["a", { name: "A" }],
      ["1.x", "2"],
    ],
    ["of tuples with a rest", z.tuple([z.string()], person), ["a", { name: "A", x: 1 }], ["a", { name: "A" }], ["1.x"]],
    ["of tuples without `items`", { prefixItems: [text] }, ["a", "b"], ["a"], ["1"]],
    [
      "of recursive schemas",
      tree,
      { name: "a", children: [{ name: "b", children: [], x: 1 }], x: 2 },
      { name: "a", children: [{ name: "b", children: [] }] },
      ["children.0.x", "x"],
    ],
    [
      "of references",
      { properties: { a: { $ref: "#/$defs/id" } }, $defs: { id } },
      { a: { id: "1", x: 1 } },
      { a: { id: "1" } },
      ["a.x"],
    ],
    [
      "of anchors",
      { properties: { a: { $ref: "#id" } }, $defs: { id: { $anchor: "id", ...id } } },
      { a: { id: "1", x: 1 } },
      { a: { id: "1" } },
      ["a.x"],
    ],
    [
      "of intersections",
      { allOf: [id, { properties: { limit: { type: "number" } } }] },
      { id: "1", limit: 2, x: 1 },
      { id: "1", limit: 2 },
      ["x"],
    ],
    [
      "of the matching branch of a union",
      payment,
      { type: "card", last4: "42", iban: "DE1", x: 1 },
      { type: "card", last4: "42" },
      ["iban", "x"],
    ],
    [
      "of the nearest branch if none matches",
      payment,
      { type: "card", last4: 42, iban: "DE1" },
      { type: "card", last4: 42 },
      ["iban"],
    ],
    [
      "of unions of objects and scalars",
      z.object({ to: z.union([person, z.string()]).nullable() }),
      { to: { name: "A", x: 1 } },
      { to: { name: "A" } },
      ["to.x"],
    ],
    [
      "of nullable objects that do not match",
      z.object({ to: person.nullable() }),
      { to: { name: 5, x: 1 } },
      { to: { name: 5 } },
      ["to.x"],
    ],
    [
      "of overlapping branches",
      { anyOf: [id, { properties: { limit: { type: "number" } } }] },
      { id: "1", limit: 2, x: 1 },
      { id: "1", limit: 2 },
      ["x"],
    ],
    [
      "beside branches that only require members",
      { ...id, anyOf: [{ required: ["id"] }, { required: ["x"] }] },
      { id: "1", x: 1 },
      { id: "1" },
      ["x"],
    ],
    [
      "of conditions",
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      { ...id, if: { required: ["id"] }, then: { properties: { a: true } }, else: { properties: { b: true } } },
      { id: "1", a: 1, b: 2 },
      { id: "1", a: 1 },
      ["b"],
    ],
    [
      "of dependent schemas",
      { ...id, dependentSchemas: { id: { properties: { a: true } } } },
      { id: "1", a: 1, b: 2 },
      { id: "1", a: 1 },
      ["b"],
    ],
    [
      "of records with any names",
      z.record(z.string(), person),
      { any: { name: "A", x: 1 } },
      { any: { name: "A" } },
      ["any.x"],
    ],
    [
      "of records with an enumeration of names",
      z.partialRecord(z.enum(["a", "b"]), z.string()),
      { a: "1", secret: "2" },
      { a: "1" },
      ["secret"],
    ],
    [
      "of patterns",
      { patternProperties: { "^x-": id } },
      { "x-a": { id: "1", x: 1 }, y: 1 },
      { "x-a": { id: "1" } },
      ["x-a.x", "y"],
    ],
    [
      "of additionalProperties",
      { ...id, additionalProperties: id },
      { id: "1", other: { id: "2", x: 1 } },
      { id: "1", other: { id: "2" } },
      ["other.x"],
    ],
    [
      "of unevaluatedProperties",
      { allOf: [id], unevaluatedProperties: id },
      { id: "1", other: { id: "2", x: 1 } },
      { id: "1", other: { id: "2" } },
      ["other.x"],
    ],
    [
      "without members that are false",
      { properties: { id: text, secret: false } },
      { id: "1", secret: 1 },
      { id: "1" },
      ["secret"],
    ],
    ["without objects where the schema has scalars", z.object({ id: z.string() }), { id: { secret: 1 } }, {}, ["id"]],
    [
      "without items where the schema has members",
      { properties: { a: { properties: { id: text } } } },
      { a: [{ id: "1" }] },
      { a: [] },
      ["a.0"],
    ],
    ["without lists where the schema has objects", z.object({ a: person }), { a: [{ secret: 1 }] }, {}, ["a"]],
    ["of constants", { properties: { a: { const: { b: 1 } } } }, { a: { b: 1 } }, { a: { b: 1 } }, []],
    [
      "without objects that differ from a constant",
      { properties: { a: { enum: [{ b: 1 }, "c"] } } },
      { a: { b: 1, x: 1 } },
      {},
      ["a"],
    ],
    ["of a code without details", undefined as never, { a: 1, b: undefined }, undefined, ["a", "b"]],
    [
      "named __proto__",
      JSON.parse('{"properties":{"__proto__":{"properties":{"a":true}}}}'),
      JSON.parse('{"__proto__":{"a":1,"b":2}}'),
      JSON.parse('{"__proto__":{"a":1}}'),
      ["__proto__.b"],
    ],
  ])("are those %s", (_, schema, details, projected, omitted) => {
    const jsonSchema = schema === undefined ? undefined : toJsonSchema(schema as never);
    expect(project(jsonSchema, details)).toEqual([projected, omitted]);
    // Byte for byte, in the order of the caller.
    expect(JSON.stringify(project(jsonSchema, details)[0])).toBe(JSON.stringify(projected));
  });

  it.each<[string, DetailsSchema]>([
    ["an empty schema", {}],
    ["a type without members", { type: "object" }],
    ["a loose object", z.looseObject({ a: z.string() })],
    ["a loose object of Valibot", toStandardJsonSchema(v.looseObject({ a: v.string() }))],
    ["an object with a catch-all", z.object({}).catchall(z.unknown())],
    ["a record", z.record(z.string(), z.unknown())],
    ["a branch without members", { anyOf: [{ type: "string" }, { type: "object" }] }],
    ["a reference outside the schema", { $ref: "https://example.com/other" }],
  ])("are all members for %s", (_, schema) => {
    const details = { a: "1", b: { c: [{ d: null }] } };
    expect(project(toJsonSchema(schema as never), details)).toEqual([details, []]);
  });

  it("are the items after those of a loose tuple of Valibot, but not of another", () => {
    const convert = (items: v.GenericSchema): JsonSchema | undefined => toJsonSchema(toStandardJsonSchema(items));
    expect(project(convert(v.looseTuple([v.string()])), ["a", 1])).toEqual([["a", 1], []]);
    expect(project(convert(v.tuple([v.string()])), ["a", 1])).toEqual([["a"], ["1"]]);
    expect(project(convert(v.object({ a: v.string() })), { a: "a", b: 1 })).toEqual([{ a: "a" }, ["b"]]);
  });

  it("are kept, and all others removed, at every depth of random schemas", () => {
    fc.assert(
      fc.property(dirtyValue, ({ schema, value, dirty, secrets }) => {
        const [projected, omitted] = project({ properties: { root: schema } }, { root: dirty });
        expect(JSON.stringify(projected)).toBe(JSON.stringify({ root: value }));
        expect(omitted).toHaveLength(Math.min(secrets, 100));
      }),
      { numRuns: 200 },
    );
  });
});

describe("values", () => {
  const loose = {};

  it("are read as JSON.stringify reads them", () => {
    class User {
      readonly name = "A";
      get computed(): string {
        return "inherited";
      }
    }
    const details = {
      at: new Date(0),
      user: new User(),
      boxed: [Object("a"), Object(1), Object(false)],
      skipped: undefined,
      [Symbol("s")]: 1,
      holes: { toJSON: () => ({ id: "1" }) },
      bare: Object.assign(Object.create(null), { a: 1 }),
    };
    const [projected, omitted] = project(loose, details);
    expect(JSON.stringify(projected)).toBe(JSON.stringify(details));
    expect(omitted).toEqual([]);
  });

  it("are projected after toJSON", () => {
    const user = { toJSON: () => ({ id: "1", passwordHash: "x" }) };
    expect(project({ properties: { user: id } }, { user })).toEqual([{ user: { id: "1" } }, ["user.passwordHash"]]);
    expect(project(id, user)).toEqual([{ id: "1" }, ["passwordHash"]]);
  });

  it("are noted when JSON cannot represent them", () => {
    const shared = { a: 1 };
    const circular: Record<string, unknown> = { shared, again: shared };
    circular.inner = { circular };
    expect(project(loose, circular)).toEqual([
      { shared: { a: 1 }, again: { a: 1 }, inner: {} },
      ["inner.circular (a circular reference)"],
    ]);
    const getter = {
      get id(): string {
        throw new RangeError("no");
      },
    };
    const unreadable = "a value that threw RangeError when it was read";
    expect(project(loose, { getter })).toEqual([{}, [`getter (${unreadable})`]]);
    expect(project(loose, getter)).toEqual([undefined, [` (${unreadable})`]]);
    expect(project(loose, [1n, () => 1, undefined, Number.NaN, Number.POSITIVE_INFINITY])).toEqual([
      [null, null, null, null, null],
      ["0 (a BigInt)", "1 (a function)", "2 (undefined)", "3 (NaN)", "4 (Infinity)"],
    ]);
    const unseen = { map: new Map([["a", 1]]), set: new Set(["a"]), error: new RangeError("no"), blob: new Blob() };
    expect(project(loose, { ...unseen, empty: {}, none: [], bare: Object.create(null) })).toEqual([
      { empty: {}, none: [], bare: {} },
      [
        "map (a Map without members)",
        "set (a Set without members)",
        "error (a RangeError without members)",
        "blob (a Blob without members)",
      ],
    ]);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(project(loose, { proxy })).toEqual([{}, ["proxy (a value that threw TypeError when it was read)"]]);
  });

  it("are listed 100 times at most, with paths of 200 characters at most", () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`${"n".repeat(300)}${index}`, 1]));
    const [, omitted] = project(id, many);
    expect(omitted).toHaveLength(100);
    expect(omitted.every((path) => path.length <= 200)).toBe(true);
  });

  it("can nest 512 levels", () => {
    let deep: unknown = "x";
    for (let level = 0; level < 512; level += 1) deep = { deep };
    expect(project(loose, { deep })).toEqual([{ deep }, []]);
    expect(project(loose, { deep: { deep } })[1]).toEqual([
      expect.stringContaining("nested more than 512 levels deep"),
    ]);
  });
});

interface DirtyValue {
  readonly schema: any;
  /** Matches the schema. */
  readonly value: any;
  /** The value with undeclared members. */
  readonly dirty: any;
  /** The number of undeclared members. */
  readonly secrets: number;
}

const clean = (schema: object, value: unknown): DirtyValue => ({ schema, value, dirty: value, secrets: 0 });
const total = (parts: readonly DirtyValue[]): number => parts.reduce((sum, { secrets }) => sum + secrets, 0);

/** Schemas of every form, each with a value, and with the same value and undeclared members at every depth. */
const { dirty: dirtyValue } = fc.letrec<{ dirty: DirtyValue }>((tie) => ({
  dirty: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.string().map((value) => clean({ type: "string" }, value)),
    fc.integer().map((value) => clean({ type: ["integer", "null"] }, value)),
    fc.jsonValue().map((value) => clean({}, JSON.parse(JSON.stringify(value)))),
    fc.array(tie("dirty"), { maxLength: 3 }).map((items) => ({
      schema: { type: "array", prefixItems: items.map(({ schema }) => schema), items: false },
      value: items.map(({ value }) => value),
      dirty: [...items.map(({ dirty }) => dirty), { secret: 1 }],
      secrets: total(items) + 1,
    })),
    tie("dirty").map(({ schema, value, dirty, secrets }) => ({
      schema: { type: "array", items: schema },
      value: [value, value],
      dirty: [dirty, dirty],
      secrets: 2 * secrets,
    })),
    fc
      .tuple(fc.array(tie("dirty"), { maxLength: 3 }), fc.constantFrom({}, { additionalProperties: false }))
      .map(([members, closed]) => ({
        schema: { type: "object", properties: namesOf(members, "schema"), ...closed },
        value: namesOf(members, "value"),
        dirty: { ...namesOf(members, "dirty"), secret: { nested: 1 } },
        secrets: total(members) + 1,
      })),
    tie("dirty").map(({ schema, value, dirty, secrets }) => ({
      schema: { type: "object", additionalProperties: schema },
      value: { any: value },
      dirty: { any: dirty },
      secrets,
    })),
    tie("dirty").map(({ schema, value, dirty, secrets }) => ({
      schema: {
        type: "object",
        oneOf: [
          { properties: { type: { const: "a" }, one: schema } },
          { properties: { type: { const: "b" }, secret: true } },
        ],
      },
      value: { type: "a", one: value },
      dirty: { type: "a", one: dirty, secret: 1 },
      secrets: secrets + 1,
    })),
    tie("dirty").map(({ schema, ...rest }) => ({ schema: { allOf: [schema, {}] }, ...rest })),
    tie("dirty").map(({ schema, ...rest }) => ({
      schema: { anyOf: [{ type: "null", const: null }, schema] },
      ...rest,
    })),
  ),
}));

function namesOf(members: readonly DirtyValue[], key: "schema" | "value" | "dirty"): Record<string, unknown> {
  return Object.fromEntries(members.map((member, index) => [`m${index}`, member[key]]));
}
