import type { Json } from "../json.ts";
import { soundDefinition } from "./sound-definition.ts";

/** One way to break a sound definition, and the fault that it must cause. */
export interface BrokenDefinition {
  /** The mistake, as a clause after "when". */
  readonly problem: string;
  readonly definition: Json;
  readonly rule: string;
  readonly path: string;
  /** Whether JSON Schema can find it, because one member is wrong by itself. */
  readonly isLocal: boolean;
}

const { errors } = soundDefinition;
const invalid = { kind: "validation_failed", when: "A field is invalid.", message: "Invalid." };
const bare = { operations: {}, always: [], precedence: [], conditions: {}, locales: {} };

/** Definitions of plain data, each with one fault. */
export const brokenDefinitions: readonly BrokenDefinition[] = [
  ...[null, [], "renders", 7, true].map((definition) => ({
    problem: `the whole definition is ${JSON.stringify(definition)}`,
    definition,
    rule: "TYPE",
    path: "",
    isLocal: true,
  })),
  ...["name", "version", "errors"].map((key) => local(`${key} is missing`, without(key), "MEMBER_MISSING", key)),
  ...topLevel(),
  ...entries(),
  ...operations(),
  ...languages(),
];

function topLevel(): readonly BrokenDefinition[] {
  return [
    local("the name is empty", { name: " " }, "TEXT_EMPTY", "name"),
    local("the version is a number", { version: 1.1 }, "TYPE", "version"),
    local("a member is unknown", { opperations: {} }, "MEMBER_UNKNOWN", "opperations"),
    local("a member is named __proto__", JSON.parse('{"__proto__":{"name":"x"}}'), "MEMBER_UNKNOWN", "__proto__"),
    local("a member is named constructor", { constructor: 1 }, "MEMBER_UNKNOWN", "constructor"),
    local("the format is newer", { errata: 2 }, "FORMAT_UNSUPPORTED", "errata"),
    local("the format is a string", { errata: "1" }, "FORMAT_UNSUPPORTED", "errata"),
    local("the language is not a tag", { language: "english language" }, "LANGUAGE_INVALID", "language"),
    local("the language is not canonical", { language: "pt-br" }, "LANGUAGE_INVALID", "language"),
    local("docsUrl is relative", { docsUrl: "/errors/" }, "URL_INVALID", "docsUrl"),
    local("docsUrl is a file", { docsUrl: "file:///errors/" }, "URL_INVALID", "docsUrl"),
    local("no code can be appended to docsUrl", { docsUrl: "https://example.com" }, "URL_INVALID", "docsUrl"),
    local("the envelope is a number", { envelope: 4 }, "TYPE", "envelope"),
    local("the envelope is null", { envelope: null }, "TYPE", "envelope"),
    local("the envelope is empty", { envelope: "" }, "TEXT_EMPTY", "envelope"),
    local("the envelopes are a list", { envelopes: [] }, "TYPE", "envelopes"),
    local("one of the envelopes is null", { envelopes: { worker: null } }, "TYPE", "envelopes.worker"),
    local("unified is true", { unified: true }, "TYPE", "unified"),
    local("unified is empty", { unified: "" }, "TEXT_EMPTY", "unified"),
    local("a limit is a string", { limits: { perMinute: "120" } }, "LIMIT_INVALID", "limits.perMinute"),
    local("the limits are a list", { limits: [] }, "TYPE", "limits"),
    local("there are no codes", { errors: {}, ...bare }, "ERRORS_EMPTY", "errors"),
    local("the errors are a list", { errors: [] }, "TYPE", "errors"),
    local("the errors are null", { errors: null }, "TYPE", "errors"),
    local("the retired codes are a list", { retired: [] }, "TYPE", "retired"),
    local("a retired code lacks its version", { retired: { LOST: {} } }, "MEMBER_MISSING", "retired.LOST.removed"),
    local("a retired code is not a code", { retired: { "-1": { removed: "1.0.0" } } }, "CODE_INVALID", "retired.-1"),
    relational(
      "a retired code is declared",
      { retired: { FAILED: { removed: "1.0.0" } } },
      "CODE_RETIRED",
      "retired.FAILED",
    ),
    relational(
      "a retired code is replaced by an unknown code",
      { retired: { LOST: { removed: "1.0.0", replacedBy: "FALED" } } },
      "CODE_UNKNOWN",
      "retired.LOST.replacedBy",
    ),
    local("boundary is a string", { boundary: "x" }, "TYPE", "boundary"),
    local(
      "a condition is unknown",
      { conditions: { unknown_rout: "FAILED" } },
      "MEMBER_UNKNOWN",
      "conditions.unknown_rout",
    ),
    local("a condition is a list", { conditions: { timeout: ["FAILED"] } }, "TYPE", "conditions.timeout"),
    relational(
      "a condition refers to an unknown code",
      { conditions: { timeout: "NOPE" } },
      "CODE_UNKNOWN",
      "conditions.timeout",
    ),
    relational(
      "a condition refers to another condition's default code",
      { conditions: { timeout: "URI_TOO_LONG" } },
      "CODE_UNKNOWN",
      "conditions.timeout",
    ),
    relational(
      "two codes are internal",
      { errors: { ...errors, BROKEN: errors.FAILED }, conditions: {}, locales: {} },
      "CONDITION_AMBIGUOUS",
      "conditions.internal",
    ),
    relational(
      "two codes are for validation",
      { errors: { ...errors, A: invalid, B: invalid }, locales: {} },
      "CONDITION_AMBIGUOUS",
      "conditions.invalid_request",
    ),
  ];
}

