import type { AnyContract, Kind } from "../../../contract/index.ts";
import { memberNames, type SchemaMember, schemaMembers } from "../../schema/index.ts";
import { type CheckRule, eachEntry, ownEntries, type Problem } from "../rule.ts";

const when = "The uploaded file is larger than the account's plan allows.";
const large = { kind: "payload_too_large", when, message: "The file is too large." } as const;
const detailsOf = (properties: Record<string, object>): object => ({
  type: "object",
  properties,
  additionalProperties: false,
});
const sized = detailsOf({ maxBytes: { type: "integer", description: "Largest size, in bytes." } });
const good = { errors: { FILE_TOO_LARGE: { ...large, details: sized } } };
const bad = (properties: Record<string, object>, more: object = {}): CheckRule["bad"] =>
  ({ errors: { FILE_TOO_LARGE: { ...large, details: { ...detailsOf(properties), ...more } } } }) as CheckRule["bad"];

/** Rules about the details of codes. */
export const detailRules: readonly CheckRule[] = [
  {
    id: "details-of-kind",
    severity: "warning",
    what: "A code has the details that its kind needs.",
    why: "A client that knows the field, the limit or the amount can act without reading the message.",
    source: "google/rpc/error_details.proto: BadRequest, QuotaFailure, PreconditionFailure",
    fix: "Add the detail.",
    check: eachEntry(({ kind, details, masks }) => {
      const need = masks.length === 0 ? needs[kind] : undefined;
      if (need === undefined || memberNames(details).some((name) => need.pattern.test(name))) return undefined;
      return `The details do not say ${need.name}.`;
    }, "details"),
    bad: { errors: { FILE_TOO_LARGE: large } },
    good: good as CheckRule["good"],
  },
  {
    id: "details-unit",
    severity: "warning",
    what: "A detail that is measured names its unit.",
    why: "Seconds that are read as milliseconds are wrong by a factor of a thousand.",
    source: "google/rpc/error_details.proto, metadata",
    fix: "Put the unit into the name: retryAfterSec, maxBytes. A published name stays; describe the unit, or waive it.",
    check: eachMember(({ name, schema }) =>
      isNumber(schema) &&
      /(after|timeout|delay|duration|size|length|age|ttl|wait|interval|window)$/i.test(name) &&
      !hasUnit(schema)
        ? "is measured, but does not name its unit."
        : undefined,
    ),
    bad: bad({ maxSize: { type: "integer" } }),
    good: good as CheckRule["good"],
  },
  {
    id: "details-one-unit",
    severity: "warning",
    what: "Details of one quantity have one unit.",
    why: "Callers convert one of them wrongly.",
    source: "retryAfterSec beside waitMs in one reference",
    fix: "Use one unit for new details. A published name stays; waive it.",
    check: findMixedUnits,
    bad: bad({ waitSec: { type: "integer" }, timeoutMs: { type: "integer" }, maxBytes: { type: "integer" } }),
    good: good as CheckRule["good"],
  },
  {
    id: "details-one-style",
    severity: "warning",
    what: "The names of details have one case style.",
    why: "Callers guess names.",
    source: "JSON style guides of Google and Zalando rule 118",
    fix: "Use one style for new details. A published name stays; waive it.",
    check: findMixedCase,
    bad: bad({ maxBytes: { type: "integer" }, received_bytes: { type: "integer" } }),
    good: good as CheckRule["good"],
  },
  {
    id: "details-described",
    severity: "note",
    what: "Every detail has a description.",
    why: "Pages, OpenAPI documents and editors show it.",
    source: "redocly score, whose clarity falls with every property that is not described",
    fix: "Add description to the schema.",
    check: eachMember(({ schema }) => (typeof schema.description === "string" ? undefined : "has no description.")),
    bad: bad({ maxBytes: { type: "integer" } }),
    good: good as CheckRule["good"],
  },
  {
    id: "details-typed",
    severity: "warning",
    what: "Every detail has a type.",
    why: "A client cannot read what may be anything.",
    source: "google/aip-193; DESIGN of typed clients",
    fix: "Give the member a type, an enumeration or a reference.",
    check: eachMember(({ schema }) =>
      ["type", "enum", "const", "$ref", "anyOf", "oneOf", "allOf"].some((keyword) => schema[keyword] !== undefined)
        ? undefined
        : "can be anything.",
    ),
    bad: bad({ maxBytes: {} }),
    good: good as CheckRule["good"],
  },
  {
    id: "details-closed",
    severity: "note",
    what: "Details list their members.",
    why: "A free-form object leaks what nobody meant to send.",
    source: "OWASP API3, excessive data exposure",
    fix: "Declare the members, and set additionalProperties: false.",
    check: eachEntry(
      ({ details }) =>
        details !== undefined &&
        details.type === "object" &&
        details.properties === undefined &&
        details.additionalProperties !== false
          ? "The details can have any member."
          : undefined,
      "details",
    ),
    bad: { errors: { FILE_TOO_LARGE: { ...large, details: { type: "object" } } } },
    good: good as CheckRule["good"],
  },
  {
    id: "details-secret",
    severity: "error",
    what: "Details do not carry secrets or the inside of the server.",
    why: "Everything in details is sent to the caller, and logged by callers.",
    source: "OWASP API8; Zalando rule 177",
    fix: "Remove the member, and log it instead.",
    check: eachMember(({ name }) =>
      /^(password|passwd|secret|api_?key|token|authorization|cookie|stack(_?trace)?|sql|query|exception|trace|host(name)?|internal.*)$/i.test(
        name,
      )
        ? "must not be sent."
        : undefined,
    ),
    bad: bad({ maxBytes: { type: "integer" }, stackTrace: { type: "string" } }),
    good: good as CheckRule["good"],
  },
  {
    id: "details-optional-null",
    severity: "warning",
    what: "A detail that can be missing is either absent or null, not both.",
    why: "Callers check for one and meet the other.",
    source: "Zalando rule 123",
    fix: "Make the member required and nullable, or optional and not nullable.",
    check: eachMember(({ schema, isRequired }) =>
      !isRequired && Array.isArray(schema.type) && schema.type.includes("null")
        ? "can be absent and can be null."
        : undefined,
    ),
    bad: bad({ maxBytes: { type: ["integer", "null"] } }),
    good: good as CheckRule["good"],
  },
  {
    id: "details-object",
    severity: "warning",
    what: "Details are objects for every code.",
    why: "A member can be added to an object without breaking callers.",
    source: "Zalando rule 110",
    fix: "Wrap the list or the value in an object. A published form stays; waive it.",
    check: eachEntry(
      ({ details }) =>
        details !== undefined && typeof details.type === "string" && details.type !== "object"
          ? `The details are of type ${details.type}.`
          : undefined,
      "details",
    ),
    bad: { errors: { FILE_TOO_LARGE: { ...large, details: { type: "array", items: { type: "string" } } } } },
    good: good as CheckRule["good"],
  },
];

