import type { Condition } from "./condition.ts";
import { conditions } from "./condition.ts";
import { grpcNames } from "./grpc-names.ts";
import type { Json, JsonSchema } from "./json.ts";
import { chargedValues, effects, kinds, retries } from "./kind.ts";
import { ownedHeaders, patterns } from "./patterns.ts";
import { remedyActions, remedyActors } from "./remedy.ts";

/**
 * Gives the JSON Schema (draft 2020-12) of contracts written as YAML or JSON, for editors.
 * It knows what can be said of each member by itself; what members say about each other, such as a code that an operation
 * names, is checked when the contract is loaded.
 */
export function contractSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Errata contract",
    description: "The closed list of every error that an HTTP API may answer.",
    ...objectOf(contractMembers(), ["name", "version", "errors"]),
    $defs: {
      code: { type: "string", pattern: patterns.code.source },
      codes: { type: "array", items: { $ref: "#/$defs/code" }, uniqueItems: true },
      text: textOf(),
      webAddress: { type: "string", pattern: patterns.webAddress.source },
      envelope: {
        anyOf: [{ $ref: "#/$defs/text" }, { type: "object" }, { type: "array" }],
        description: "The name of an envelope, or the template itself.",
      },
      remedy: objectOf(remedyMembers(), ["action", "actor"]),
      error: errorSchema(),
    },
  };
}

function contractMembers(): Record<string, JsonSchema> {
  return {
    errata: { const: 1, description: "Version of this form of writing contracts." },
    $schema: textOf("Address of this schema."),
    name: textOf("Name of the API."),
    version: textOf("Version of the contract, in semantic versioning."),
    language: { ...tag, description: "Language of the messages, as a BCP 47 tag. Left out: en." },
    docsUrl: {
      type: "string",
      pattern: patterns.pagePrefix.source,
      description: "Prefix of every code's page; the code is appended.",
    },
    envelope: refTo("envelope", "How errors look on the wire. Left out: problem+json."),
    envelopes: mapOf(refTo("envelope"), "Envelopes of an API whose layers answer in different shapes, by name."),
    unified: refTo(
      "envelope",
      "The one envelope of every code, whatever envelope it names. Left out: each has its own.",
    ),
    limits: mapOf({ type: "number" }, "Numbers that the guards enforce and the reference prints."),
    errors: {
      ...mapOf(refTo("error"), "Every error of the API, by its code."),
      propertyNames: { pattern: patterns.code.source },
      minProperties: 1,
    },
    operations: {
      ...mapOf(operationSchema(), "Every METHOD /path with the codes that it may answer beside always."),
      propertyNames: { pattern: patterns.operation.source },
    },
    always: refTo("codes", "Codes that any operation may answer."),
    precedence: refTo(
      "codes",
      "Every code, in the order in which overlapping conditions are decided: the first that holds is answered.",
    ),
    conditions: {
      ...objectOf(mapValues(conditions, conditionSchema)),
      description: "The contract's own codes for what the boundary itself finds wrong.",
    },
    locales: {
      ...mapOf(mapOf(refTo("text")), "Messages in other languages: BCP 47 tag, then every code."),
      propertyNames: { pattern: tag.pattern },
    },
    boundary: mapOf({}, "Facts of the codes of unmapped conditions; written for readers, never read back."),
  };
}

function errorSchema(): JsonSchema {
  const members: Record<string, JsonSchema> = {
    kind: { enum: Object.keys(kinds), description: "Canonical category; it gives everything that is left out." },
    when: textOf("The exact condition: one sentence."),
    message: textOf("Text for a person, in ICU MessageFormat; placeholders are keys of the details."),
    status: { type: "integer", minimum: 400, maximum: 599, description: "Left out: the kind's status." },
    title: textOf("Short constant name of the problem. Left out: the code in words."),
    details: refTo(undefined, "JSON Schema of the structured facts of one occurrence."),
    retry: { enum: [...retries], description: "When the same request may be sent again." },
    effect: { enum: [...effects], description: "Whether the request took effect." },
    charged: { enum: [...chargedValues], description: "Whether the request can have cost money." },
    remedy: refTo("remedy", "What to do next, and who has to do it."),
    grpc: { enum: [...grpcNames], description: "Canonical gRPC status." },
    causes: { type: "array", items: objectOf({ when: refTo("text"), remedy: refTo("remedy") }, ["when", "remedy"]) },
    masks: { type: "array", items: refTo("text"), description: "Causes hidden behind one byte-identical answer." },
    headers: headersSchema(),
    envelope: textOf("Name of the envelope, where the contract has several."),
    parent: refTo("code", "Code that an older client may take this one for."),
    since: textOf("Version of the contract that brought the code."),
    deprecated: textOf("Version since which the code is no longer raised for new clients."),
    replacedBy: refTo("code", "Code that is raised instead."),
    docsUrl: refTo("webAddress", "Address of the code's page. Left out: the contract's docsUrl and the code."),
  };
  const isMasked: JsonSchema = {
    type: "object",
    properties: { masks: { type: "array", minItems: 1 } },
    required: ["masks"],
  };
  return {
    ...objectOf(members, ["kind", "when", "message"]),
    if: isMasked,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { type: "object", properties: { details: false } },
  };
}

function headersSchema(): JsonSchema {
  const names = ownedHeaders.map(inAnyCase).join("|");
  return {
    ...mapOf(
      { type: "string", pattern: patterns.headerValue.source },
      "Response headers; values may hold placeholders.",
    ),
    propertyNames: { pattern: patterns.headerName.source, not: { pattern: `^(?:${names})$` } },
  };
}

function operationSchema(): JsonSchema {
  const members = {
    errors: refTo("codes"),
    summary: refTo("text"),
    idempotencyKey: { type: "boolean", description: "Whether the operation accepts an Idempotency-Key." },
  };
  return { anyOf: [refTo("codes"), objectOf(members, ["errors"])] };
}

function remedyMembers(): Record<string, JsonSchema> {
  return {
    action: { enum: [...remedyActions] },
    actor: { enum: [...remedyActors] },
    text: textOf("One sentence for a person."),
    url: { type: "string", pattern: patterns.address.source },
  };
}

function conditionSchema(condition: Condition): JsonSchema {
  const { when, code } = conditions[condition];
  return refTo("code", `${when} Left out: ${code}.`);
}

/** Canonical BCP 47 tags as far as a pattern can tell. */
const tag = { type: "string", pattern: patterns.languageTag.source };

function textOf(description?: string): JsonSchema {
  return { type: "string", pattern: patterns.text.source, ...(description === undefined ? {} : { description }) };
}

/** Refers to a definition of this schema, or to that of JSON Schema itself. */
function refTo(name: string | undefined, description?: string): JsonSchema {
  const $ref = name === undefined ? "https://json-schema.org/draft/2020-12/schema" : `#/$defs/${name}`;
  return { $ref, ...(description === undefined ? {} : { description }) };
}

function mapOf(values: JsonSchema, description?: string): JsonSchema {
  return { type: "object", additionalProperties: values, ...(description === undefined ? {} : { description }) };
}

function objectOf(properties: Record<string, Json>, required: readonly string[] = []): JsonSchema {
  return { type: "object", properties, required, additionalProperties: false };
}

function mapValues<Key extends string>(
  table: Readonly<Record<Key, unknown>>,
  schemaOf: (key: Key) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries((Object.keys(table) as Key[]).map((key) => [key, schemaOf(key)]));
}

function inAnyCase(name: string): string {
  return name.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
