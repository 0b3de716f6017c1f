import type { JsonSchema } from "../json.ts";
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

/** One value that does not match its schema. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Options of a validation. */
export interface ValidateOptions {
  /** The subschema to validate against. @default the root */
  readonly schema?: unknown;
  /** Whether members and items that the schema does not declare are accepted. @default false */
  readonly ignoreUndeclared?: boolean;
  /** Whether only types are compared. @default false */
  readonly typesOnly?: boolean;
}

/** The problem of a value that differs from a `const` or `enum`, which usually means another branch of a union. */
export const otherConstant = "must be equal to one of the allowed values";

/** Validates JSON data and returns every problem. */
export type ValidateSchema = (value: unknown, options?: ValidateOptions) => readonly SchemaProblem[];

/**
 * Creates a validator of JSON Schema draft 2020-12 without dependencies. It covers every assertion and applicator.
 * `format` and the content keywords are annotations, which is the draft's default, and `$dynamicRef` works as `$ref`.
 */
export function schemaValidator(root: JsonSchema, resolve: ResolveReference = referenceResolver(root)): ValidateSchema {
  return (value, { schema = root, ...options } = {}) =>
    check(schema, value, { path: [], followed: [], resolve, ...options }).problems;
}

/** Compares JSON data by value. The order of members does not matter. */
export function equalJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && equalJson(Reflect.get(one, name), Reflect.get(other, name)))
  );
}

interface Context {
  readonly path: readonly (string | number)[];
  /** Targets of the references that led to this value, so that a schema made of itself ends. */
  readonly followed: readonly unknown[];
  readonly resolve: ResolveReference;
  readonly ignoreUndeclared?: boolean;
  readonly typesOnly?: boolean;
}

/** One subschema applied to one value. */
interface Frame extends Context {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly problems: SchemaProblem[];
  /** The members and items that a keyword has evaluated. */
  readonly evaluated: Set<string | number>;
}

type Outcome = Pick<Frame, "problems" | "evaluated">;

/** Applies one keyword. */
type Keyword = (argument: unknown, frame: Frame) => void;

function check(schema: unknown, value: unknown, context: Context): Outcome {
  const outcome: Outcome = { problems: [], evaluated: new Set() };
  if (isNever(schema)) outcome.problems.push({ path: context.path, message: notAllowed });
  if (!isSchemaObject(schema)) return outcome;
  const frame: Frame = { ...context, ...outcome, schema, value };
  for (const [name, argument] of Object.entries(schema))
    if (argument !== undefined && Object.hasOwn(keywords, name) && (!frame.typesOnly || typeKeywords.includes(name)))
      keywords[name]?.(argument, frame);
  checkUnevaluated(frame);
  return outcome;
}

function fail({ problems, path }: Pick<Frame, "problems" | "path">, message: string): void {
  problems.push({ path, message });
}

function isValid(schema: unknown, value: unknown, context: Context): boolean {
  return check(schema, value, context).problems.length === 0;
}

/** Applies a subschema to the same value. */
function apply(schema: unknown, frame: Frame): void {
  merge(frame, check(schema, frame.value, frame));
}

/** Applies a subschema to a member or an item. */
function applyAt(key: string | number, schema: unknown, frame: Frame): void {
  const value = (frame.value as Readonly<Record<string | number, unknown>>)[key];
  frame.evaluated.add(key);
  frame.problems.push(...check(schema, value, { ...frame, path: [...frame.path, key], followed: [] }).problems);
}

function merge(frame: Frame, { problems, evaluated }: Outcome): void {
  frame.problems.push(...problems);
  for (const key of evaluated) frame.evaluated.add(key);
}

/** A keyword that limits a number, or the size of a value of another type. */
function bound(type: string, text: string, accepts: (size: number, limit: number) => boolean, unit = ""): Keyword {
  return (limit, frame) => {
    if (isOfType(frame.value, type) && !accepts(sizeOf(frame.value), Number(limit)))
      fail(frame, `must ${text} ${limit}${unit}`);
  };
}

function sizeOf(value: unknown): number {
  return typeof value === "number" ? value : Object.keys(isString(value) ? [...value] : Object(value)).length;
}

