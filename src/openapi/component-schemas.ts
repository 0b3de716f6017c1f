import { requireResult } from "../contract/faults/arguments.ts";
import type { AnyContract, Entry, Json, JsonSchema } from "../contract/index.ts";
import type { Envelope, Envelopes } from "../envelope/index.ts";
import { withLocalReferences } from "./schema-components.ts";

/** Name of the schema of any error. */
export const anyErrorName = "AnyError";

/** Returns the schemas of an API's error bodies, by component name: one per code, and one for codes that are added later. */
export function componentSchemas(contract: AnyContract, envelopes: Envelopes): Readonly<Record<string, Json>> {
  const schemas: Record<string, Json> = {};
  for (const entry of contract.entries.values())
    schemas[componentName(entry)] = withLocalReferences(
      titled(entry.code, entry.when, envelopes.of(entry).schema(entry)),
      `#/components/schemas/${componentName(entry)}`,
    );
  schemas[anyErrorName] = titled(
    "Any error",
    "An error whose code this document does not know.",
    envelopes.main.schema(),
  );
  return schemas;
}

/**
 * Returns the JSON Schema of the bodies of any code, with a description of each member that envelopes have in common.
 *
 * @example
 * ```ts
 * import { compileEnvelope } from "errata/envelope";
 * import { errorBodySchema } from "errata/openapi";
 *
 * errorBodySchema(compileEnvelope("flat", { name: "shop" }));
 * // { type: "object", properties: { code: { description: "Stable code of the error. …", type: "string" }, … } }
 * ```
 */
export function errorBodySchema(envelope: Envelope): JsonSchema {
  requireResult("errorBodySchema: envelope", envelope, "schema", "compileEnvelope(…)");
  const { $schema: _, ...schema } = describeMembers(envelope.schema());
  return schema;
}

/** Returns the component name of a code. Component names consist of letters, digits, `.`, `-` and `_`. */
export function componentName({ code }: Pick<Entry, "code">): string {
  return code.replaceAll(/[^A-Za-z0-9._-]/g, "_");
}

function titled(title: string, description: string, schema: JsonSchema): JsonSchema {
  const { $schema: _, ...rest } = describeMembers(schema);
  return { title, description, ...rest };
}

/** Descriptions of the members that envelopes have in common. Members of details have their own. */
const descriptions: Readonly<Record<string, string>> = {
  code: "Stable code of the error. Branch on it, never on the message.",
  message: "Message for a person. It can change.",
  detail: "Message for a person. It can change.",
  title: "Short name of the problem.",
  details: "Structured details of this occurrence.",
  error: "The error.",
  errors: "The errors.",
  success: "False for every error.",
  status: "HTTP status, or the outcome of the request.",
  type: "Category or page of the error.",
  data: "Null for every error.",
  param: "Request field that caused the error.",
  request_id: "Id of the request. Quote it to support.",
  requestId: "Id of the request. Quote it to support.",
};

function describeMembers(schema: JsonSchema): JsonSchema {
  const { properties } = schema;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return schema;
  const described = Object.entries(properties).map(([name, member]): [string, Json | undefined] => {
    if (!isSchema(member)) return [name, member];
    // FastAPI's `detail` is a message, or an object with one.
    const common = member.type === "object" && name === "detail" ? descriptions.error : descriptions[name];
    const description = member.description ?? common;
    return [name, description === undefined ? describeMembers(member) : { description, ...describeMembers(member) }];
  });
  return { ...schema, properties: Object.fromEntries(described) };
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
