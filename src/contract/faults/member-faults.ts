import { conditions } from "../condition.ts";
import type { StandardSchema } from "../details/index.ts";
import { isStandardSchema, toJsonSchema } from "../details/index.ts";
import { ownedHeaders, patterns, splitOperationName } from "../entry/index.ts";
import type { JsonSchema } from "../json.ts";
import { isPlainObject } from "../json.ts";
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
import type { Check, FaultLocation } from "./check.ts";
import { address, boolean, choice, data, didYouMean, list, object, record, text, valid } from "./check.ts";
import { checkJsonSchema } from "./schema-faults.ts";

const formatVersion = 1;
const ownedNames: ReadonlySet<string> = new Set(ownedHeaders);
const placeholders = "code message details requestId status kind param docsUrl title grpc api ignored item data".split(
  " ",
);
const dollar = (names: readonly string[]): string[] => names.map((name) => `$${name}`);
const librariesWithJsonSchema =
  "Use a current Zod 4 or ArkType 2, wrap a Valibot schema in toStandardJsonSchema of @valibot/to-json-schema, or write JSON Schema.";

const checkFormat: Check = (location, value) => {
  if (value === formatVersion) return;
  const isNewer = typeof value === "number" && value > formatVersion;
  const fix = isNewer ? "Update errata to a version that reads this format." : `Write ${formatVersion}, or omit it.`;
  location.report("FORMAT_UNSUPPORTED", `contract format ${formatVersion}`, value, fix);
};

const checkLanguage: Check = (location, value) => {
  const canonical = canonicalTag(value);
  if (canonical !== undefined && canonical === value) return;
  const fix = canonical === undefined ? 'Write a tag such as "en" or "pt-BR".' : `Write it as "${canonical}".`;
  location.report("LANGUAGE_INVALID", "a canonical BCP 47 tag", value, fix);
};

const checkEnvelope: Check = (location, value) => {
  if (typeof value === "string") text(location, value);
  else if (typeof value === "object" && value !== null) {
    data(location, value);
    checkPlaceholders(location, value);
  } else {
    const expected = "the name of an envelope, or a template";
    location.report("TYPE", expected, value, "Write a name or a template.");
  }
};

/** Checks the names of placeholders. Everything else about a template is checked where it is compiled. */
const checkPlaceholders: Check = (location, value) => {
  if (typeof value === "object" && value !== null)
    for (const [key, member] of Object.entries(value))
      if (key !== "$mediaType" && key !== "$kindNames")
        checkPlaceholders(location.at(Array.isArray(value) ? Number(key) : key), member);
  if (typeof value !== "string" || isKnownPlaceholder(value)) return;
  const fix = didYouMean(
    /^\$\w*/.exec(value)?.[0] ?? "",
    dollar(placeholders),
    `Write "$${String(value)}" for the literal text.`,
  );
  location.report("ENVELOPE_VALUE_UNKNOWN", `one of ${dollar(placeholders).join(", ")}`, value, fix);
};

/** The main envelope and `unified` must have the code, because clients decide by it. */
const checkMainEnvelope: Check = (location, value) => {
  checkEnvelope(location, value);
  if (typeof value !== "object" || value === null || sendsCode(value)) return;
  const fix = 'Add "$code". A published format without a code can be one of `envelopes`, which codes name.';
  location.report("ENVELOPE_WITHOUT_CODE", "a template with $code", value, fix);
};

/** Also returns true for text that is not a placeholder. */
function isKnownPlaceholder(text: string): boolean {
  const [, name] = /^\$(?!\$)(\w*)/.exec(text) ?? [];
  return name === undefined || placeholders.includes(name);
}

function sendsCode(template: unknown): boolean {
  // A misspelt placeholder may be meant to be the code.
  if (typeof template === "string") return /^\$code\b/.test(template) || !isKnownPlaceholder(template);
  return typeof template === "object" && template !== null && Object.values(template).some(sendsCode);
}

const checkLimit = valid("LIMIT_INVALID", "a finite number", Number.isFinite, "Write the limit as a number.");

const checkStatus = valid(
  "STATUS_INVALID",
  "an integer from 400 to 599",
  (value) => Number.isInteger(value) && Number(value) >= 400 && Number(value) <= 599,
  "Write the HTTP status of an error, or omit it to use the kind's.",
);

const checkRemedy = object(
  {
    action: choice("ACTION_UNKNOWN", "an action of the closed list", remedyActions),
    actor: choice("ACTOR_UNKNOWN", "an actor of the closed list", remedyActors),
    text,
    url: address(patterns.address),
  },
  ["action", "actor"],
);

/** Checks that details are a schema from which JSON Schema can be produced. */
const checkDetails: Check = (location, value) => {
  if (isStandardSchema(value)) checkConversion(location, value);
  else if (isPlainObject(value)) {
    data(location, value);
    checkJsonSchema(location, value as JsonSchema);
  } else if (typeof value !== "boolean")
    location.report("DETAILS_INVALID", "a schema, or JSON Schema as an object", value, librariesWithJsonSchema);
};

