import type { JsonObject, JsonSchema } from "../json.ts";
import { isPlainObject } from "../json.ts";
import type { ResolveReference } from "./schema-reader.ts";
import {
  allowedTypes,
  isNever,
  isSchemaObject,
  matchesPattern,
  referenceResolver,
  schemaList,
  schemaMap,
} from "./schema-reader.ts";
import { equalJson, otherConstant, schemaValidator, type ValidateSchema } from "./validate-schema.ts";

/** A root schema with everything that finding declared members needs. */
export interface SchemaContext {
  readonly resolve: ResolveReference;
  readonly validate: ValidateSchema;
}

/** Most keywords concern either objects or arrays. */
export type Container = "object" | "array";

/** Which members or items the schemas of one value declare. */
export interface Shape {
  /** Whether the value may be an object or array at all. */
  readonly isAllowed: boolean;
  /** Whether no schema lists members or items, so that all of them count as declared. */
  readonly isOpen: boolean;
  /** The schema objects that apply to the value. */
  readonly schemas: readonly JsonSchema[];
}

export function schemaContext(root: JsonSchema): SchemaContext {
  const resolve = referenceResolver(root);
  return { resolve, validate: schemaValidator(root, resolve) };
}

/** A schema with its members, which can be none. */
export type MergedSchema = JsonSchema & { readonly properties: JsonObject };

/**
 * Returns a function that merges a schema with its references and its `allOf`, so that `properties` and `items` are found
 * behind them. It takes the root schema and those within it.
 */
export function schemaMerger(root: JsonSchema): (schema: unknown) => MergedSchema {
  const known = mergers.get(root);
  if (known !== undefined) return known;
  const context = schemaContext(root);
  const results = new Map<unknown, MergedSchema>();
  const merge = (schema: unknown): MergedSchema => {
    const { schemas } = shapeOf([schema], "object", context);
    return Object.assign({}, ...schemas, {
      properties: Object.assign({}, ...schemas.map(({ properties }) => properties)),
    });
  };
  const merger = (schema: unknown): MergedSchema => {
    const result = results.get(schema) ?? merge(schema);
    results.set(schema, result);
    return result;
  };
  mergers.set(root, merger);
  return merger;
}

/** Reading the references of a schema takes longer than the rest of an error, and most errors have the same few schemas. */
const mergers = new WeakMap<JsonSchema, (schema: unknown) => MergedSchema>();

/** Checks whether the declared members depend on the value, because the schemas have branches. */
export function isConditional(
  schemas: readonly unknown[],
  context: SchemaContext,
  seen: Set<unknown> = new Set(),
): boolean {
  return schemas.some((schema) => {
    if (!isSchemaObject(schema) || seen.has(schema)) return false;
    seen.add(schema);
    if (branchKeywords.some((keyword) => schema[keyword] !== undefined)) return true;
    if (fixedValues(schema)?.some((value) => typeof value === "object" && value !== null)) return true;
    return isConditional([...referencesOf(schema, context), ...schemaList(schema, "allOf")], context, seen);
  });
}

/**
 * Merges the schemas that apply to one value.
 *
 * @param data the value, if the schemas are conditional
 * @param visited schemas that led here, so that a schema made of itself ends
 */
export function shapeOf(
  schemas: readonly unknown[],
  container: Container,
  context: SchemaContext,
  data?: unknown,
  visited: ReadonlySet<unknown> = new Set(),
): Shape {
  const draft: Draft = {
    ...{ container, context, data, seen: new Set(visited), schemas: [] },
    ...{ isAllowed: true, isClosed: false, leavesSchema: false },
  };
  for (const schema of schemas) addSchema(draft, schema);
  const { isAllowed, isClosed, leavesSchema } = draft;
  return { schemas: draft.schemas, isAllowed, isOpen: leavesSchema || !isClosed };
}

/** Returns the schemas of a member; undefined when it is undeclared. */
export function memberSchemas(
  { schemas, isOpen }: Shape,
  name: string,
  { validate }: SchemaContext,
): readonly unknown[] | undefined {
  const listed = schemas.flatMap((schema) => [
    ...schemaMap(schema, "properties").flatMap(([key, each]) => (key === name ? [each] : [])),
    ...schemaMap(schema, "patternProperties").flatMap(([pattern, each]) =>
      matchesPattern(pattern, name) ? [each] : [],
    ),
  ]);
  if (listed.includes(false)) return undefined;
  if (listed.length > 0) return listed;
  const isName = (names: unknown): boolean => names === undefined || validate(name, { schema: names }).length === 0;
  if (!schemas.every(({ propertyNames }) => isName(propertyNames))) return undefined;
  return restOf(schemas, isOpen, "additionalProperties", "unevaluatedProperties");
}

/** Returns the schemas of an item; undefined when it is undeclared. */
export function itemSchemas({ schemas, isOpen }: Shape, index: number): readonly unknown[] | undefined {
  const listed = schemas.flatMap((each) => schemaList(each, "prefixItems").slice(index, index + 1));
  return listed.length > 0 ? listed : restOf(schemas, isOpen, "items", "unevaluatedItems");
}

