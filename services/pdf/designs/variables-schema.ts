import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { InputError } from "errata/server";
import { invalidInput } from "../invalid-input.ts";

/** The JSON Schema of a design's variables: an object's. */
export type VariablesSchema = Readonly<Record<string, unknown>>;

/**
 * The keywords that a schema may use. None of them takes longer than the value is long: `pattern` and its like would let
 * one workspace stop the service for all, and references would let a schema grow without end.
 */
const keywords = new Set([
  ...["$schema", "title", "description", "default", "examples", "type", "enum", "const", "format"],
  ...[
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
  ],
  ...["minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
]);
const maxDepth = 8;
const maxCharacters = 64 * 1024;

/** Looks for the first failure, or for all. */
const validators = { first: validator(false), all: validator(true) };
/** Each of a million wrong items would be a failure of its own: of long variables the first is told. */
const mostForAll = 64 * 1024;

function validator(allErrors: boolean): Validator {
  const ajv = new Ajv2020({
    allErrors,
    strict: true,
    strictRequired: true,
    allowUnionTypes: true,
    addUsedSchema: false,
    // To make the code of a long schema short takes six times as long as to make it.
    code: { optimize: false },
  });
  formats.default(ajv, { mode: "fast" });
  return { ajv, compiled: new Map() };
}

interface Validator {
  readonly ajv: Ajv2020;
  /** By the schema's text; the oldest goes when there are many. */
  readonly compiled: Map<string, ValidateFunction>;
}

const mostCompiled = 500;

/** Requires a schema that can be compiled and describes an object. @throws INVALID_INPUT that says what is wrong */
export function requireSchema(schema: VariablesSchema): void {
  const fault = faultOf(schema, "variables", 0);
  if (fault !== undefined) throw invalidInput(fault.field, fault.problem);
  if (schema.type !== "object") throw invalidInput("variables.type", 'Must be "object".');
  const text = JSON.stringify(schema);
  if (text.length > maxCharacters) throw invalidInput("variables", `Must have at most ${maxCharacters} characters.`);
  try {
    compile(validators.first, text);
  } catch (cause) {
    throw invalidInput("variables", `Is no JSON Schema: ${String((cause as Error).message).slice(0, 200)}.`);
  }
}

/** Checks the variables of one document. @throws InputError, which the boundary answers with the first failure of its kind */
export function checkVariables(schema: string, variables: unknown): void {
  const quick = compile(validators.first, schema);
  if (quick(variables)) return;
  const isShort = JSON.stringify(variables).length <= mostForAll;
  const validate = isShort ? compile(validators.all, schema) : quick;
  validate(variables);
  const issues = (validate.errors ?? []).map((issue) => ({
    ...issue,
    instancePath: `/variables${issue.instancePath}`,
  }));
  throw new InputError(issues, "body");
}

function compile({ ajv, compiled }: Validator, text: string): ValidateFunction {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const validate = ajv.compile(JSON.parse(text));
  // Ajv keeps what it has compiled by the schema's identity, which nobody else has.
  ajv.removeSchema(validate.schema as object);
  const [oldest] = compiled.keys();
  if (compiled.size >= mostCompiled && oldest !== undefined) compiled.delete(oldest);
  compiled.set(text, validate);
  return validate;
}

interface Fault {
  readonly field: string;
  readonly problem: string;
}

function faultOf(schema: unknown, field: string, depth: number): Fault | undefined {
  if (typeof schema === "boolean") return undefined;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    return { field, problem: "Must be a schema." };
  if (depth > maxDepth) return { field, problem: `Must not be nested more than ${maxDepth} deep.` };
  const unknown = Object.keys(schema).find((keyword) => !keywords.has(keyword));
  if (unknown !== undefined) return { field, problem: `Must use only these keywords: ${[...keywords].join(", ")}.` };
  return subschemas(schema as VariablesSchema)
    .map(([path, sub]) => faultOf(sub, `${field}.${path}`, depth + 1))
    .find((fault) => fault !== undefined);
}

function subschemas({ properties, items, additionalProperties }: VariablesSchema): [path: string, schema: unknown][] {
  const members = typeof properties === "object" && properties !== null ? Object.entries(properties) : [];
  return [
    ...members.map(([name, schema]): [string, unknown] => [`properties.${name.slice(0, 40)}`, schema]),
    ...(items === undefined ? [] : [["items", items] as [string, unknown]]),
    ...(additionalProperties === undefined
      ? []
      : [["additionalProperties", additionalProperties] as [string, unknown]]),
  ];
}