function entries(): readonly BrokenDefinition[] {
  const remedy = (change: object): object => ({ remedy: Object.assign({ action: "wait", actor: "client" }, change) });
  return [
    inEntry("the entry is a string", "not_found", "TYPE"),
    inEntry("the entry is null", null, "TYPE"),
    ...["kind", "when", "message"].map((key) =>
      inEntry(`${key} is missing`, { [key]: undefined }, "MEMBER_MISSING", key),
    ),
    inEntry("the kind is unknown", { kind: "notfound" }, "KIND_UNKNOWN", "kind"),
    inEntry("the sunset is a number", { sunset: 20270630 }, "DATE_INVALID", "sunset"),
    inEntry("the sunset is not a date", { sunset: "2027-13-01" }, "DATE_INVALID", "sunset"),
    {
      ...inEntry("the sunset is no day of its month", { sunset: "2026-02-30" }, "DATE_INVALID", "sunset"),
      isLocal: false,
    },
    inEntry("the kind is named like a member of Object.prototype", { kind: "toString" }, "KIND_UNKNOWN", "kind"),
    inEntry("when is empty", { when: "" }, "TEXT_EMPTY", "when"),
    inEntry("when is null", { when: null }, "TYPE", "when"),
    inEntry("the message is empty", { message: "\n" }, "TEXT_EMPTY", "message"),
    inEntry("the message is a list", { message: ["Gone."] }, "TYPE", "message"),
    ...[399, 600, 404.5, "404", null, 200].map((status) =>
      inEntry(`the status is ${JSON.stringify(status)}`, { status }, "STATUS_INVALID", "status"),
    ),
    inEntry("the title is empty", { title: "" }, "TEXT_EMPTY", "title"),
    inEntry("details are a list", { details: [] }, "DETAILS_INVALID", "details"),
    inEntry("details are a string", { details: "object" }, "DETAILS_INVALID", "details"),
    inEntry("details are null", { details: null }, "DETAILS_INVALID", "details"),
    inEntry("retry is unknown", { retry: "always" }, "RETRY_UNKNOWN", "retry"),
    inEntry("effect is unknown", { effect: true }, "EFFECT_UNKNOWN", "effect"),
    inEntry("charged is unknown", { charged: "no" }, "CHARGED_UNKNOWN", "charged"),
    inEntry("the gRPC status is unknown", { grpc: "OK" }, "GRPC_UNKNOWN", "grpc"),
    inEntry("limitScope is unknown", { limitScope: "tenant" }, "LIMIT_SCOPE_UNKNOWN", "limitScope"),
    inEntry("the remedy is a string", { remedy: "wait" }, "TYPE", "remedy"),
    inEntry("the remedy has no actor", { remedy: { action: "wait" } }, "MEMBER_MISSING", "remedy.actor"),
    inEntry("the action is unknown", remedy({ action: "top-up" }), "ACTION_UNKNOWN", "remedy.action"),
    inEntry("the actor is unknown", remedy({ actor: "user" }), "ACTOR_UNKNOWN", "remedy.actor"),
    inEntry("the remedy's URL is relative", remedy({ url: "/billing" }), "URL_INVALID", "remedy.url"),
    inEntry("the remedy has an unknown member", remedy({ who: "me" }), "MEMBER_UNKNOWN", "remedy.who"),
    inEntry("the causes are an object", { causes: {} }, "TYPE", "causes"),
    inEntry("a cause has no remedy", { causes: [{ when: "It rains." }] }, "MEMBER_MISSING", "causes.0.remedy"),
    inEntry(
      "a mask is empty",
      { details: undefined, message: "Gone.", headers: {}, masks: [""] },
      "TEXT_EMPTY",
      "masks.0",
    ),
    inEntry("an entry has masks and details", { masks: ["x"] }, "MASK_VARIES", "details"),
    inEntry("a header has a space in its name", { headers: { "X Render": "1" } }, "HEADER_INVALID", "headers.X Render"),
    inEntry(
      "a header frames the body",
      { headers: { "content-Length": "1" } },
      "HEADER_INVALID",
      "headers.content-Length",
    ),
    inEntry("a header has two lines", { headers: { "X-A": "1\r\nX-B: 2" } }, "HEADER_INVALID", "headers.X-A"),
    inEntry("a header is a number", { headers: { "X-A": 1 } }, "HEADER_INVALID", "headers.X-A"),
    inEntry("the envelope is a template", { envelope: {} }, "TYPE", "envelope"),
    inEntry("the page's URL is relative", { docsUrl: "x" }, "URL_INVALID", "docsUrl"),
    inEntry("a member is unknown", { mesage: "Gone." }, "MEMBER_UNKNOWN", "mesage"),
    ...entryLinks(),
    ...["-1_GONE", "_GONE", "__proto__", "not found ", " x", "", "A".repeat(64)].map((code) => {
      const more = JSON.parse(JSON.stringify({ "<code>": errors.FAILED }).replace("<code>", code));
      const change = { errors: { ...errors, ...more }, locales: {} };
      if (code === "__proto__") Object.defineProperty(change.errors, code, { value: errors.FAILED, enumerable: true });
      return local(`a code is ${JSON.stringify(code)}`, change, "CODE_INVALID", `errors.${code}`);
    }),
  ];
}

