import { hasMember } from "../faults/arguments.ts";
import type { JsonSchema } from "../json.ts";
import { isPlainObject } from "../json.ts";
import { isNever } from "./schema-reader.ts";
import { schemaValidator } from "./validate-schema.ts";

/** One issue that a schema library reports. @see https://standardschema.dev */
interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

interface SchemaResult {
  readonly issues?: readonly SchemaIssue[] | undefined;
}

/** Converts one side of a schema to JSON Schema. */
type ConvertSchema = (options: {
  readonly target: "draft-2020-12";
  readonly libraryOptions?: Record<string, unknown> | undefined;
}) => Record<string, unknown>;

/** The part of Standard Schema v1 that details need, declared here so that the core's types have no dependency. */
export interface StandardSchema<Output = unknown> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult | Promise<SchemaResult>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
    readonly jsonSchema?: {
      readonly input?: ConvertSchema;
      readonly output: ConvertSchema;
    };
  };
}

/** Schema of a code's details: a Standard Schema that produces JSON Schema (Zod 4, ArkType, Valibot with its converter), or JSON Schema itself. */
export type DetailsSchema = StandardSchema | JsonSchema;

/** Type of the details that a schema describes. JSON Schema is data without types, so it allows any members. */
export type DetailsOf<Schema> =
  Schema extends WithTypes<infer Types>
    ? NonNullable<Types> extends WithOutput<infer Output>
      ? Output
      : unknown
    : Schema extends JsonSchema
      ? Readonly<Record<string, unknown>>
      : undefined;

interface WithTypes<Types> {
  readonly "~standard": { readonly types?: Types };
}

interface WithOutput<Output> {
  readonly output: Output;
}

/** Checks whether a schema comes from a schema library rather than being plain JSON Schema. ArkType's schemas are functions. */
export function isStandardSchema(schema: unknown): schema is StandardSchema {
  return hasMember(schema, "~standard") && hasMember((schema as StandardSchema)["~standard"], "validate");
}

/**
 * Returns the JSON Schema of details. The short forms `true` (anything) and `false` (nothing) become objects.
 *
 * @param side what a library's schema accepts or returns
 * @returns undefined when the library cannot produce one
 */
export function toJsonSchema(
  schema: DetailsSchema | boolean,
  side: "input" | "output" = "output",
): JsonSchema | undefined {
  if (typeof schema === "boolean") return schema ? {} : { not: {} };
  if (!isStandardSchema(schema)) return schema;
  const cached = converted[side].get(schema);
  if (cached !== undefined) return cached;
  const { jsonSchema, vendor } = schema["~standard"];
  const options = vendor === "valibot" ? { libraryOptions: valibotOptions } : {};
  const result = jsonSchema?.[side]?.({ target: "draft-2020-12", ...options }) as JsonSchema | undefined;
  if (result !== undefined) converted[side].set(schema, result);
  return result;
}

/**
 * Returns one sentence per problem of an error's details; empty when they match their schema.
 *
 * A schema library validates what a schema accepts, but details are what it returns. If their types differ, as with
 * `z.stringbool()`, details are checked against the JSON Schema alone.
 *
 * @param details as they were passed; a schema library checks these, because JSON may change them
 * @param sent as they leave the process; JSON Schema describes these
 * @example
 * ```ts
 * import { detailsIssues } from "errata";
 *
 * const schema = { type: "object", properties: { left: { type: "integer" } } };
 * detailsIssues(schema, { left: "two" }, { left: "two" }); // ["left: expected integer, received …"]
 * ```
 */
export function detailsIssues(schema: DetailsSchema, details: unknown, sent: unknown): readonly string[] {
  const isStandard = isStandardSchema(schema);
  if (!isStandard && typeof schema !== "boolean" && !isPlainObject(schema)) return ["expected a schema"];
  if (!isStandard || changesTypes(schema)) return jsonSchemaIssues(toJsonSchema(schema) ?? {}, details, sent);
  const issues = libraryIssues(schema, details);
  // `error.SOFT()` compiles when every detail is optional, so omitted details count as an empty object.
  return details === undefined && issues.length > 0 && libraryIssues(schema, {}).length === 0 ? [] : issues;
}

/** Valibot converts loose objects and tuples as if they were strict about other members, which would then count as undeclared. */
const valibotOptions: Record<string, unknown> = {
  overrideSchema({ valibotSchema, jsonSchema }: ValibotConversion): JsonSchema | undefined {
    if (valibotSchema.type === "loose_object") return { ...jsonSchema, additionalProperties: {} };
    return valibotSchema.type === "loose_tuple" ? { ...jsonSchema, items: {} } : undefined;
  },
};

interface ValibotConversion {
  readonly valibotSchema: { readonly type: string };
  readonly jsonSchema: JsonSchema;
}

/** Conversion is slow, and both the checks and the entry need its result. */
const converted = {
  input: new WeakMap<StandardSchema, JsonSchema>(),
  output: new WeakMap<StandardSchema, JsonSchema>(),
};

const validators = new WeakMap<JsonSchema, ReturnType<typeof schemaValidator>>();

function jsonSchemaIssues(root: JsonSchema, details: unknown, sent: unknown): readonly string[] {
  const validate = validators.get(root) ?? schemaValidator(root);
  validators.set(root, validate);
  if (details === undefined && isNever(root)) return [];
  return validate(details === undefined ? {} : sent).map(({ path, message }) => withPath(path, message));
}

/** Checks whether a schema returns other types than it accepts. */
function changesTypes(schema: StandardSchema): boolean {
  try {
    const input = toJsonSchema(schema, "input");
    return input !== undefined && typesIn(input) !== typesIn(toJsonSchema(schema));
  } catch {
    // JSON Schema cannot describe the input, such as a Date.
    return true;
  }
}

function typesIn(schema: JsonSchema | undefined): string {
  return String(JSON.stringify(schema).match(/"type":("\w+"|\[[^\]]*\])/g));
}

/** An asynchronous check is not awaited, so it reports no issues. */
function libraryIssues(schema: StandardSchema, details: unknown): readonly string[] {
  const result = schema["~standard"].validate(details);
  if (result instanceof Promise) {
    // Nothing awaits the result, so a rejection must not end the process.
    result.catch(() => undefined);
    return [];
  }
  return (result.issues ?? []).map(({ path = [], message }) =>
    withPath(
      path.map((step) => String(typeof step === "object" ? step.key : step)),
      message,
    ),
  );
}

function withPath(path: readonly (string | number)[], message: string): string {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}