const needs: Readonly<Partial<Record<Kind, { readonly pattern: RegExp; readonly name: string }>>> = {
  validation_failed: {
    pattern: /field|param|path|pointer|errors|issues|violations|name/i,
    name: "which fields are wrong",
  },
  missing_field: { pattern: /field|param|name|path/i, name: "which field is missing" },
  invalid_value: { pattern: /field|param|name|path|value|expected|allowed|format/i, name: "which value is wrong" },
  insufficient_credits: {
    pattern: /required|needed|balance|current|missing|short|cost/i,
    name: "how many credits are needed",
  },
  quota_exceeded: { pattern: /limit|quota|used|remaining|max/i, name: "the quota" },
  storage_quota_exceeded: { pattern: /limit|quota|used|remaining|max|required/i, name: "the quota" },
  payload_too_large: { pattern: /max|limit|allowed/i, name: "the largest size" },
  unsupported_media: { pattern: /accept|allowed|supported|types|expected/i, name: "which types are accepted" },
  invalid_state: { pattern: /state|status|current|allowed/i, name: "the state" },
};

function eachMember(test: (member: SchemaMember) => string | undefined): CheckRule["check"] {
  return (contract) =>
    ownEntries(contract).flatMap(({ code, details }) =>
      schemaMembers(details).flatMap((member): readonly Problem[] => {
        const text = test(member);
        const name = member.path.map((step) => (step === "" ? "[]" : step)).join(".");
        return text === undefined
          ? []
          : [{ path: ["errors", code, "details", "properties", ...member.path], text: `\`${name}\` ${text}` }];
      }),
    );
}

function isNumber({ type }: SchemaMember["schema"]): boolean {
  return type === "number" || type === "integer";
}

function hasUnit({ description }: SchemaMember["schema"]): boolean {
  return (
    typeof description === "string" &&
    /\b(milliseconds|seconds|minutes|hours|days|bytes|KB|MB|GB|KiB|MiB|GiB|pixels|characters|ms)\b/i.test(description)
  );
}

const families: readonly (readonly [name: string, units: RegExp])[] = [
  ["time", /(Ms|Millis|Milliseconds|Sec|Secs|Seconds|Minutes|Hours|_ms|_sec|_seconds|_minutes)$/],
  ["size", /(Bytes|KB|MB|GB|KiB|MiB|GiB|_bytes|_kb|_mb|_gb)$/],
];

function findMixedUnits(contract: AnyContract): readonly Problem[] {
  const members = allMembers(contract);
  return families.flatMap(([family, units]) => {
    const used = members.flatMap(({ code, name }) => {
      const unit = units.exec(name)?.[1];
      return unit === undefined
        ? []
        : [
            {
              code,
              name,
              unit: unit
                .replace("_", "")
                .toLowerCase()
                .replace(/^sec(s|onds)?$/, "sec"),
            },
          ];
    });
    const main = mostFrequent(used.map(({ unit }) => unit));
    return used
      .filter(({ unit }) => unit !== main)
      .map(({ code, name }) => ({
        path: ["errors", code, "details"],
        text: `\`${name}\` has another unit of ${family} than most details, which use ${main}.`,
      }));
  });
}

function findMixedCase(contract: AnyContract): readonly Problem[] {
  const styled = allMembers(contract).flatMap(({ code, name }) => {
    const style = /_/.test(name) ? "snake_case" : /[a-z][A-Z]/.test(name) ? "camelCase" : undefined;
    return style === undefined ? [] : [{ code, name, style }];
  });
  const main = mostFrequent(styled.map(({ style }) => style));
  return styled
    .filter(({ style }) => style !== main)
    .map(({ code, name, style }) => ({
      path: ["errors", code, "details"],
      text: `\`${name}\` is in ${style}; most details are in ${main}.`,
    }));
}

function allMembers(contract: AnyContract): readonly { readonly code: string; readonly name: string }[] {
  return ownEntries(contract).flatMap(({ code, details }) => memberNames(details).map((name) => ({ code, name })));
}

/** The first of the values that occur most often. */
function mostFrequent(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
