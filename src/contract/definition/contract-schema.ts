import type { Condition } from "../condition.ts";
import { conditions } from "../condition.ts";
import { ownedHeaders, patterns } from "../entry/index.ts";
import type { Json, JsonSchema } from "../json.ts";
import {
  chargedValues,
  effects,
  grpcNames,
  kinds,
  limitScopes,
  remedyActions,
  remedyActors,
  retries,
} from "../kind.ts";

/**
 * Returns the JSON Schema (draft 2020-12) of contracts in YAML or JSON, for editors. It validates each member by itself.
 * References between members, such as the codes of an operation, are checked when the contract is loaded.
 *
 * @example
 * ```ts
 * import { contractSchema } from "errata";
 *
 * JSON.stringify(contractSchema(), null, 2);
 * ```
 */
export function contractSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Errata contract",
    description: "The closed list of errors that an HTTP API may return.",
    ...objectOf(contractMembers(), ["name", "version", "errors"]),
    $defs: {
      code: matching(patterns.code),
      codes: { type: "array", items: { $ref: "#/$defs/code" }, uniqueItems: true },
      text: textOf(),
      webAddress: matching(patterns.webAddress),
      envelope: {
        anyOf: [{ $ref: "#/$defs/text" }, { type: "object" }, { type: "array" }],
        description: "Name of an envelope, or the template itself.",
      },
      remedy: objectOf(remedyMembers(), ["action", "actor"]),
      error: errorSchema(),
    },
  };
}

function contractMembers(): Record<string, JsonSchema> {
  return {
    errata: { const: 1, description: "Version of the contract format." },
    $schema: textOf("URL or path of this schema, for editors."),
    name: textOf("Name of the API."),
    version: textOf("Version of the contract."),
    language: { ...tag, description: "BCP 47 tag of the messages' language. Default: en." },
    docsUrl: matching(patterns.pagePrefix, "Absolute URL to which a code is appended to link to its page."),
    envelope: refTo("envelope", "The wire format of errors. Default: problem+json."),
    envelopes: mapOf(refTo("envelope"), "Additional envelopes, by name."),
    unified: refTo("envelope", "One envelope for every code. Default: each uses its own."),
    limits: mapOf({ type: "number" }, "Numbers that guards enforce."),
    errors: {
      ...mapOf(refTo("error"), "Every error of the API, by code."),
      propertyNames: { pattern: patterns.code.source },
      minProperties: 1,
    },
    retired: {
      ...mapOf(objectOf(retiredMembers(), ["removed"]), "Codes that the API no longer returns."),
      propertyNames: { pattern: patterns.code.source },
    },
    operations: {
      ...mapOf(operationSchema(), "Every METHOD /path, with its codes besides always."),
      propertyNames: { pattern: patterns.operation.source },
    },
    always: refTo("codes", "Codes that any operation may return."),
    precedence: refTo("codes", "Every code, in the order that decides which of several is returned."),
    conditions: {
      ...objectOf(mapValues(conditions, conditionSchema)),
      description: "Codes for failures that the boundary detects itself.",
    },
    locales: {
      ...mapOf(mapOf(refTo("text")), "Messages in other languages: BCP 47 tag, then every code."),
      propertyNames: { pattern: tag.pattern },
    },
    boundary: mapOf({}, "Entries of unmapped conditions. Ignored when a contract is loaded."),
  };
}