const notAllowed = "is not allowed";
/** The keywords by which schemas differ in type. */
const typeKeywords = ["type", "$ref", "$dynamicRef", "allOf", "anyOf", "oneOf"];
const atLeast = (size: number, limit: number): boolean => size >= limit;
const atMost = (size: number, limit: number): boolean => size <= limit;
const isString = (value: unknown): value is string => typeof value === "string";
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** Rejects members or items beyond a number of them, which only undeclared ones can exceed. */
function unlessUndeclared(keyword: Keyword): Keyword {
  return (argument, frame) => {
    if (!frame.ignoreUndeclared) keyword(argument, frame);
  };
}

const keywords: Readonly<Record<string, Keyword>> = {
  type: (_, frame) => {
    const types = allowedTypes(frame.schema) ?? [];
    if (!types.some((type) => isOfType(frame.value, type))) fail(frame, `must be ${types.join(",")}`);
  },
  const: (constant, frame) => {
    if (!equalJson(frame.value, constant)) fail(frame, otherConstant);
  },
  enum: (_, frame) => {
    if (!schemaList(frame.schema, "enum").some((each) => equalJson(frame.value, each))) fail(frame, otherConstant);
  },
  minimum: bound("number", "be >=", atLeast),
  maximum: bound("number", "be <=", atMost),
  exclusiveMinimum: bound("number", "be >", (size, limit) => size > limit),
  exclusiveMaximum: bound("number", "be <", (size, limit) => size < limit),
  multipleOf: bound("number", "be a multiple of", (size, divisor) => Number.isInteger(size / divisor)),
  minLength: bound("string", "have at least", atLeast, " characters"),
  maxLength: bound("string", "have at most", atMost, " characters"),
  pattern: (pattern, { value, ...frame }) => {
    if (isString(value) && !matchesPattern(String(pattern), value)) fail(frame, `must match pattern "${pattern}"`);
  },
  minItems: bound("array", "have at least", atLeast, " items"),
  maxItems: unlessUndeclared(bound("array", "have at most", atMost, " items")),
  uniqueItems: (isUnique, { value, ...frame }) => {
    if (isUnique === true && isList(value) && hasDuplicates(value)) fail(frame, "must not have duplicate items");
  },
  minProperties: bound("object", "have at least", atLeast, " members"),
  maxProperties: unlessUndeclared(bound("object", "have at most", atMost, " members")),
  required: requireNames,
  dependentRequired: (_, frame) => {
    for (const [, names] of presentMembers(frame, "dependentRequired")) requireNames(names, frame);
  },
  prefixItems: (schemas, frame) => {
    if (isList(schemas) && isList(frame.value))
      for (const index of frame.value.keys()) if (index < schemas.length) applyAt(index, schemas[index], frame);
  },
  items: (schema, frame) => {
    if (!isList(frame.value) || (schema === false && frame.ignoreUndeclared)) return;
    const first = schemaList(frame.schema, "prefixItems").length;
    for (const index of frame.value.keys()) if (index >= first) applyAt(index, schema, frame);
  },
  contains: checkContains,
  properties: (_, frame) => {
    for (const [name, schema] of presentMembers(frame, "properties")) applyAt(name, schema, frame);
  },
  patternProperties: (_, frame) => {
    if (!isObject(frame.value)) return;
    for (const [pattern, schema] of schemaMap(frame.schema, "patternProperties"))
      for (const name of Object.keys(frame.value)) if (matchesPattern(pattern, name)) applyAt(name, schema, frame);
  },
  additionalProperties: (schema, frame) => {
    for (const name of additionalNames(frame)) {
      if (schema !== false) applyAt(name, schema, frame);
      else if (!frame.ignoreUndeclared) fail(frame, `must NOT have additional properties: ${name}`);
    }
  },
  propertyNames: unlessUndeclared((schema, frame) => {
    for (const name of isObject(frame.value) ? Object.keys(frame.value) : [])
      if (!isValid(schema, name, frame)) fail(frame, `must not have a member with the name "${name}"`);
  }),
  $ref: follow,
  $dynamicRef: follow,
  allOf: (_, frame) => {
    for (const schema of schemaList(frame.schema, "allOf")) apply(schema, frame);
  },
  anyOf: (_, frame) => void applyMatching("anyOf", frame),
  oneOf: (_, frame) => {
    const count = applyMatching("oneOf", frame);
    if (count > 1 && !frame.ignoreUndeclared) fail(frame, "must match only one schema in oneOf");
  },
  not: (schema, frame) => {
    if (isValid(schema, frame.value, frame)) fail(frame, notAllowed);
  },
  if: (schema, frame) => {
    const condition = check(schema, frame.value, frame);
    const isTrue = condition.problems.length === 0;
    if (isTrue) merge(frame, condition);
    apply(isTrue ? frame.schema.then : frame.schema.else, frame);
  },
  dependentSchemas: (_, frame) => {
    for (const [, schema] of presentMembers(frame, "dependentSchemas")) apply(schema, frame);
  },
};

