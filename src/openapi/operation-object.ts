import type { Json, JsonSchema, Operation } from "../contract/index.ts";
import type { Envelopes } from "../envelope/index.ts";
import type { DescribedSchema, OperationDescription, ResponseDescription } from "./api-description.ts";
import {
  bodyExamples,
  type ExampleExchange,
  headersWithExamples,
  parameterExample,
  responseExamples,
} from "./example-exchanges.ts";
import { type SchemaComponents, toJsonSchema, withoutOwn } from "./schema-components.ts";

/** The context that the objects of all operations share. */
export interface OperationContext {
  readonly envelopes: Envelopes;
  readonly components: SchemaComponents;
}

/** Returns the OpenAPI object of an operation: its inputs and outputs as far as they are described, and its errors. */
export function operationObject(
  context: OperationContext,
  operation: Operation,
  description: OperationDescription | undefined,
  errors: Readonly<Record<string, Json>>,
  exchanges: readonly ExampleExchange[],
): Json {
  const { name } = operation;
  const id = operationId(name);
  const { tag, summary = operation.summary, description: text, isPublic = false } = description ?? {};
  const parameters = parametersOf(operation, description, exchanges);
  const requestBody = requestBodyOf(context, name, id, exchanges, description);
  const responses = Object.entries(description?.responses ?? {}).map(([status, response]): [string, Json] => [
    status,
    responseOf(
      context,
      { name, id, status, exchanges },
      operation.idempotencyKey ? withReplayHeaders(response) : response,
    ),
  ]);
  return {
    operationId: id,
    ...(tag === undefined ? {} : { tags: [tag] }),
    ...(summary === undefined ? {} : { summary }),
    ...(text === undefined ? {} : { description: text }),
    ...(isPublic ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: { ...Object.fromEntries(responses), ...errors },
  };
}

/** Returns an OpenAPI parameter for each member of an object schema. */
export function parametersIn(
  place: "query" | "header",
  schema: DescribedSchema | undefined,
  where: string,
  exchanges: readonly ExampleExchange[] = [],
): Json[] {
  if (schema === undefined) return [];
  const { properties, required } = toJsonSchema(schema, "input", where);
  const names = Array.isArray(required) ? required : [];
  return Object.entries((properties ?? {}) as Readonly<Record<string, JsonSchema>>).map(([name, member]) => ({
    name,
    in: place,
    required: names.includes(name),
    ...(member.description === undefined ? {} : { description: member.description }),
    schema: withoutOwn(member, ["description"]),
    ...parameterExample(exchanges, place, name, member),
  }));
}

function parametersOf(
  { name, path, idempotencyKey }: Operation,
  description: OperationDescription | undefined,
  exchanges: readonly ExampleExchange[],
): Json[] {
  const { path: schemas = {}, query, headers } = description ?? {};
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, parameter = ""]): Json => {
    const schema = schemas[parameter];
    const json = schema === undefined ? { type: "string" } : toJsonSchema(schema, "input", `${parameter} of ${name}`);
    const text = json.description === undefined ? {} : { description: json.description };
    const example = parameterExample(exchanges, "path", parameter, json);
    return {
      name: parameter,
      in: "path",
      required: true,
      ...text,
      schema: withoutOwn(json, ["description"]),
      ...example,
    };
  });
  const keySchema = { type: "string", minLength: 1, maxLength: 255, pattern: "^[!-~]+$" };
  const key: Json = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "1 to 255 visible ASCII characters. A repeated request with the same key does the work once.",
    schema: keySchema,
    ...parameterExample(exchanges, "header", "Idempotency-Key", keySchema),
  };
  return [
    ...inPath,
    ...parametersIn("query", query, `query of ${name}`, exchanges),
    ...parametersIn("header", headers, `headers of ${name}`, exchanges),
    ...(idempotencyKey ? [key] : []),
  ];
}

function requestBodyOf(
  { components }: OperationContext,
  name: string,
  id: string,
  exchanges: readonly ExampleExchange[],
  { body, content = {}, isBodyOptional = false }: OperationDescription = { responses: {} },
): Json | undefined {
  const bodies = body === undefined ? content : { "application/json": body, ...content };
  if (Object.keys(bodies).length === 0) return undefined;
  const types = Object.entries(bodies).map(([mediaType, schema]): [string, Json] => [
    mediaType,
    {
      ...mediaTypeOf(components, toJsonSchema(schema, "input", `body of ${name}`), `${capitalized(id)}Body`),
      ...bodyExamples(exchanges, mediaType),
    },
  ]);
  return { required: !isBodyOptional, content: Object.fromEntries(types) };
}

/** Headers of the response to a repeated request. */
const replayHeaders = {
  "Idempotent-Replayed": {
    description: "`true` if this is the response to the first request with the same Idempotency-Key.",
    schema: { type: "string", const: "true" },
  },
  "Original-Request": {
    description: "Id of the first request with the same Idempotency-Key.",
    schema: { type: "string" },
  },
} as const;

function withReplayHeaders(response: ResponseDescription): ResponseDescription {
  return { ...response, headers: { ...response.headers, ...replayHeaders } };
}

/** Where an operation has a response. */
interface ResponsePlace {
  readonly name: string;
  readonly id: string;
  readonly status: string;
  readonly exchanges: readonly ExampleExchange[];
}

function responseOf(
  { components, envelopes }: OperationContext,
  { name, id, status, exchanges }: ResponsePlace,
  { description, headers, body, content = {} }: ResponseDescription,
): Json {
  const component = `${capitalized(id)}Response`;
  const where = `response ${status} of ${name}`;
  const types = Object.entries(content).map(([mediaType, schema]): [string, Json] => [
    mediaType,
    {
      ...mediaTypeOf(components, toJsonSchema(schema, "output", where), component),
      ...responseExamples(exchanges, status, mediaType),
    },
  ]);
  if (body !== undefined) {
    const schema = inSuccessEnvelope(envelopes, components.add(toJsonSchema(body, "output", where), component));
    types.unshift(["application/json", { schema, ...responseExamples(exchanges, status, "application/json") }]);
  }
  return {
    description,
    ...(headers === undefined ? {} : { headers: headersWithExamples(exchanges, status, headers) }),
    ...(types.length === 0 ? {} : { content: Object.fromEntries(types) }),
  };
}

/** Bytes have an empty schema, which is not a component. */
function mediaTypeOf(components: SchemaComponents, schema: JsonSchema, name: string): { readonly schema: JsonSchema } {
  return Object.keys(schema).length === 0 ? { schema } : { schema: components.add(schema, name) };
}

/** Returns the schema of data inside the contract's success envelope; the schema itself without one. */
function inSuccessEnvelope({ main }: Envelopes, schema: JsonSchema): JsonSchema {
  const data = {};
  const describe = (value: unknown): JsonSchema => {
    if (value === data) return schema;
    if (value === null) return { type: "null" };
    if (typeof value !== "object") return { const: value as Json };
    const members = Object.entries(value).map(([name, member]): [string, Json] => [name, describe(member)]);
    return { type: "object", properties: Object.fromEntries(members), required: members.map(([name]) => name) };
  };
  return describe(main.success(data));
}

/** Returns an identifier in camel case: `postV1CustomersByCustomerId`. */
function operationId(name: string): string {
  const words = name.replaceAll("{", "by ").match(/[A-Za-z0-9]+/g) ?? [];
  const [first = "", ...rest] = words;
  return first.toLowerCase() + rest.map(capitalized).join("");
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
