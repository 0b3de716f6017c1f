import type { Json, JsonSchema } from "../../contract/index.ts";
import { isSchema, resolveReference, schemasIn } from "../schema/index.ts";
import { asCode } from "./change.ts";
import type { DiffRuleName } from "./rule-name.ts";

/** One difference between two schemas of values that a server sends. */
export interface SchemaChange {
  readonly rule: Extract<DiffRuleName, `detail-${string}`>;
  readonly text: string;
}

/**
 * Compares two JSON Schemas from the view of a reader: it must understand every value that the new schema allows.
 * Nested schemas are compared to a depth of 12, and `$ref` within its own document is followed. A pair of schemas that
 * many members refer to is compared for the first 16 of them.
 */
export function compareSchemas(before: JsonSchema | undefined, after: JsonSchema | undefined): readonly SchemaChange[] {
  const old = { root: before ?? nothing, schema: before ?? nothing };
  const now = { root: after ?? nothing, schema: after ?? nothing };
  const comparison: Comparison = { changes: [], visits: new Map() };
  compare(old, now, [], comparison);
  return comparison.changes;
}

interface Comparison {
  readonly changes: SchemaChange[];
  /** How often each old schema was compared with each new one, and whether that comparison is still running. */
  readonly visits: Map<JsonSchema, Map<JsonSchema, { count: number; isRunning: boolean }>>;
}

interface Side {
  readonly root: JsonSchema;
  readonly schema: JsonSchema;
}

interface Shape {
  readonly types: ReadonlySet<string>;
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: ReadonlySet<string>;
  readonly items: JsonSchema | undefined;
  readonly values: readonly string[] | undefined;
  readonly format: string;
  readonly unit: string;
}

const maxDepth = 12;
const maxVisits = 16;
const nothing: JsonSchema = { type: "object", properties: {} };

function compare(old: Side, now: Side, path: readonly string[], comparison: Comparison): void {
  if (isSame(old.schema, now.schema)) return;
  const visit = visitOf(old.schema, now.schema, comparison);
  // Schemas that contain themselves are compared once on each path.
  if (path.length > maxDepth || visit.isRunning || visit.count >= maxVisits) return;
  visit.count += 1;
  visit.isRunning = true;
  const [was, is] = [shapeOf(old), shapeOf(now)];
  const report = (rule: SchemaChange["rule"], text: string): void => void comparison.changes.push({ rule, text });
  const name = path.length === 0 ? "details" : asCode(path.join("."));
  compareTypes(was, is, name, report);
  compareValues(was, is, name, report);
  compareMembers(old, now, was, is, path, comparison);
  if (was.items !== undefined && is.items !== undefined)
    compare({ root: old.root, schema: was.items }, { root: now.root, schema: is.items }, [...path, "[]"], comparison);
  visit.isRunning = false;
}

function compareMembers(
  old: Side,
  now: Side,
  was: Shape,
  is: Shape,
  path: readonly string[],
  comparison: Comparison,
): void {
  const { changes } = comparison;
  const nameOf = (key: string): string => asCode([...path, key].join("."));
  for (const [key, schema] of Object.entries(was.properties)) {
    const next = Object.hasOwn(is.properties, key) ? is.properties[key] : undefined;
    if (next === undefined) {
      changes.push({ rule: "detail-removed", text: removalText(nameOf(key), key, is.properties, was.properties) });
      continue;
    }
    if (was.required.has(key) && !is.required.has(key))
      changes.push({ rule: "detail-optional", text: `${nameOf(key)} can now be absent.` });
    if (!was.required.has(key) && is.required.has(key))
      changes.push({ rule: "detail-narrowed", text: `${nameOf(key)} is now always sent.` });
    compare({ root: old.root, schema }, { root: now.root, schema: next }, [...path, key], comparison);
  }
  for (const key of Object.keys(is.properties))
    if (!Object.hasOwn(was.properties, key)) changes.push({ rule: "detail-added", text: `${nameOf(key)} is added.` });
}

/** Equal schemas can differ if they refer to parts that changed. */
function isSame(old: JsonSchema, now: JsonSchema): boolean {
  const text = JSON.stringify(old);
  return text === JSON.stringify(now) && !text.includes('"$ref"');
}

function visitOf(old: JsonSchema, now: JsonSchema, { visits }: Comparison): { count: number; isRunning: boolean } {
  const ofOld = visits.get(old) ?? new Map<JsonSchema, { count: number; isRunning: boolean }>();
  const visit = ofOld.get(now) ?? { count: 0, isRunning: false };
  visits.set(old, ofOld.set(now, visit));
  return visit;
}

type Report = (rule: SchemaChange["rule"], text: string) => void;

function compareTypes(was: Shape, is: Shape, name: string, report: Report): void {
  const added = [...is.types].filter((type) => !covers(was.types, type));
  const removed = [...was.types].filter((type) => !covers(is.types, type));
  if (added.includes("null") && added.length === 1) report("detail-optional", `${name} can now be null.`);
  else if (added.length > 0)
    report("detail-changed", `${name} was ${typeText(was.types)} and is now ${typeText(is.types)}.`);
  else if (removed.length > 0) report("detail-narrowed", `${name} is no longer ${typeText(new Set(removed))}.`);
  if (was.format !== is.format)
    report("detail-changed", `${name} had ${formatText(was.format)} and now has ${formatText(is.format)}.`);
  if (was.unit !== is.unit && was.unit !== "" && is.unit !== "")
    report("detail-changed", `${name} was measured in ${was.unit} and is now measured in ${is.unit}.`);
}

