import type { JsonSchema } from "../json.ts";
import { schemaMap } from "./schema-reader.ts";
import type { SchemaContext, Shape } from "./schema-shape.ts";
import { allowsScalars, isConditional, itemSchemas, memberSchemas, schemaContext, shapeOf } from "./schema-shape.ts";

/** A part of an error's details that is never sent. */
export interface OmittedDetail {
  /** Path of the member, such as `user.email` or `items.0.price`; empty for the details as a whole. At most 200 characters. */
  readonly path: string;
  /** `undeclared`, or why JSON cannot represent the value, such as `a BigInt`. */
  readonly reason: string;
}

/** Collects what a projection leaves out. */
export interface OmittedDetails {
  /** Undefined until something is left out. At most 100 parts are listed. */
  omitted: OmittedDetail[] | undefined;
}

/**
 * Returns a copy of details that has only declared members, and only values that JSON can represent.
 *
 * - A schema that lists members (`properties`, `patternProperties`) or items (`prefixItems`) declares these and no others,
 *   unless `additionalProperties`, `unevaluatedProperties`, `items` or `unevaluatedItems` declares the rest.
 * - A schema that lists none declares all of them: `{}`, `{ type: "object" }`, a record, Zod's `looseObject`.
 * - `required` and refinements, such as those of Zod's `refine`, declare nothing.
 * - A string, a number or a boolean is declared unless the schema allows only objects, arrays or nothing in its place.
 * - Of `anyOf`, `oneOf`, `if` and `dependentSchemas`, the branches count that the value matches; if it matches none,
 *   those with the fewest problems.
 */
export type ProjectDetails = (details: unknown, omitted: OmittedDetails) => unknown;

/** Compiles the projection of one code's details when it is first used. @param schema undefined for a code without details */
export function detailsProjector(schema: JsonSchema | undefined): ProjectDetails {
  let project: Project | undefined;
  return (details, omitted) => {
    if (details === undefined) return undefined;
    try {
      project ??= schema === undefined ? projectNothing : compile(schema);
      return project(details, undefined, omitted);
    } catch (error) {
      return omit(omitted, undefined, unreadable(error));
    }
  };
}

interface Project {
  (value: unknown, position: Position | undefined, omitted: OmittedDetails): unknown;
  /** Whether the value may be a string, a number or a boolean. */
  readonly allowsScalars?: boolean;
}

/** Position of a nested value. Created for objects and arrays only, so that flat details do not pay for it. */
interface Position {
  readonly parent: Position | undefined;
  readonly key: string | number;
  /** The original object or array that contains the value. */
  readonly container: object;
  readonly depth: number;
}

function within(parent: Position | undefined, key: string | number, container: object): Position {
  return { parent, key, container, depth: (parent?.depth ?? 0) + 1 };
}

interface Compiler extends SchemaContext {
  readonly projections: Map<unknown, Project>;
}

/** PHP's json_decode reads 512 levels by default, and JSON.stringify overflows the stack at a few thousand. */
const maxDepth = 512;
const maxOmitted = 100;

function compile(root: JsonSchema): Project {
  return projectionOf([root], { ...schemaContext(root), projections: new Map() });
}

/** Returns the projection of a value to which all of the given schemas apply. */
function projectionOf(schemas: readonly unknown[], compiler: Compiler): Project {
  const [first] = schemas;
  const cached = schemas.length === 1 ? compiler.projections.get(first) : undefined;
  if (cached !== undefined) return cached;
  const scalars = allowsScalars(schemas, compiler);
  const projection = isConditional(schemas, compiler) ? conditionalProjection : fixedProjection;
  const project = Object.assign(projection(schemas, compiler, scalars), { allowsScalars: scalars });
  if (schemas.length === 1) compiler.projections.set(first, project);
  return project;
}

/** Text in the place of an object could be anything, such as a secret. Null has nothing to hide. */
const isDeclared = (data: unknown, scalars: boolean): boolean => scalars || data === undefined || data === null;

/** A projection whose declared members do not depend on the value. */
function fixedProjection(schemas: readonly unknown[], compiler: Compiler, scalars: boolean): Project {
  let projectObject: Project | undefined;
  let projectArray: Project | undefined;
  return (value, position, omitted) => {
    const data = position === undefined && isOrdinary(value) ? value : readData(value, position, omitted);
    if (typeof data !== "object" || data === null)
      return isDeclared(data, scalars) ? data : omit(omitted, position, "undeclared");
    if (Array.isArray(data)) {
      projectArray ??= itemsProjection(shapeOf(schemas, "array", compiler), compiler);
      return projectArray(data, position, omitted);
    }
    projectObject ??= membersProjection(shapeOf(schemas, "object", compiler), compiler);
    return projectObject(data, position, omitted);
  };
}

/** A projection that first finds the matching branches, for which it needs the value as plain JSON data. */
function conditionalProjection(schemas: readonly unknown[], compiler: Compiler, scalars: boolean): Project {
  return (value, position, omitted) => {
    const data = projectAnything(value, position, omitted);
    if (typeof data !== "object" || data === null)
      return isDeclared(data, scalars) ? data : omit(omitted, position, "undeclared");
    const project = Array.isArray(data)
      ? itemsProjection(shapeOf(schemas, "array", compiler, data), compiler)
      : membersProjection(shapeOf(schemas, "object", compiler, data), compiler);
    return project(data, position, omitted);
  };
}

