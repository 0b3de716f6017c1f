import type { AnySchema, ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import type { VariablesSchema } from "../designs/variables-schema.ts";
import type { VariablesIssue } from "./render-problem.ts";

/** Ajv stops at the first problem: a hostile value could have millions, and the response reports one. */
const ajv = new Ajv2020({
  strict: true,
  strictRequired: true,
  allowUnionTypes: true,
  addUsedSchema: false,
  // By default Ajv prints the whole code of a schema that it cannot compile.
  logger: false,
  // Optimising the code of a long schema takes six times as long as creating it.
  code: { optimize: false },
});
formats.default(ajv, { mode: "fast" });
// Ajv's own keyword compares a value with one allowed value after the other.
ajv.removeKeyword("enum");
ajv.addKeyword({
  keyword: "enum",
  schemaType: "array",
  validate: isAllowed,
  errors: false,
  error: { message: "must be equal to one of the allowed values" },
});
/** For parts of schemas, which are not valid schemas in strict mode. */
const lenientAjv = new Ajv2020({ strict: false, addUsedSchema: false, logger: false, code: { optimize: false } });

const compiled = new Map<string, ValidateFunction>();
/** Characters of all schemas that stay compiled; their code takes about 20 times as many bytes. */
const maxCompiledCharacters = 512 * 1024;
let compiledCharacters = 0;

/** Compiles a schema. Call it only in a worker process. @returns what is wrong with it */
export function checkSchema(schema: string): string | undefined {
  try {
    compile(schema);
    return undefined;
  } catch (error) {
    return `Is not a valid JSON Schema: ${String((error as Error).message).slice(0, 200)}.`;
  }
}

/**
 * Checks the variables of a document. Call it only in a worker process.
 *
 * @returns the most basic problem: a missing value before a wrong type or unknown member, and that before any other
 */
export function validateVariables(schema: string, variables: unknown): VariablesIssue | undefined {
  const validate = compile(schema);
  if (validate(variables)) return undefined;
  const problem = validate.errors?.[0];
  for (const keywords of [["required"], ["required", "type", "additionalProperties"]]) {
    const narrowed = lenientAjv.compile(narrow(JSON.parse(schema), keywords));
    lenientAjv.removeSchema(narrowed.schema as object);
    if (!narrowed(variables) && narrowed.errors?.[0] !== undefined) return toIssue(narrowed.errors[0]);
  }
  return problem && toIssue(problem);
}

function compile(schema: string): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const validate = ajv.compile(JSON.parse(schema));
  // Ajv keeps compiled schemas by identity, but each one is parsed only once.
  ajv.removeSchema(validate.schema as object);
  compiledCharacters += schema.length;
  for (const oldest of compiled.keys()) {
    if (compiledCharacters <= maxCompiledCharacters) break;
    compiled.delete(oldest);
    compiledCharacters -= oldest.length;
  }
  compiled.set(schema, validate);
  return validate;
}

/** Reduces a schema to its structure and some keywords. A closed object is open unless `additionalProperties` is kept. */
function narrow(schema: unknown, keywords: readonly string[]): AnySchema {
  if (typeof schema !== "object" || schema === null) return true;
  const { properties, items, additionalProperties, ...others } = schema as VariablesSchema;
  const kept = Object.entries(others).filter(([keyword]) => keywords.includes(keyword));
  const isClosed = additionalProperties === false && keywords.includes("additionalProperties");
  return {
    ...Object.fromEntries(kept),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties as object).map(([name, member]) => [name, narrow(member, keywords)]),
      ),
    }),
    ...(items !== undefined && { items: narrow(items, keywords) }),
    ...(additionalProperties !== undefined && {
      additionalProperties: isClosed ? false : narrow(additionalProperties, keywords),
    }),
  };
}

/** The allowed values of each enumeration: as they are, or as canonical JSON. */
const allowedValues = new WeakMap<
  readonly unknown[],
  { readonly scalars: Set<unknown>; readonly objects: Set<string> }
>();

function isAllowed(allowed: readonly unknown[], value: unknown): boolean {
  const { scalars, objects } = allowedValues.get(allowed) ?? {
    scalars: new Set(allowed.filter((item) => !isObject(item))),
    objects: new Set(allowed.filter(isObject).map(canonical)),
  };
  allowedValues.set(allowed, { scalars, objects });
  return isObject(value) ? objects.size > 0 && objects.has(canonical(value)) : scalars.has(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Writes JSON with sorted members, so that equal values have the same text. */
function canonical(root: object): string {
  return JSON.stringify(root, (_name, value: unknown) =>
    isObject(value) && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

function toIssue({ keyword, instancePath, params, message }: ErrorObject): VariablesIssue {
  return { keyword, instancePath: `/variables${instancePath}`, params, message: message ?? "" };
}
