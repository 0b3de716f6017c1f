import { requireContract, requireMember, requireValue } from "../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../contract/faults/options.ts";
import type { AnyContract, Json } from "../contract/index.ts";
import { envelopesOf } from "../envelope/index.ts";
import { type ApiDescription, checkNames } from "./api-description.ts";
import { componentSchemas } from "./component-schemas.ts";
import { componentHeaders, type ErrorExamples, errorResponses } from "./error-responses.ts";
import type { ExampleExchange } from "./example-exchanges.ts";
import { mergeErrors, type OpenApiDocument, type OpenApiResult, operationKeys } from "./merge-errors.ts";
import { operationObject } from "./operation-object.ts";
import { schemaComponents } from "./schema-components.ts";
import { webhookObjects } from "./webhook-objects.ts";

/** Options of `openapi`. */
export interface OpenApiOptions {
  /** Inputs and outputs of the operations. @default none: only errors are described */
  readonly api?: ApiDescription | undefined;
  /** Bodies of errors by code, as examples; recorded ones are best. @default examples that fit the schemas */
  readonly examples?: ErrorExamples | undefined;
  /** Successful requests and their responses, as examples of the operations that `api` describes, by operation. @default none */
  readonly exchanges?: Readonly<Record<string, readonly ExampleExchange[]>> | undefined;
  /** Base URL of the API. @default none: relative to the document */
  readonly serverUrl?: string | undefined;
  /** OpenAPI 3.1 document that receives the errors. Nothing in it is changed or removed. @default a new document */
  readonly into?: OpenApiDocument | undefined;
}

/**
 * Describes an API in OpenAPI 3.1. The errors come from its contract: for each operation and status, a `oneOf` of titled
 * codes with examples and headers, and everything else about each code under `x-errata`. Inputs and outputs come from `api`
 * or `into`. Operations with a method that OpenAPI 3.1 does not have, such as PURGE, are under `x-additionalOperations` of
 * their path.
 *
 * @throws RangeError if `into` is not an OpenAPI 3.1 document, or `api` does not describe exactly the contract's operations
 * @throws TypeError if a schema of `api` cannot be written as JSON Schema
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
export function openapi(contract: AnyContract, options: OpenApiOptions = {}): OpenApiResult {
  requireContract("openapi", contract);
  requireOptions("openapi", options, optionTypes);
  const { api, examples = {}, exchanges = {}, serverUrl, into } = options;
  checkDocument(into);
  checkServerUrl(serverUrl);
  if (api !== undefined) checkNames(contract, api);
  const envelopes = envelopesOf(contract);
  const errorSchemas = componentSchemas(contract, envelopes);
  const components = schemaComponents(errorSchemas);
  const { security = {}, webhooks } = api ?? {};
  const schemes = Object.keys(security);
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of contract.operations.values()) {
    const { name, path, method } = operation;
    const errors = errorResponses(contract, envelopes, operation, examples);
    const context = { envelopes, components };
    const object = operationObject(context, operation, api?.operations[name], errors, exchanges[name] ?? []);
    const [key = "", custom] = operationKeys(method);
    const item = paths[path] ?? {};
    paths[path] = { ...item, [key]: custom === undefined ? object : { ...(item[key] as object), [custom]: object } };
  }
  const requests = webhooks === undefined ? {} : { webhooks: webhookObjects(components, webhooks) };
  const document: OpenApiDocument = {
    openapi: "3.1.1",
    info: infoOf(contract, api),
    ...(serverUrl === undefined ? {} : { servers: [{ url: serverUrl }] }),
    ...(schemes.length === 0 ? {} : { security: schemes.map((name) => ({ [name]: [] })) }),
    ...(api === undefined ? {} : tagsOf(api)),
    paths,
    ...requests,
    components: {
      schemas: { ...components.schemas, ...errorSchemas },
      headers: usedHeaders(paths),
      ...(schemes.length === 0 ? {} : { securitySchemes: security }),
    },
  };
  if (into === undefined) return { document, kept: [] };
  if (typeof into.openapi !== "string" || !into.openapi.startsWith("3.1"))
    throw new RangeError(
      `Expected an OpenAPI 3.1 document, received openapi: ${String(JSON.stringify(into.openapi)).slice(0, 80)}. Set the version of the generator to 3.1.0, or convert the document.`,
    );
  return mergeErrors(into, document);
}

/**
 * Adds the errors of a contract to an OpenAPI 3.1 document that a framework or a library generates. Members that the
 * document has already are kept.
 *
 * @returns a copy of the document
 * @throws RangeError if the document is not OpenAPI 3.1
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { addErrors } from "errata/openapi";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const generated = { openapi: "3.1.0", info: { title: "shop", version: "1.0.0" }, paths: {} };
 * const document = addErrors(generated, shop);
 * ```
 */
export function addErrors<Document extends object>(
  document: Document,
  contract: AnyContract,
  options: Pick<OpenApiOptions, "examples"> = {},
): Document {
  requireOptions("addErrors", options, { examples: optionTypes.examples });
  requireMember("addErrors: document", document, "paths", "an OpenAPI document with paths");
  return openapi(contract, { ...options, into: document as OpenApiDocument }).document as Document;
}

const optionTypes: OptionTypes<OpenApiOptions> = {
  api: "object",
  examples: "object",
  exchanges: "object",
  serverUrl: "checked",
  into: "checked",
};

function infoOf({ name, version }: AnyContract, { description, license }: Partial<ApiDescription> = {}): Json {
  return {
    title: name,
    version,
    ...(description === undefined ? {} : { description }),
    ...(license === undefined ? {} : { license: { ...license } }),
  };
}

function tagsOf({ operations, tags = {} }: ApiDescription): { readonly tags?: Json } {
  const names = [...new Set(Object.values(operations).flatMap(({ tag }) => tag ?? []))];
  const objects = names.map((name) => ({ name, ...(tags[name] === undefined ? {} : { description: tags[name] }) }));
  return names.length === 0 ? {} : { tags: objects };
}

/** Linters report components that nothing refers to. */
function usedHeaders(paths: Json): Json {
  const text = JSON.stringify(paths);
  return Object.fromEntries(
    Object.entries(componentHeaders).filter(([name]) => text.includes(`"#/components/headers/${name}"`)),
  );
}

/** A list is reported later, as a document without a version. */
function checkDocument(into: unknown): void {
  if (into !== undefined && !Array.isArray(into)) requireValue("openapi: into", into, "object");
}

function checkServerUrl(serverUrl: unknown): void {
  // A relative URL and a template such as https://{region}.example.com are valid, too.
  if (serverUrl === undefined || (typeof serverUrl === "string" && /^[!-~]{1,2000}$/.test(serverUrl))) return;
  throw new TypeError(
    `openapi: expected serverUrl to be a URL, received ${JSON.stringify(String(serverUrl).slice(0, 80))}. Write it like https://api.example.com.`,
  );
}
