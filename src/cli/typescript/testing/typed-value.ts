import fc from "fast-check";

/** A schema, and a value that matches it. */
export interface TypedValue {
  readonly schema: any;
  readonly value: unknown;
}

const names = fc.oneof(
  fc.constantFrom("id", "constructor", "a-b", "2nd", "__proto__", "*/", "`", "\u2028", "class", '"', "\\", ""),
  fc.string(),
);
const described = (typed: fc.Arbitrary<TypedValue>): fc.Arbitrary<TypedValue> =>
  fc
    .tuple(typed, fc.constantFrom(undefined, "The value.", "*/ export const x = 1; /*", "a\nb\u2028c", "@see {x}"))
    .map(([{ schema, value }, description]) => ({
      schema: description === undefined ? schema : { ...schema, description },
      value,
    }));

const scalar: fc.Arbitrary<TypedValue> = fc.oneof(
  fc.string().map((value) => ({ schema: { type: "string", minLength: 0 }, value })),
  fc.integer().map((value) => ({ schema: { type: "integer" }, value })),
  fc.boolean().map((value) => ({ schema: { type: "boolean" }, value })),
  fc.constant({ schema: { type: ["string", "null"] }, value: null }),
  fc.constant({ schema: {}, value: { any: ["thing"] } }),
  fc.jsonValue().map((value) => ({ schema: { const: value }, value })),
  fc
    .array(fc.jsonValue(), { minLength: 1, maxLength: 4 })
    .map((values) => ({ schema: { enum: values }, value: values[0] })),
);

const { typed } = fc.letrec<{ typed: TypedValue }>((tie) => ({
  typed: described(
    fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      fc.array(tie("typed"), { maxLength: 1 }).map((items) => ({
        schema: { type: "array", ...(items[0] && { items: items[0].schema }) },
        value: items.map(({ value }) => value),
      })),
      fc.array(tie("typed"), { maxLength: 3 }).map((items) => ({
        schema: { type: "array", prefixItems: items.map(({ schema }) => schema), minItems: items.length, items: false },
        value: items.map(({ value }) => value),
      })),
      fc
        .uniqueArray(fc.tuple(names, tie("typed"), fc.boolean()), { maxLength: 4, selector: ([name]) => name })
        // Every object inherits a member of such a name, so the compiler rejects an optional one of another type.
        .map((members) => members.map(([name, typed, isRequired]) => [name, typed, isRequired || name in {}] as const))
        .map((members) => ({
          schema: {
            type: "object",
            properties: Object.fromEntries(members.map(([name, { schema }]) => [name, schema])),
            required: members.filter(([, , isRequired]) => isRequired).map(([name]) => name),
            additionalProperties: false,
          },
          value: Object.fromEntries(
            members.filter(([, , isRequired]) => isRequired).map(([name, { value }]) => [name, value]),
          ),
        })),
      tie("typed").map(({ schema, value }) => ({
        schema: { type: "object", additionalProperties: schema },
        value: { one: value },
      })),
      fc.tuple(tie("typed"), tie("typed"), fc.boolean()).map(([one, other, isFirst]) => ({
        schema: { anyOf: [one.schema, other.schema] },
        value: (isFirst ? one : other).value,
      })),
      tie("typed").map(({ schema, value }) => ({ schema: { allOf: [schema, {}] }, value })),
    ),
  ),
}));

/** Nested schemas of every form that the converter supports, each with a value. */
export const typedValue: fc.Arbitrary<TypedValue> = typed;