function compareValues(was: Shape, is: Shape, name: string, report: Report): void {
  if (was.values === undefined && is.values !== undefined) {
    report("detail-narrowed", `${name} now has one of the values ${listText(is.values)}.`);
    return;
  }
  if (was.values === undefined) return;
  if (is.values === undefined) {
    report("detail-value-added", `${name} had one of the values ${listText(was.values)} and can now have any other.`);
    return;
  }
  const [before, after] = [was.values, is.values];
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  // A single value that is replaced is a constant, which clients compare with.
  if (added.length > 0 && before.length === 1 && after.length === 1)
    report("detail-changed", `${name} was always ${before[0]} and is now always ${after[0]}.`);
  else if (added.length > 0) report("detail-value-added", `${name} can now be ${listText(added)}.`);
  else if (removed.length > 0) report("detail-narrowed", `${name} is no longer ${listText(removed)}.`);
}

/** Recognizes a detail that moved to a name with another unit: `retryAfterSec` and `retryAfterMs`. */
function removalText(
  member: string,
  key: string,
  now: Readonly<Record<string, JsonSchema>>,
  before: Readonly<Record<string, JsonSchema>>,
): string {
  const stem = key.replace(unitSuffix, "").toLowerCase();
  const renamed = Object.keys(now).find(
    (name) => !Object.hasOwn(before, name) && name.replace(unitSuffix, "").toLowerCase() === stem,
  );
  return renamed === undefined ? `${member} is removed.` : `${member} is replaced by ${asCode(renamed)}.`;
}

const unitSuffix = /(Ms|Millis|Milliseconds|Sec|Secs|Seconds|Min|Minutes|Hours|Days|Bytes|KB|MB|GB|KiB|MiB|GiB|Cents)$/;

function shapeOf({ root, schema }: Side): Shape {
  const parts = flatten(root, schema, new Set());
  const types = new Set(parts.flatMap(typesOf));
  const values = parts.flatMap(({ enum: list, const: only }) =>
    Array.isArray(list) ? [list as readonly Json[]] : only === undefined ? [] : [[only]],
  );
  const [items] = parts.flatMap((part) => (isSchema(part.items) ? [part.items] : []));
  return {
    types: types.size === 0 ? inferred(values.flat()) : types,
    properties: Object.fromEntries(
      parts.flatMap(({ properties, prefixItems }) => [
        ...schemaEntries(properties),
        ...schemasIn(prefixItems).map((item, index) => [String(index), item] as const),
      ]),
    ),
    required: new Set(parts.flatMap((part) => (Array.isArray(part.required) ? (part.required as string[]) : []))),
    items,
    values: values.length === 0 ? undefined : [...new Set(values.flat().map((value) => JSON.stringify(value)))].sort(),
    format: parts.flatMap(({ format }) => (typeof format === "string" ? [format] : [])).join(" or "),
    unit: parts.map(unitOf).join(""),
  };
}

/**
 * Joins a schema with those that it refers to. The alternatives of `anyOf` and `oneOf` are joined as well: a member of
 * only one of them counts as optional, because the required members are those of the schema itself.
 */
function flatten(root: JsonSchema, schema: JsonSchema, seen: Set<JsonSchema>): readonly JsonSchema[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const target = typeof schema.$ref === "string" ? resolveReference(root, schema) : undefined;
  const all = [...(target === undefined ? [] : [target]), ...schemasIn(schema.allOf)];
  const alternatives = [...schemasIn(schema.anyOf), ...schemasIn(schema.oneOf)];
  return [
    schema,
    ...all.flatMap((part) => flatten(root, part, seen)),
    ...alternatives
      .flatMap((part) => flatten(root, part, seen))
      .map((part) => (alternatives.length > 1 ? { ...part, required: [] } : part)),
  ];
}

function typesOf({ type }: JsonSchema): readonly string[] {
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((name): name is string => typeof name === "string") : [];
}

function inferred(values: readonly Json[]): ReadonlySet<string> {
  return new Set(values.map((value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value)));
}

/** Every integer is a number. */
function covers(types: ReadonlySet<string>, type: string): boolean {
  return types.size === 0 || types.has(type) || (type === "integer" && types.has("number"));
}

function unitOf({ "x-unit": declared, description }: JsonSchema): string {
  if (typeof declared === "string") return declared;
  const text = typeof description === "string" ? description : "";
  return (
    /\bin (milliseconds|seconds|minutes|hours|days|bytes|kilobytes|megabytes|gigabytes|cents|percent)\b/i
      .exec(text)?.[1]
      ?.toLowerCase() ?? ""
  );
}

function schemaEntries(value: Json | undefined): readonly (readonly [string, JsonSchema])[] {
  return isSchema(value)
    ? Object.entries(value).map(([key, schema]) => [key, isSchema(schema) ? schema : {}] as const)
    : [];
}

function typeText(types: ReadonlySet<string>): string {
  return types.size === 0 ? "of any type" : [...types].sort().join(" or ");
}

function formatText(format: string): string {
  return format === "" ? "no format" : `the format ${asCode(format)}`;
}

function listText(values: readonly string[]): string {
  const shown = values.slice(0, 6).map(asCode).join(", ");
  return values.length > 6 ? `${shown} and ${values.length - 6} more` : shown;
}
