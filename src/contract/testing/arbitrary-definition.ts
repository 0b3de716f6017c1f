import fc from "fast-check";
import type { Condition } from "../condition.ts";
import { conditions } from "../condition.ts";
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

/** A definition as plain data, as in a file. */
export type DefinitionData = { readonly errors: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>;

/** Names that break code which reads members without checking that they are own members. */
const inheritedNames = ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf"];

const text = fc.string({ unit: "binary", minLength: 1, maxLength: 40 }).filter((value) => value.trim() !== "");
const shortText = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => value.trim() !== "");
const code = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.:-]{0,20}$/) },
  { weight: 1, arbitrary: fc.constantFrom(...inheritedNames) },
);
const address = fc.webUrl({ validSchemes: ["https", "http"] });
const remedy = fc.record(
  {
    action: fc.constantFrom(...remedyActions),
    actor: fc.constantFrom(...remedyActors),
    text,
    url: address,
  },
  { requiredKeys: ["action", "actor"] },
);
const plainMessage = text.map((value) => value.replaceAll(/[{}']/g, "."));
const detailName = fc.constantFrom("id", "limit", "retryAfterSec", "usedBytes", "constructor", "__proto__");

/** A message with some of the details as placeholders, and the details. */
const messageWithDetails = fc.uniqueArray(detailName, { minLength: 1, maxLength: 4 }).chain((names) =>
  fc.record({
    message: fc.tuple(plainMessage, fc.subarray(names)).map(messageOf),
    details: fc.constant(schemaOf(names)),
  }),
);

const header = fc.tuple(fc.stringMatching(/^X-[A-Za-z]{1,8}$/), fc.stringMatching(/^[ -&(-z]{0,10}$/));
const optionalMembers = fc.record(
  {
    status: fc.integer({ min: 400, max: 599 }),
    title: text,
    retry: fc.constantFrom(...retries),
    effect: fc.constantFrom(...effects),
    charged: fc.constantFrom(...chargedValues),
    limitScope: fc.constantFrom(...limitScopes),
    remedy,
    grpc: fc.constantFrom(...grpcNames),
    causes: fc.array(fc.record({ when: text, remedy }), { maxLength: 2 }),
    headers: fc.array(header, { maxLength: 2 }).map((pairs) => Object.fromEntries(pairs)),
    envelope: shortText,
    since: shortText,
    deprecated: shortText,
    sunset: fc.constantFrom("2027-01-31", "1999-12-01"),
    docsUrl: address,
  },
  { requiredKeys: [] },
);
const entry = fc
  .tuple(
    fc.record({ kind: fc.constantFrom(...Object.keys(kinds)), when: text }),
    fc.oneof(
      messageWithDetails,
      fc.record({ message: plainMessage }),
      fc.record({ message: plainMessage, masks: fc.array(text) }),
    ),
    optionalMembers,
  )
  .map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);

/** Generates sound definitions of every shape, as plain data. */
export const arbitraryDefinition: fc.Arbitrary<DefinitionData> = fc
  .dictionary(code, entry, { minKeys: 1, maxKeys: 6, noNullPrototype: true })
  .chain((errors) =>
    fc
      .tuple(fc.record({ name: text, version: shortText }), optionalParts(errors), fc.record(referencesOf(errors)))
      .map(([names, parts, references]) => sound({ ...names, ...parts, errors, ...references })),
  );

function optionalParts(errors: Readonly<Record<string, Record<string, unknown>>>): fc.Arbitrary<object> {
  const codes = fc.subarray(Object.keys(errors));
  const operationObject = fc.record(
    { errors: codes, summary: text, idempotencyKey: fc.boolean() },
    { requiredKeys: ["errors"] },
  );
  const method = fc.constantFrom("GET", "POST", "DELETE", "PURGE", "M-SEARCH", "X!");
  const segments = fc.array(
    fc.stringMatching(/^[a-z:.]{0,4}$/).filter((segment) => !segment.startsWith(":")),
    {
      maxLength: 3,
    },
  );
  const operation = fc
    .tuple(method, segments, fc.boolean())
    .map(([verb, path, hasId]) => `${verb} /${path.join("/")}${hasId ? "/{id}" : ""}`);
  return fc.record(
    {
      errata: fc.constant(1),
      language: fc.constantFrom("en", "de", "pt-BR"),
      docsUrl: address.map((url) => `${url}/#`),
      envelope: fc.oneof(shortText, fc.constant({ error: { code: "$code" } })),
      envelopes: fc.dictionary(shortText, fc.oneof(shortText, fc.constant({ message: "$message" })), {
        noNullPrototype: true,
      }),
      unified: fc.oneof(shortText, fc.constant({ fault: "$code" })),
      limits: fc.dictionary(shortText, fc.double({ noNaN: true, noDefaultInfinity: true }).map(noNegativeZero), {
        noNullPrototype: true,
      }),
      retired: fc.dictionary(
        code.filter((name) => !Object.hasOwn(errors, name)),
        fc.record({ removed: shortText, reason: text }, { requiredKeys: ["removed"] }),
        { noNullPrototype: true },
      ),
      operations: fc.dictionary(operation, fc.oneof(codes, operationObject), { noNullPrototype: true }),
      always: codes,
      precedence: fc.shuffledSubarray(Object.keys(errors), { minLength: Object.keys(errors).length }),
      locales: fc.subarray(["fr", "zh-Hant-TW"]).map((tags) => translations(tags, errors)),
    },
    { requiredKeys: [] },
  );
}

/** Maps every condition that several codes could serve. */
function referencesOf(errors: object): { readonly conditions: fc.Arbitrary<Record<string, string>> } {
  const code = fc.constantFrom(...Object.keys(errors));
  const some = fc.dictionary(fc.constantFrom(...(Object.keys(conditions) as Condition[])), code, {
    noNullPrototype: true,
  });
  const ambiguous = fc.record({ internal: code, invalid_request: code });
  return { conditions: fc.tuple(ambiguous, some).map(([first, rest]) => ({ ...first, ...rest })) };
}

/** Links each code to the next, so that there is no cycle. */
function sound(definition: DefinitionData): DefinitionData {
  const codes = Object.keys(definition.errors);
  const errors = Object.entries(definition.errors).map(([code, entry], index) => {
    const next = codes[index + 1];
    return [code, next === undefined ? entry : { ...(entry as object), parent: next, replacedBy: next }] as const;
  });
  return { ...definition, errors: Object.fromEntries(errors) };
}

function translations(tags: readonly string[], errors: Readonly<Record<string, Record<string, unknown>>>): Json {
  const messages = Object.entries(errors).map(([code, { message }]) => [code, `~ ${String(message)}`] as const);
  return Object.fromEntries(tags.map((tag) => [tag, Object.fromEntries(messages)]));
}

function messageOf([start, names]: readonly [string, readonly string[]]): string {
  return [start, ...names.map((name, index) => (index % 2 === 0 ? `{${name}}` : `{${name}, number, ::.00}`))].join(" ");
}

function schemaOf(names: readonly string[]): JsonSchema {
  const properties = Object.fromEntries(names.map((name) => [name, { type: ["string", "number"] }]));
  return { type: "object", properties, additionalProperties: false };
}

function noNegativeZero(value: number): number {
  return value === 0 ? 0 : value;
}