/** Checks whether a value may be a string, a number or a boolean. */
export function allowsScalars(schemas: readonly unknown[], { validate }: SchemaContext): boolean {
  return ["", 0, true].some((sample) =>
    schemas.every((schema) => validate(sample, { schema, ignoreUndeclared: true, typesOnly: true }).length === 0),
  );
}

/** A shape while its schemas are being added. */
interface Draft {
  readonly container: Container;
  readonly context: SchemaContext;
  readonly data: unknown;
  readonly seen: Set<unknown>;
  readonly schemas: JsonSchema[];
  isAllowed: boolean;
  /** Whether a schema lists members or items. */
  isClosed: boolean;
  /** Whether a reference leads outside the schema, which can declare anything. */
  leavesSchema: boolean;
}

function addSchema(draft: Draft, schema: unknown): void {
  const { container, context, data, seen, schemas } = draft;
  if (isNever(schema)) draft.isAllowed = false;
  if (!isSchemaObject(schema) || seen.has(schema)) return;
  seen.add(schema);
  schemas.push(schema);
  draft.isAllowed &&= admits(schema, container, data);
  draft.isClosed ||= closes(schema, container);
  const targets = referencesOf(schema, context);
  draft.leavesSchema ||= targets.includes(undefined);
  for (const part of [...targets, ...schemaList(schema, "allOf")]) addSchema(draft, part);
  if (data === undefined) return;
  for (const keyword of ["anyOf", "oneOf"])
    if (Array.isArray(schema[keyword])) addBranches(draft, schemaList(schema, keyword));
  for (const part of conditionalParts(schema, context, data)) addSchema(draft, part);
}

/** A schema without a type that only lists members of objects declares no items of arrays, and the reverse. */
function closes(schema: JsonSchema, container: Container): boolean {
  const lists = (each: Container): boolean => listKeywords[each].some((keyword) => schema[keyword] !== undefined);
  return lists(container) || (schema.type === undefined && lists(container === "object" ? "array" : "object"));
}

/** Adds the branches that the value matches. They list members only if each of them does. */
function addBranches(draft: Draft, branches: readonly unknown[]): void {
  const { container, context, data, seen } = draft;
  const shapes = matchingBranches(branches, context, data)
    .map((branch) => shapeOf([branch], container, context, data, seen))
    .filter(({ isAllowed }) => isAllowed);
  draft.schemas.push(...shapes.flatMap(({ schemas }) => schemas));
  draft.isAllowed &&= shapes.length > 0;
  draft.isClosed ||= shapes.every(({ isOpen }) => !isOpen);
}

const branchKeywords = ["anyOf", "oneOf", "if", "dependentSchemas"];
const listKeywords: Readonly<Record<Container, readonly string[]>> = {
  object: ["properties", "patternProperties", "additionalProperties", "unevaluatedProperties"],
  array: ["prefixItems", "items", "unevaluatedItems"],
};

/**
 * Returns the branches that a value matches, ignoring undeclared members. If it matches none, returns those with the
 * fewest problems, where a wrong constant outweighs all others, because it usually tells the branches apart.
 */
function matchingBranches(
  branches: readonly unknown[],
  { validate }: SchemaContext,
  data: unknown,
): readonly unknown[] {
  const distances = branches.map((schema) => {
    const problems = validate(data, { schema, ignoreUndeclared: true });
    return problems.length + 1_000 * problems.filter(({ message }) => message === otherConstant).length;
  });
  const least = Math.min(...distances);
  return branches.filter((_, index) => distances[index] === least);
}

function conditionalParts(schema: JsonSchema, { validate }: SchemaContext, data: unknown): readonly unknown[] {
  const parts = schemaMap(schema, "dependentSchemas").flatMap(([name, part]) =>
    isPlainObject(data) && Object.hasOwn(data, name) ? [part] : [],
  );
  if (schema.if === undefined) return parts;
  const isTrue = validate(data, { schema: schema.if, ignoreUndeclared: true }).length === 0;
  return [...parts, ...(isTrue ? [schema.if, schema.then] : [schema.else])];
}

/** Returns the targets of a schema's references; undefined for one that leads outside. */
export function referencesOf(schema: JsonSchema, { resolve }: Pick<SchemaContext, "resolve">): readonly unknown[] {
  return [schema.$ref, schema.$dynamicRef].flatMap((reference) =>
    typeof reference === "string" ? [resolve(reference, schema)] : [],
  );
}

function fixedValues(schema: JsonSchema): readonly unknown[] | undefined {
  if ("const" in schema) return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
}

function admits(schema: JsonSchema, container: Container, data: unknown): boolean {
  if (allowedTypes(schema)?.includes(container) === false) return false;
  const values = fixedValues(schema);
  return values === undefined || values.some((value) => equalJson(value, data));
}

/** Returns the schemas of members or items that are not listed, by the first of the keywords that declares any. */
function restOf(
  schemas: readonly JsonSchema[],
  isOpen: boolean,
  ...keywords: readonly string[]
): readonly unknown[] | undefined {
  return [...keywords.map((keyword) => schemas.map((each) => each[keyword])), isOpen ? [true] : []]
    .map((group) => group.filter((schema) => schema !== undefined && schema !== false))
    .find((group) => group.length > 0);
}