function entryLinks(): readonly BrokenDefinition[] {
  const linked = (problem: string, change: object, rule: string, path: string): BrokenDefinition => ({
    ...inEntry(problem, change, rule, path),
    isLocal: false,
  });
  const cycle = { ...errors.NOT_FOUND, parent: "RENDER_NOT_FOUND" };
  const plural = "{count, plural, one {{thing}} other {#}}";
  return [
    linked("a brace is not closed", { message: "Gone {id." }, "MESSAGE_SYNTAX", "message"),
    linked(
      "a placeholder is quoted",
      { message: "It's the render '{id}' that is gone." },
      "PLACEHOLDER_QUOTED",
      "message",
    ),
    linked(
      "a placeholder is quoted, and used again outside",
      { message: "L'{id} is gone: {id} was deleted." },
      "PLACEHOLDER_QUOTED",
      "message",
    ),
    linked(
      "a placeholder is quoted in a plural",
      { message: "{id}: {count, plural, one {'{id}' of #} other {#}}" },
      "PLACEHOLDER_QUOTED",
      "message",
    ),
    linked("a placeholder is not a detail", { message: "{idd} is gone." }, "PLACEHOLDER_UNKNOWN", "message"),
    linked("a placeholder in a plural is not a detail", { message: plural }, "PLACEHOLDER_UNKNOWN", "message"),
    linked(
      "a placeholder is named like a member of Object.prototype",
      { message: "{toString}" },
      "PLACEHOLDER_UNKNOWN",
      "message",
    ),
    linked(
      "a placeholder of a header is not a detail",
      { headers: { "X-A": "{a}" } },
      "PLACEHOLDER_UNKNOWN",
      "headers.X-A",
    ),
    linked("a private name is not a detail", { private: ["tokne"] }, "PRIVATE_UNKNOWN", "private.0"),
    linked("a message names a private detail", { private: ["id"] }, "PRIVATE_IN_MESSAGE", "message"),
    linked("an entry has masks and a placeholder", { details: undefined, masks: ["x"] }, "MASK_VARIES", "message"),
    linked("the parent is an unknown code", { parent: "NOT_FOUNT" }, "CODE_UNKNOWN", "parent"),
    linked("the parent is named like a member of Object.prototype", { parent: "valueOf" }, "CODE_UNKNOWN", "parent"),
    linked("the code is its own parent", { parent: "RENDER_NOT_FOUND" }, "CODE_CYCLE", "parent"),
    linked("replacedBy is an unknown code", { replacedBy: "GONE" }, "CODE_UNKNOWN", "replacedBy"),
    relational(
      "parents form a cycle",
      { errors: { ...errors, NOT_FOUND: cycle } },
      "CODE_CYCLE",
      "errors.RENDER_NOT_FOUND.parent",
    ),
  ];
}