function checkConversion(location: FaultLocation, schema: StandardSchema): void {
  const rule = "DETAILS_WITHOUT_JSON_SCHEMA";
  try {
    const converted = toJsonSchema(schema);
    if (converted !== undefined) checkJsonSchema(location, converted);
    else
      location.report(
        rule,
        "a schema that produces JSON Schema",
        `a schema of ${schema["~standard"].vendor} that does not`,
        librariesWithJsonSchema,
      );
  } catch (error) {
    const received = error instanceof Error ? error.message : String(error);
    const fix = "Use only types that JSON has, for example a string with a format instead of a date.";
    location.report(rule, "details that JSON Schema can describe", received, fix);
  }
}

function checkHeader(location: FaultLocation, value: unknown, name: string): void {
  const reject = (expected: string, received: unknown, fix: string): void =>
    location.report("HEADER_INVALID", expected, received, fix);
  if (!patterns.headerName.test(name)) reject("the name of a header", name, "Use letters, digits and hyphens only.");
  else if (ownedNames.has(name.toLowerCase()))
    reject("a header that a code may set", name, "Remove it: the server and the envelope set it.");
  if (typeof value !== "string" || !patterns.headerValue.test(value))
    reject("one line of text", value, "Remove line breaks and control characters.");
}

const checkDate = valid(
  "DATE_INVALID",
  "a date",
  (value) => typeof value === "string" && patterns.date.test(value) && new Date(value).toJSON().startsWith(value),
  "Write it as YYYY-MM-DD.",
);

const checkEntry: Check = object(
  {
    kind: choice("KIND_UNKNOWN", "a kind", Object.keys(kinds)),
    when: text,
    message: text,
    status: checkStatus,
    title: text,
    details: checkDetails,
    private: list(text),
    retry: choice("RETRY_UNKNOWN", "a value of retry", retries),
    effect: choice("EFFECT_UNKNOWN", "a value of effect", effects),
    charged: choice("CHARGED_UNKNOWN", '"never" or "maybe"', chargedValues),
    limitScope: choice("LIMIT_SCOPE_UNKNOWN", '"operation" or "credential"', limitScopes),
    remedy: checkRemedy,
    grpc: choice("GRPC_UNKNOWN", "the name of a gRPC status", grpcNames),
    causes: list(object({ when: text, remedy: checkRemedy }, ["when", "remedy"])),
    masks: list(text),
    headers: record(checkHeader),
    envelope: text,
    parent: text,
    since: text,
    deprecated: text,
    replacedBy: text,
    sunset: checkDate,
    docsUrl: address(patterns.webAddress),
  },
  ["kind", "when", "message"],
);

function checkCodeName(location: FaultLocation, code: string): void {
  if (patterns.code.test(code)) return;
  const expected =
    "a code of 1 to 63 characters: a letter or digit, then letters, digits, _ . : - or, between them, spaces or slashes";
  location.report("CODE_INVALID", expected, code, "Rename the code.");
}

const checkErrors: Check = (location, value) => {
  record((at, entry, code) => {
    const inEntry = at.inEntry(code);
    checkCodeName(inEntry, code);
    checkEntry(inEntry, entry);
  })(location, value);
  if (isPlainObject(value) && Object.keys(value).length === 0)
    location.report("ERRORS_EMPTY", "at least one code", value, "Declare the codes of the API.");
};

const checkRetiredCode = object({ removed: text, replacedBy: text, reason: text }, ["removed"]);

const checkRetired: Check = record((location, value, code) => {
  checkCodeName(location, code);
  checkRetiredCode(location, value);
});

const checkCodes = list(text);
const checkOperationObject = object({ errors: checkCodes, summary: text, idempotencyKey: boolean }, ["errors"]);

const checkOperations: Check = record((location, value, name) => {
  if (splitOperationName(name) === undefined) {
    const fix = "Write it as GET /things/{id}: a method in capitals, one space, and a path without a query.";
    location.report("OPERATION_INVALID", "METHOD /path", name, fix);
  }
  if (Array.isArray(value)) checkCodes(location, value);
  else checkOperationObject(location, value);
});

const checkLocales: Check = record((location, value, tag) => {
  checkLanguage(location, tag);
  record((at, message, code) => text(at.inEntry(code), message))(location, value);
});

/** Checks every member of a definition by itself. */
export const checkDefinition: Check = object(
  {
    errata: checkFormat,
    $schema: text,
    name: text,
    version: text,
    language: checkLanguage,
    docsUrl: address(patterns.pagePrefix, "an absolute URL to which a code can be appended, such as https://…/errors/"),
    envelope: checkMainEnvelope,
    envelopes: record(checkEnvelope),
    unified: checkMainEnvelope,
    limits: record(checkLimit),
    errors: checkErrors,
    retired: checkRetired,
    operations: checkOperations,
    always: checkCodes,
    precedence: checkCodes,
    conditions: object(Object.fromEntries(Object.keys(conditions).map((name) => [name, text]))),
    locales: checkLocales,
    boundary: record(data),
  },
  ["name", "version", "errors"],
);

function canonicalTag(tag: unknown): string | undefined {
  try {
    return typeof tag === "string" ? Intl.getCanonicalLocales(tag)[0] : undefined;
  } catch {
    return undefined;
  }
}