function membersProjection(shape: Shape, compiler: Compiler): Project {
  if (!shape.isAllowed) return projectNothing;
  const projectionFor = (name: string): Project | undefined => {
    const schemas = memberSchemas(shape, name, compiler);
    return schemas && projectionOf(schemas, compiler);
  };
  const listed = new Map<string, Project | undefined>();
  for (const schema of shape.schemas)
    for (const [name] of schemaMap(schema, "properties")) listed.set(name, projectionFor(name));
  return (value, position, omitted) => {
    const container = value as Readonly<Record<string, unknown>>;
    let copy: Record<string, unknown>;
    try {
      // A spread reads every own member once, and keeps an own `__proto__` a plain member.
      copy = { ...container };
    } catch (error) {
      return omit(omitted, position, unreadable(error));
    }
    for (const name of Object.keys(copy)) {
      const member = copy[name];
      const project = listed.get(name) ?? projectionFor(name);
      if (project?.allowsScalars && isScalar(member)) continue;
      const inner = within(position, name, container);
      const projected = (project ?? projectNothing)(member, inner, omitted);
      if (projected === undefined) delete copy[name];
      else copy[name] = projected;
    }
    return copy;
  };
}

function itemsProjection(shape: Shape, compiler: Compiler): Project {
  if (!shape.isAllowed) return projectNothing;
  return (value, position, omitted) => {
    const container = value as readonly unknown[];
    const copy: unknown[] = [];
    for (const [index, item] of container.entries()) {
      const inner = within(position, index, container);
      const schemas = itemSchemas(shape, index);
      if (schemas === undefined) {
        // Only the end of a list can be undeclared, so no declared item moves.
        omit(omitted, inner, "undeclared");
        continue;
      }
      if (item === undefined) omit(omitted, inner, "undefined");
      // A null keeps the index of the other items, as in JSON.stringify.
      copy.push(projectionOf(schemas, compiler)(item, inner, omitted) ?? null);
    }
    return copy;
  };
}

const projectNothing: Project = (value, position, omitted) => {
  if (value === undefined || (value === null && position === undefined)) return undefined;
  if (position !== undefined || typeof value !== "object") return omit(omitted, position, "undeclared");
  const names = Object.keys(value as object);
  for (const name of names) omit(omitted, within(position, name, names), "undeclared");
  return undefined;
};

const projectAnything: Project = compile({});

/** Checks for the usual details, which JSON reads as they are: an object literal without toJSON. */
function isOrdinary(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return !("toJSON" in value);
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || value === null || Number.isFinite(value);
}

/** Returns the value as JSON sees it. When JSON cannot represent it, notes why and returns undefined. */
function readData(value: unknown, position: Position | undefined, omitted: OmittedDetails): unknown {
  let data: unknown;
  try {
    data = serialised(value, String(position?.key ?? ""));
  } catch (error) {
    return omit(omitted, position, unreadable(error));
  }
  if (value === undefined || isScalar(data)) return data;
  const problem = typeof data === "object" && data !== null ? nestingProblem(data, position) : scalarProblem(data);
  return problem === undefined ? data : omit(omitted, position, problem);
}

/** Applies `toJSON` and opens boxed primitives, as JSON.stringify does. */
function serialised(value: unknown, key: string): unknown {
  if (value === undefined || isScalar(value)) return value;
  const { toJSON } = value as { readonly toJSON?: unknown };
  const data: unknown = typeof toJSON === "function" ? toJSON.call(value, key) : value;
  // JSON.stringify writes an invalid date as null.
  if (data === null && value instanceof Date) return Number.NaN;
  const isBoxed = data instanceof Number || data instanceof String || data instanceof Boolean || data instanceof BigInt;
  return isBoxed ? data.valueOf() : data;
}

function scalarProblem(data: unknown): string {
  if (typeof data === "number" || data === undefined) return String(data);
  return typeof data === "bigint" ? "a BigInt" : `a ${typeof data}`;
}

function nestingProblem(data: object, position: Position | undefined): string | undefined {
  if (position !== undefined && position.depth > maxDepth) return `nested more than ${maxDepth} levels deep`;
  for (let level = position; level !== undefined; level = level.parent)
    if (level.container === data) return "a circular reference";
  // JSON.stringify writes a Map, a Set or an Error as `{}`, and what is in it would be lost.
  const isEmpty = !Array.isArray(data) && Object.keys(data).length === 0;
  return isEmpty && !isPlain(data) ? `a ${data.constructor?.name} without members` : undefined;
}

/** Returns whether an object is a literal, of this realm or another. */
function isPlain(data: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(data);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unreadable(error: unknown): string {
  return `a value that threw ${error instanceof Error ? error.name : typeof error} when it was read`;
}

function omit(omitted: OmittedDetails, position: Position | undefined, reason: string): undefined {
  omitted.omitted ??= [];
  if (omitted.omitted.length >= maxOmitted) return undefined;
  const steps: string[] = [];
  for (let level = position; level !== undefined && steps.length < 20; level = level.parent)
    steps.unshift(String(level.key).slice(0, 80));
  omitted.omitted.push({ path: steps.join(".").slice(0, 200), reason });
  return undefined;
}
