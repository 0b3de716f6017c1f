import { hasMember } from "../../contract/faults/arguments.ts";
import type { Json, JsonSchema } from "../../contract/index.ts";
import { isSchema, resolveReference as resolve, schemasIn } from "../schema/index.ts";
import type { DocumentedError, DocumentedOperation, ErrorFacts } from "./error-facts.ts";

/**
 * Reads the facts of an OpenAPI 3 document.
 *
 * @throws RangeError if it has no paths
 * @example
 * ```ts
 * import { factsOfOpenApi, scoreErrors } from "errata/check";
 *
 * const paths = { "/orders": { get: { responses: { 404: { description: "Not found" } } } } };
 * scoreErrors(factsOfOpenApi({ openapi: "3.1.0", info: { title: "shop" }, paths })).score;
 * ```
 */
export function factsOfOpenApi(document: JsonSchema): ErrorFacts {
  const paths = hasMember(document, "paths") ? resolve(document, document.paths) : undefined;
  if (paths === undefined)
    throw new RangeError("Expected an OpenAPI document with paths, received one without. Pass OpenAPI 3.0 or 3.1.");
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method): readonly DocumentedOperation[] => {
      const operation = resolve(document, resolve(document, item)?.[method]);
      return operation === undefined ? [] : [operationOf(document, `${method.toUpperCase()} ${path}`, operation)];
    }),
  );
  const title = resolve(document, document.info)?.title;
  return { name: typeof title === "string" ? title : "API", operations };
}

const methods = ["get", "put", "post", "delete", "patch", "head", "options"];
// More members than any error has; a resource within an error can have thousands.
const maxSchemas = 500;

function operationOf(document: JsonSchema, name: string, operation: JsonSchema): DocumentedOperation {
  const security = operation.security ?? document.security;
  const responses = Object.entries(resolve(document, operation.responses) ?? {});
  return {
    name,
    hasBody: operation.requestBody !== undefined,
    isSecured: Array.isArray(security) && security.length > 0,
    errors: responses.flatMap(([status, response]) =>
      /^[45]|^default$/.test(status) ? errorsOf(document, status, resolve(document, response) ?? {}) : [],
    ),
  };
}

function errorsOf(document: JsonSchema, status: string, response: JsonSchema): readonly DocumentedError[] {
  const [media] = Object.values(resolve(document, response.content) ?? {}).map((value) => resolve(document, value));
  const schema = resolve(document, media?.schema);
  const alternatives = schema === undefined ? [undefined] : alternativesOf(document, schema);
  const description = typeof response.description === "string" ? response.description : "";
  const errata = xErrata(response);
  const headers = Object.keys(resolve(document, response.headers) ?? {});
  return alternatives.map((alternative) => {
    const code = alternative === undefined ? undefined : codeIn(document, alternative);
    const facts = errata.find((fact) => fact.code === code);
    return {
      status: /^\d{3}$/.test(status) ? Number(status) : undefined,
      code,
      condition: [description, alternative?.description].filter((text) => typeof text === "string").join(" "),
      action: facts?.remedy === undefined ? (adviceIn(description) ? "prose" : undefined) : "data",
      saysRetry:
        facts?.retry !== undefined ||
        headers.some((header) => /^retry-after$/i.test(header)) ||
        /\bretr(y|ies)\b/i.test(description),
      shape: alternative === undefined ? undefined : shapeOf(document, alternative),
      hasExample:
        media?.example !== undefined ||
        media?.examples !== undefined ||
        alternative?.example !== undefined ||
        alternative?.examples !== undefined,
    };
  });
}

function xErrata(response: JsonSchema): readonly JsonSchema[] {
  const { "x-errata": extension } = response;
  const codes = isSchema(extension) ? extension.codes : undefined;
  return Array.isArray(codes) ? (codes as readonly Json[]).filter(isSchema) : [];
}

/** Returns the alternatives of a schema, and one for each value of an enumeration of codes. */
function alternativesOf(document: JsonSchema, schema: JsonSchema): readonly JsonSchema[] {
  const list = [schema.oneOf, schema.anyOf].find((value) => Array.isArray(value));
  if (list !== undefined) return resolveAll(document, list);
  const codes = codeIn(document, schema);
  return codes?.includes("\n") === true
    ? codes
        .split("\n")
        .map((code) => ({ ...schema, properties: { ...(schema.properties as JsonSchema), code: { const: code } } }))
    : [schema];
}

/** Finds the code that a schema fixes: `open` for a member without listed values, several joined by line breaks for an enumeration. */
function codeIn(document: JsonSchema, schema: JsonSchema): string | undefined {
  const [best] = [...candidatesIn(document, schema)].sort((one, other) => one.rank - other.rank);
  return best?.code;
}

interface Candidate {
  readonly code: string;
  /** The lower, the more reliable. */
  readonly rank: number;
}

/** Members that hold codes, the most reliable first. */
const codeNames = /^(?:(code)|(error_?code)|(reason)|(error)|(type)|(name))$/i;

/** Looks at nearer members first, and at each schema once: an error can hold a resource that contains itself. */
function candidatesIn(document: JsonSchema, schema: JsonSchema): readonly Candidate[] {
  const candidates: Candidate[] = [];
  const seen = new Set([schema]);
  for (const current of seen) {
    if (seen.size > maxSchemas) break;
    for (const [name, value] of propertiesOf(document, current)) {
      const member = resolve(document, value);
      if (member === undefined) continue;
      seen.add(member);
      candidates.push(...candidateOf(name, member));
    }
  }
  return candidates;
}

function candidateOf(name: string, member: JsonSchema): readonly Candidate[] {
  const groups = codeNames.exec(name)?.slice(1) ?? [];
  const rank = groups.findIndex((group) => group !== undefined);
  const code = rank < 0 ? undefined : codesOf(member, rank < 2);
  return code === undefined ? [] : [{ code, rank: code === "open" ? rank + 100 : rank }];
}

function codesOf({ const: only, enum: list, properties }: JsonSchema, canBeOpen: boolean): string | undefined {
  // The address of a problem's page is not its code.
  if (typeof only === "string" && !only.includes("://")) return only;
  if (Array.isArray(list) && list.every((item) => typeof item === "string")) return list.join("\n");
  return canBeOpen && properties === undefined && only === undefined ? "open" : undefined;
}

function shapeOf(document: JsonSchema, schema: JsonSchema): string {
  return propertiesOf(document, schema)
    .map(([name]) => name)
    .filter((name) => !/^(details|errors|request_?id)$/i.test(name))
    .sort()
    .join();
}

function propertiesOf(
  document: JsonSchema,
  schema: JsonSchema,
  seen: Set<JsonSchema> = new Set(),
): readonly (readonly [string, Json | undefined])[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  return [
    ...Object.entries(isSchema(schema.properties) ? schema.properties : {}),
    ...resolveAll(document, schema.allOf).flatMap((part) => propertiesOf(document, part, seen)),
  ];
}

function adviceIn(text: string): boolean {
  return /\b(retry|try again|contact|check the|top up|upgrade|renew|rotate|wait|use (a|an|the|another)|send (a|an|the)|reduce|remove)\b/i.test(
    text,
  );
}

function resolveAll(document: JsonSchema, value: Json | undefined): readonly JsonSchema[] {
  return schemasIn(value)
    .map((part) => resolve(document, part))
    .filter((part) => part !== undefined);
}