function operations(): readonly BrokenDefinition[] {
  const operation = (definition: Json): object => ({ operations: { "GET /a": definition } });
  return [
    local("the operations are a list", { operations: [] }, "TYPE", "operations"),
    ...["get /a", "GET a", "Purge /a", "GET  /a", "/a", " /a", "G(T /a", "GÄT /a", "GET\t/a"].map((name) =>
      local(`an operation is named ${name}`, { operations: { [name]: [] } }, "OPERATION_INVALID", `operations.${name}`),
    ),
    ...["/x/{a", "/x/a}b", "/x/{}", "/x/{{a}}", "/x/{a/b}", "/x?y=1", "/x#f", "/x/:id", "/:id/x"].map((path) =>
      local(
        `an operation has the path ${path}`,
        { operations: { [`GET ${path}`]: [] } },
        "OPERATION_INVALID",
        `operations.GET ${path}`,
      ),
    ),
    relational(
      "a path has one parameter twice",
      { operations: { "GET /{a}/{a}": [] } },
      "OPERATION_DUPLICATE",
      "operations.GET /{a}/{a}",
    ),
    relational(
      "two paths differ in the names of their parameters only",
      { operations: { "GET /x/{a}": [], "GET /x/{b}": [] } },
      "OPERATION_DUPLICATE",
      "operations.GET /x/{b}",
    ),
    local("an operation is a string", operation("FAILED"), "TYPE", "operations.GET /a"),
    local("an operation has no errors", operation({}), "MEMBER_MISSING", "operations.GET /a.errors"),
    local(
      "an operation has an unknown member",
      operation({ errors: [], error: [] }),
      "MEMBER_UNKNOWN",
      "operations.GET /a.error",
    ),
    local(
      "idempotencyKey is a string",
      operation({ errors: [], idempotencyKey: "yes" }),
      "TYPE",
      "operations.GET /a.idempotencyKey",
    ),
    local("a code of an operation is a number", operation([404]), "TYPE", "operations.GET /a.0"),
    local("an operation lists a code twice", operation(["FAILED", "FAILED"]), "CODE_DUPLICATE", "operations.GET /a.1"),
    local("always lists a code twice", { always: ["FAILED", "FAILED"] }, "CODE_DUPLICATE", "always.1"),
    local("always is a string", { always: "FAILED" }, "TYPE", "always"),
    relational("an operation lists an unknown code", operation(["FALED"]), "CODE_UNKNOWN", "operations.GET /a.0"),
    relational(
      "the errors of an operation list an unknown code",
      operation({ errors: ["X"] }),
      "CODE_UNKNOWN",
      "operations.GET /a.errors.0",
    ),
    local("precedence is a string", { precedence: "FAILED" }, "TYPE", "precedence"),
    local(
      "precedence lists a code twice",
      { precedence: ["NOT_FOUND", "RENDER_NOT_FOUND", "FAILED", "FAILED"] },
      "CODE_DUPLICATE",
      "precedence.3",
    ),
    relational(
      "precedence lists an unknown code",
      { precedence: ["NOT_FOUND", "RENDER_NOT_FOUND", "FALED", "FAILED"] },
      "CODE_UNKNOWN",
      "precedence.2",
    ),
    relational(
      "precedence omits a code",
      { precedence: ["FAILED", "NOT_FOUND"] },
      "PRECEDENCE_INCOMPLETE",
      "precedence",
    ),
    relational("always lists an unknown code", { always: ["constructor"] }, "CODE_UNKNOWN", "always.0"),
  ];
}

