import type { Json } from "../../contract/index.ts";
import type { DocumentedError, DocumentedOperation, ErrorFacts } from "./error-facts.ts";

type JsonObject = { readonly [member: string]: Json | undefined };

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
export function factsOfOpenApi(document: JsonObject): ErrorFacts {
  const paths = resolve(document, document.paths);
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
const maxDepth = 8;

function operationOf(document: JsonObject, name: string, operation: JsonObject): DocumentedOperation {
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

function errorsOf(document: JsonObject, status: string, response: JsonObject): readonly DocumentedError[] {
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

function xErrata(response: JsonObject): readonly JsonObject[] {
  const { "x-errata": extension } = response;
  const codes = isObject(extension) ? extension.codes : undefined;
  return Array.isArray(codes) ? (codes as readonly Json[]).filter(isObject) : [];
}

/** Returns the alternatives of a schema, and one for each value of an enumeration of codes. */
function alternativesOf(document: JsonObject, schema: JsonObject): readonly JsonObject[] {
  const list = [schema.oneOf, schema.anyOf].find((value) => Array.isArray(value)) as readonly Json[] | undefined;
  if (list !== undefined) return resolveAll(document, list);
  const codes = codeIn(document, schema);
  return codes?.includes("\n") === true
    ? codes
        .split("\n")
        .map((code) => ({ ...schema, properties: { ...(schema.properties as JsonObject), code: { const: code } } }))
    : [schema];
}

/** Finds the code that a schema fixes: `open` for a member without listed values, several joined by line breaks for an enumeration. */
function codeIn(document: JsonObject, schema: JsonObject): string | undefined {
  const [best] = [...candidatesIn(document, schema, 0)].sort((one, other) => one.rank - other.rank);
  return best?.code;
}

interface Candidate {
  readonly code: string;
  /** The lower, the more reliable. */
  readonly rank: number;
}

/** Members that hold codes, the most reliable first. */
const codeNames = /^(?:(code)|(error_?code)|(reason)|(error)|(type)|(name))$/i;

function candidatesIn(document: JsonObject, schema: JsonObject, depth: number): readonly Candidate[] {
  if (depth > maxDepth) return [];
  return propertiesOf(document, schema).flatMap(([name, value]): readonly Candidate[] => {
    const member = resolve(document, value);
    if (member === undefined) return [];
    const rank =
      codeNames
        .exec(name)
        ?.slice(1)
        .findIndex((group) => group !== undefined) ?? -1;
    const codes = rank < 0 ? undefined : codesOf(member, rank < 2);
    const found = codes === undefined ? [] : [{ code: codes, rank: codes === "open" ? rank + 100 : rank }];
    return [...found, ...candidatesIn(document, member, depth + 1)];
  });
}

function codesOf({ const: only, enum: list, properties }: JsonObject, canBeOpen: boolean): string | undefined {
  // The address of a problem's page is not its code.
  if (typeof only === "string" && !only.includes("://")) return only;
  if (Array.isArray(list) && list.every((item) => typeof item === "string")) return list.join("\n");
  return canBeOpen && properties === undefined && only === undefined ? "open" : undefined;
}

function shapeOf(document: JsonObject, schema: JsonObject): string {
  return propertiesOf(document, schema)
    .map(([name]) => name)
    .filter((name) => !/^(details|errors|request_?id)$/i.test(name))
    .sort()
    .join();
}

function propertiesOf(
  document: JsonObject,
  schema: JsonObject,
  depth = 0,
): readonly (readonly [string, Json | undefined])[] {
  if (depth > maxDepth) return [];
  const parts = Array.isArray(schema.allOf) ? resolveAll(document, schema.allOf) : [];
  return [
    ...Object.entries(isObject(schema.properties) ? schema.properties : {}),
    ...parts.flatMap((part) => propertiesOf(document, part, depth + 1)),
  ];
}

function adviceIn(text: string): boolean {
  return /\b(retry|try again|contact|check the|top up|upgrade|renew|rotate|wait|use (a|an|the|another)|send (a|an|the)|reduce|remove)\b/i.test(
    text,
  );
}

/** Follows references within the document. */
function resolve(document: JsonObject, value: Json | undefined): JsonObject | undefined {
  let current = value;
  for (let step = 0; step < maxDepth && isObject(current) && typeof current.$ref === "string"; step += 1) {
    let target: Json | undefined = document;
    for (const part of current.$ref.replace(/^#\//, "").split("/")) {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
    }
    current = target;
  }
  return isObject(current) ? current : undefined;
}

function resolveAll(document: JsonObject, values: readonly Json[]): readonly JsonObject[] {
  return values.map((value) => resolve(document, value)).filter((value) => value !== undefined);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