function errorSchema(): JsonSchema {
  const members: Record<string, JsonSchema> = {
    kind: { enum: Object.keys(kinds), description: "Canonical category; supplies every default." },
    when: textOf("The exact condition, as one sentence."),
    message: textOf("Message in ICU MessageFormat. Placeholders are names of details."),
    status: { type: "integer", minimum: 400, maximum: 599, description: "HTTP status. Default: the kind's." },
    title: textOf("Short constant name of the problem. Default: the code in words."),
    details: refTo(undefined, "JSON Schema of the details. No other members are sent."),
    private: {
      type: "array",
      items: refTo("text"),
      description: "Details that are sent, but never stored or logged.",
    },
    retry: { enum: [...retries], description: "When the same request may be sent again. Default: the kind's." },
    effect: { enum: [...effects], description: "Whether the request took effect. Default: the kind's." },
    charged: {
      enum: [...chargedValues],
      description: "Whether the request can have cost money. Default: the kind's.",
    },
    limitScope: {
      enum: [...limitScopes],
      description: "Requests that a rate limit with this code covers. Default: operation.",
    },
    remedy: refTo("remedy", "The next action, and who can take it. Default: the kind's."),
    grpc: { enum: [...grpcNames], description: "Canonical gRPC status name. Default: the kind's." },
    causes: {
      type: "array",
      items: objectOf({ when: refTo("text"), remedy: refTo("remedy") }, ["when", "remedy"]),
      description: "Causes that need different remedies.",
    },
    masks: { type: "array", items: refTo("text"), description: "Causes hidden behind byte-identical responses." },
    headers: headersSchema(),
    envelope: textOf("Name of the envelope, for contracts with several."),
    parent: refTo("code", "More general code, for clients that do not know this one."),
    since: textOf("Version of the contract that introduced the code."),
    deprecated: textOf("Version of the contract that deprecated the code."),
    replacedBy: refTo("code", "Code that replaces a deprecated one."),
    sunset: matching(patterns.date, "Date from which a deprecated code may be removed: YYYY-MM-DD."),
    docsUrl: refTo("webAddress", "URL of the code's page. Default: the contract's docsUrl followed by the code."),
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

function retiredMembers(): Record<string, JsonSchema> {
  return {
    removed: textOf("Version of the contract that removed the code."),
    replacedBy: refTo("code", "Code that replaced it."),
    reason: textOf("The reason, as one sentence."),
  };
}

function headersSchema(): JsonSchema {
  const names = ownedHeaders.map(inAnyCase).join("|");
  return {
    ...mapOf(matching(patterns.headerValue), "Response headers; values may have placeholders."),
    propertyNames: { pattern: patterns.headerName.source, not: { pattern: `^(?:${names})$` } },
  };
}

function operationSchema(): JsonSchema {
  const members = {
    errors: refTo("codes"),
    summary: textOf("Purpose of the operation, as one sentence."),
    idempotencyKey: { type: "boolean", description: "Whether the operation accepts an Idempotency-Key." },
  };
  return { anyOf: [refTo("codes"), objectOf(members, ["errors"])] };
}

function remedyMembers(): Record<string, JsonSchema> {
  return {
    action: { enum: [...remedyActions], description: "The action." },
    actor: { enum: [...remedyActors], description: "Who can take the action." },
    text: textOf("The action, as one sentence."),
    url: matching(patterns.address, "Absolute URL of the action."),
  };
}

function conditionSchema(condition: Condition): JsonSchema {
  const { when, code } = conditions[condition];
  return refTo("code", `${when} Default: ${code}.`);
}

/** Canonical BCP 47 tags, as far as a pattern can check them. */
const tag = matching(patterns.languageTag);

function textOf(description?: string): JsonSchema {
  return matching(patterns.text, description);
}

function matching({ source }: RegExp, description?: string): JsonSchema & { readonly pattern: string } {
  return { type: "string", pattern: source, ...described(description) };
}

/** Refers to a definition in this schema, or, without a name, to JSON Schema itself. */
function refTo(name: string | undefined, description?: string): JsonSchema {
  const $ref = name === undefined ? "https://json-schema.org/draft/2020-12/schema" : `#/$defs/${name}`;
  return { $ref, ...described(description) };
}

function mapOf(values: JsonSchema, description?: string): JsonSchema {
  return { type: "object", additionalProperties: values, ...described(description) };
}

function described(description: string | undefined): { readonly description?: string } {
  return description === undefined ? {} : { description };
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