function languages(): readonly BrokenDefinition[] {
  const { de } = soundDefinition.locales;
  return [
    local("the locales are a list", { locales: [] }, "TYPE", "locales"),
    local(
      "a language is not a tag",
      { locales: { deutsche_sprache: de } },
      "LANGUAGE_INVALID",
      "locales.deutsche_sprache",
    ),
    local("a language is not canonical", { locales: { "de-at": de } }, "LANGUAGE_INVALID", "locales.de-at"),
    local("a translation is empty", { locales: { de: { ...de, FAILED: "" } } }, "TEXT_EMPTY", "locales.de.FAILED"),
    relational("a language is the contract's own", { locales: { en: de } }, "LANGUAGE_DUPLICATE", "locales.en"),
    relational(
      "a translation is of an unknown code",
      { locales: { de: { ...de, FAILURE: "x" } } },
      "CODE_UNKNOWN",
      "locales.de.FAILURE",
    ),
    relational(
      "a translation of a condition's code has a placeholder",
      { locales: { de: { ...de, METHOD_NOT_ALLOWED: "{method}" } } },
      "TRANSLATION_PLACEHOLDERS",
      "locales.de.METHOD_NOT_ALLOWED",
    ),
    relational(
      "a translation is missing",
      { locales: { de: { ...de, FAILED: undefined } } },
      "TRANSLATION_MISSING",
      "locales.de.FAILED",
    ),
    relational(
      "a translation lacks a placeholder",
      { locales: { de: { ...de, RENDER_NOT_FOUND: "Weg." } } },
      "TRANSLATION_PLACEHOLDERS",
      "locales.de.RENDER_NOT_FOUND",
    ),
    relational(
      "a translation has an additional placeholder",
      { locales: { de: { ...de, FAILED: "{id}" } } },
      "TRANSLATION_PLACEHOLDERS",
      "locales.de.FAILED",
    ),
    relational(
      "a translation cannot be parsed",
      { locales: { de: { ...de, FAILED: "}" } } },
      "MESSAGE_SYNTAX",
      "locales.de.FAILED",
    ),
  ];
}

function local(problem: string, change: object, rule: string, path: string): BrokenDefinition {
  return { problem, definition: changed(soundDefinition, change), rule, path, isLocal: true };
}

function relational(problem: string, change: object, rule: string, path: string): BrokenDefinition {
  return { ...local(problem, change, rule, path), isLocal: false };
}

function inEntry(problem: string, change: object | string | null, rule: string, path?: string): BrokenDefinition {
  const isWhole = typeof change !== "object" || change === null;
  const entry = isWhole ? change : changed(errors.RENDER_NOT_FOUND ?? {}, change);
  const fullPath = ["errors", "RENDER_NOT_FOUND", ...(path === undefined ? [] : [path])].join(".");
  return local(problem, { errors: { ...errors, RENDER_NOT_FOUND: entry } }, rule, fullPath);
}

/** Returns a changed copy. A change to `undefined` removes the member, and `__proto__` is a member like any other. */
function changed(from: object, change: object): Json {
  const members = new Map([...Object.entries(from), ...Object.entries(change)]);
  return JSON.parse(JSON.stringify(Object.fromEntries(members))) as Json;
}

function without(key: string): object {
  return { [key]: undefined };
}