/** A reference outside the schema cannot be checked, and one that leads back to the same value adds nothing. */
function follow(reference: unknown, frame: Frame): void {
  const target = frame.resolve(String(reference), frame.schema);
  if (target === undefined || frame.followed.includes(target)) return;
  merge(frame, check(target, frame.value, { ...frame, followed: [...frame.followed, target] }));
}

/** Applies the branches that the value matches. @returns their number */
function applyMatching(keyword: "anyOf" | "oneOf", frame: Frame): number {
  const outcomes = schemaList(frame.schema, keyword).map((schema) => check(schema, frame.value, frame));
  const valid = outcomes.filter(({ problems }) => problems.length === 0);
  for (const outcome of valid) merge(frame, outcome);
  if (valid.length === 0) fail(frame, `must match one schema in ${keyword}`);
  return valid.length;
}

function checkContains(schema: unknown, frame: Frame): void {
  const { value, schema: parent, evaluated } = frame;
  if (!isList(value)) return;
  const { minContains = 1, maxContains = Number.POSITIVE_INFINITY } = parent;
  const matches = [...value.keys()].filter((index) => isValid(schema, value[index], frame));
  for (const index of matches) evaluated.add(index);
  if (matches.length < Number(minContains)) fail(frame, `must contain at least ${minContains} valid item(s)`);
  if (matches.length > Number(maxContains)) fail(frame, `must contain no more than ${maxContains} valid item(s)`);
}

/** Applies `unevaluatedItems` and `unevaluatedProperties` to everything that no other keyword has evaluated. */
function checkUnevaluated(frame: Frame): void {
  const { schema, value, evaluated, ignoreUndeclared } = frame;
  if (!isList(value) && !isObject(value)) return;
  const rest = isList(value) ? schema.unevaluatedItems : schema.unevaluatedProperties;
  if (rest === undefined || (rest === false && ignoreUndeclared)) return;
  const keys = isList(value) ? [...value.keys()] : Object.keys(value);
  for (const key of keys.filter((each) => !evaluated.has(each))) {
    if (rest === false) fail(frame, `must NOT have unevaluated properties: ${key}`);
    else applyAt(key, rest, frame);
  }
}

/** Returns the entries of a keyword's map whose name the value has. */
function presentMembers({ schema, value }: Frame, keyword: string): readonly (readonly [string, unknown])[] {
  return isObject(value) ? schemaMap(schema, keyword).filter(([name]) => Object.hasOwn(value, name)) : [];
}

/** Returns the names of a value that neither `properties` nor `patternProperties` lists. */
function additionalNames({ schema, value }: Frame): readonly string[] {
  const patterns = schemaMap(schema, "patternProperties");
  const isListed = (name: string): boolean =>
    Object.hasOwn(Object(schema.properties), name) || patterns.some(([pattern]) => matchesPattern(pattern, name));
  return isObject(value) ? Object.keys(value).filter((name) => !isListed(name)) : [];
}

function requireNames(names: unknown, frame: Frame): void {
  const { value } = frame;
  if (!isObject(value) || !isList(names)) return;
  for (const name of names.map(String))
    if (!Object.hasOwn(value, name)) fail(frame, `must have required property '${name}'`);
}

function hasDuplicates(items: readonly unknown[]): boolean {
  return items.some((item, index) => items.findIndex((other) => equalJson(item, other)) < index);
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return isList(value);
  if (type === "null") return value === null;
  return type === "object" ? isObject(value) : typeof value === type;
}
