import { compilePattern, referenceResolver } from "../details/index.ts";
import type { JsonSchema } from "../json.ts";
import { isPlainObject, ownEntries } from "../json.ts";
import type { FaultLocation } from "./check.ts";
import { didYouMean, valid } from "./check.ts";

/**
 * Checks JSON Schema of draft 2020-12: the values of keywords, and references within the schema. Unknown keywords are
 * annotations, unless they resemble a keyword, because these are probably misspelt.
 */
export function checkJsonSchema(location: FaultLocation, root: JsonSchema): void {
  const resolve = referenceResolver(root);
  checkSubschema(location, root, (reference, schema) => {
    return resolve(reference, schema) !== undefined || reference.startsWith(publishedSchemas);
  });
}

/** Every implementation knows the published meta-schemas. */
const publishedSchemas = "https://json-schema.org/";

/** Checks whether a reference has a target. */
type HasTarget = (reference: string, schema: JsonSchema) => boolean;

/** Checks the value of a keyword. */
type CheckKeyword = (location: FaultLocation, value: unknown, schema: JsonSchema, hasTarget: HasTarget) => void;

function checkSubschema(location: FaultLocation, schema: unknown, hasTarget: HasTarget): void {
  if (!isPlainObject(schema) && typeof schema !== "boolean")
    report(location, "a JSON Schema: an object, true or false", schema);
  for (const [name, value] of ownEntries(schema)) {
    if (name.startsWith("x-")) continue;
    const check = Object.hasOwn(keywords, name) ? keywords[name] : undefined;
    if (check !== undefined) {
      check(location.at(name), value, schema as JsonSchema, hasTarget);
      continue;
    }
    const similar = didYouMean(name, Object.keys(keywords), "");
    if (similar !== "")
      location.at(name).report("DETAILS_INVALID", "a keyword of JSON Schema draft 2020-12", name, similar);
  }
}

function report(location: FaultLocation, expected: string, received: unknown): void {
  location.report("DETAILS_INVALID", expected, received, fix);
}

const fix = "Correct the schema.";
const types: readonly unknown[] = ["array", "boolean", "integer", "null", "number", "object", "string"];

const anything: CheckKeyword = () => undefined;
const aSchema: CheckKeyword = (location, value, _, hasTarget) => checkSubschema(location, value, hasTarget);
const schemas: CheckKeyword = (location, value, _, hasTarget) => {
  if (!Array.isArray(value) || value.length === 0) return report(location, "a list of schemas", value);
  for (const [index, each] of value.entries()) checkSubschema(location.at(index), each, hasTarget);
};
const schemasByName: CheckKeyword = (location, value, _, hasTarget) => {
  if (!isPlainObject(value)) return report(location, "schemas by name", value);
  for (const [name, each] of Object.entries(value)) checkSubschema(location.at(name), each, hasTarget);
};
const schemasByPattern: CheckKeyword = (location, value, schema, hasTarget) => {
  schemasByName(location, value, schema, hasTarget);
  for (const pattern of isPlainObject(value) ? Object.keys(value) : [])
    aPattern(location.at(pattern), pattern, schema, hasTarget);
};
const aReference: CheckKeyword = (location, value, schema, hasTarget) => {
  if (typeof value !== "string" || !hasTarget(value, schema))
    report(location, "a reference to a part of this schema", value);
};
const aPattern = valueCheck(
  "a regular expression",
  (value) => typeof value === "string" && compilePattern(value) !== undefined,
);

function valueCheck(expected: string, isValid: (value: unknown) => boolean): CheckKeyword {
  return valid("DETAILS_INVALID", expected, isValid, fix);
}

const isStrings = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === "string");
const aString = valueCheck("text", (value) => typeof value === "string");
const aBoolean = valueCheck("true or false", (value) => typeof value === "boolean");
const aNumber = valueCheck("a number", Number.isFinite);
const aCount = valueCheck("an integer of 0 or more", (value) => Number.isInteger(value) && Number(value) >= 0);
const aList = valueCheck("a list", Array.isArray);
const names = valueCheck("a list of names", isStrings);
const namesByName = valueCheck(
  "lists of names, by name",
  (value) => isPlainObject(value) && Object.values(value).every(isStrings),
);
const aDivisor = valueCheck("a number above 0", (value) => Number.isFinite(value) && Number(value) > 0);
const typeNames = valueCheck(`one or several of ${types.join(", ")}`, (value) =>
  Array.isArray(value) ? value.length > 0 && value.every((type) => types.includes(type)) : types.includes(value),
);

const keywords: Readonly<Record<string, CheckKeyword>> = {
  type: typeNames,
  const: anything,
  enum: aList,
  multipleOf: aDivisor,
  ...all(aNumber, "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"),
  ...all(aCount, "maxLength", "minLength", "maxItems", "minItems", "maxContains", "minContains"),
  ...all(aCount, "maxProperties", "minProperties"),
  pattern: aPattern,
  uniqueItems: aBoolean,
  required: names,
  dependentRequired: namesByName,
  ...all(aSchema, "items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"),
  ...all(aSchema, "unevaluatedItems", "unevaluatedProperties", "contentSchema"),
  ...all(schemas, "prefixItems", "allOf", "anyOf", "oneOf"),
  ...all(schemasByName, "properties", "dependentSchemas", "$defs", "definitions"),
  patternProperties: schemasByPattern,
  ...all(aReference, "$ref", "$dynamicRef"),
  ...all(aString, "$id", "$schema", "$anchor", "$dynamicAnchor", "$comment", "title", "description", "format"),
  ...all(aString, "contentEncoding", "contentMediaType"),
  ...all(aBoolean, "deprecated", "readOnly", "writeOnly"),
  ...all(anything, "default", "$vocabulary"),
  examples: aList,
  // Annotations of OpenAPI.
  ...all(anything, "example", "externalDocs", "xml", "discriminator"),
};

function all(check: CheckKeyword, ...keywordNames: readonly string[]): Record<string, CheckKeyword> {
  return Object.fromEntries(keywordNames.map((name) => [name, check]));
}
