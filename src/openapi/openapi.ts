import type { AnyContract, Json, Operation } from "../contract/index.ts";
import { envelopesOf } from "../envelope/index.ts";
import { componentSchemas } from "./component-schemas.ts";
import type { OpenApiDocument, OpenApiResult } from "./document.ts";
import { componentHeaders, type ErrorExamples, errorResponses } from "./error-responses.ts";
import { mergeErrors } from "./merge-errors.ts";

/** Options of `openapi`. */
export interface OpenApiOptions {
  /** Bodies of errors by code, as examples; recorded ones are best. @default examples that fit the schemas */
  readonly examples?: ErrorExamples | undefined;
  /** Base URL of the API. @default none: relative to the document */
  readonly serverUrl?: string | undefined;
  /** OpenAPI 3.1 document that receives the errors. Nothing in it is changed or removed. @default a new document */
  readonly into?: OpenApiDocument | undefined;
}

/**
 * Describes the errors of an API in OpenAPI 3.1: for each operation and status, a `oneOf` of titled codes with examples and
 * headers, and everything else about each code under `x-errata`.
 *
 * @throws RangeError if `into` is not an OpenAPI 3.1 document
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { openapi } from "errata/openapi";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const { document } = openapi(shop);
 * console.log(JSON.stringify(document, null, 2));
 * ```
 */
export function openapi(contract: AnyContract, { examples = {}, serverUrl, into }: OpenApiOptions = {}): OpenApiResult {
  const envelopes = envelopesOf(contract);
  const errors: OpenApiDocument = {
    openapi: "3.1.1",
    info: { title: contract.name, version: contract.version },
    ...(serverUrl === undefined ? {} : { servers: [{ url: serverUrl }] }),
    paths: pathsOf(contract, (operation) => errorResponses(contract, envelopes, operation, examples)),
    components: { schemas: componentSchemas(contract, envelopes), headers: componentHeaders },
  };
  if (into === undefined) return { document: errors, kept: [] };
  if (typeof into.openapi !== "string" || !into.openapi.startsWith("3.1"))
    throw new RangeError(
      `Expected an OpenAPI 3.1 document, received openapi: ${String(JSON.stringify(into.openapi)).slice(0, 80)}. Convert it to 3.1 first.`,
    );
  return mergeErrors(into, errors);
}

type ResponsesOf = (operation: Operation) => Json;

function pathsOf(contract: AnyContract, responsesOf: ResponsesOf): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of contract.operations.values()) {
    const method = operation.method.toLowerCase();
    paths[operation.path] = { ...paths[operation.path], [method]: operationObject(operation, responsesOf) };
  }
  return paths;
}

function operationObject(operation: Operation, responsesOf: ResponsesOf): Json {
  const { name, path, summary, idempotencyKey } = operation;
  const parameters: Json[] = [...path.matchAll(/\{([^}]+)\}/g)].map(([, parameter = ""]) => ({
    name: parameter,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  if (idempotencyKey)
    parameters.push({
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "A repeated request with the same key does the work once.",
      schema: { type: "string" },
    });
  return {
    operationId: operationId(name),
    ...(summary === undefined ? {} : { summary }),
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: responsesOf(operation),
  };
}

/** Returns an identifier in camel case: `postV1CustomersByCustomerId`. */
function operationId(name: string): string {
  const words = name.replaceAll("{", "by ").match(/[A-Za-z0-9]+/g) ?? [];
  const [first = "", ...rest] = words;
  return first.toLowerCase() + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
