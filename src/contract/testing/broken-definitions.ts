import type { Json } from "../json.ts";
import { soundDefinition } from "./sound-definition.ts";

/** One way to break a sound definition, and the fault that it must give. */
export interface BrokenDefinition {
  readonly says: string;
  readonly definition: Json;
  readonly rule: string;
  readonly path: string;
  /** Whether one member is wrong by itself, so that a JSON Schema sees it too. */
  readonly byItself: boolean;
}

const { errors } = soundDefinition;
const invalid = { kind: "validation_failed", when: "A field is wrong.", message: "Wrong." };
const bare = { operations: {}, always: [], precedence: [], conditions: {}, locales: {} };

/** Every way in which plain data can be broken. */
export const brokenDefinitions: readonly BrokenDefinition[] = [
  ...[null, [], "renders", 7, true].map((definition) => ({
    says: `the whole definition is ${JSON.stringify(definition)}`,
    definition,
    rule: "TYPE",
    path: "",
    byItself: true,
  })),
  ...["name", "version", "errors"].map((key) => byItself(`${key} is missing`, without(key), "MEMBER_MISSING", key)),
  ...topLevel(),
  ...entries(),
  ...operations(),
  ...languages(),
];

function topLevel(): readonly BrokenDefinition[] {
  return [
    byItself("the name is empty", { name: " " }, "TEXT_EMPTY", "name"),
    byItself("the version is a number", { version: 1.1 }, "TYPE", "version"),
    byItself("a member is unknown", { opperations: {} }, "MEMBER_UNKNOWN", "opperations"),
    byItself("a member is called __proto__", JSON.parse('{"__proto__":{"name":"x"}}'), "MEMBER_UNKNOWN", "__proto__"),
    byItself("a member is called constructor", { constructor: 1 }, "MEMBER_UNKNOWN", "constructor"),
    byItself("the form is newer", { errata: 2 }, "FORMAT_UNSUPPORTED", "errata"),
    byItself("the form is a text", { errata: "1" }, "FORMAT_UNSUPPORTED", "errata"),
    byItself("the language is no tag", { language: "english language" }, "LANGUAGE_INVALID", "language"),
    byItself("the language is not canonical", { language: "pt-br" }, "LANGUAGE_INVALID", "language"),
    byItself("the docs are at a relative address", { docsUrl: "/errors/" }, "URL_INVALID", "docsUrl"),
    byItself("the docs are a file", { docsUrl: "file:///errors/" }, "URL_INVALID", "docsUrl"),
    byItself("no code can be appended to the docs", { docsUrl: "https://example.com" }, "URL_INVALID", "docsUrl"),
    byItself("the envelope is a number", { envelope: 4 }, "TYPE", "envelope"),
    byItself("the envelope is null", { envelope: null }, "TYPE", "envelope"),
    byItself("the envelope is empty", { envelope: "" }, "TEXT_EMPTY", "envelope"),
    byItself("the envelopes are a list", { envelopes: [] }, "TYPE", "envelopes"),
    byItself("one of the envelopes is null", { envelopes: { worker: null } }, "TYPE", "envelopes.worker"),
    byItself("the unified envelope is true", { unified: true }, "TYPE", "unified"),
    byItself("the unified envelope is empty", { unified: "" }, "TEXT_EMPTY", "unified"),
    byItself("a limit is a text", { limits: { perMinute: "120" } }, "LIMIT_INVALID", "limits.perMinute"),
    byItself("the limits are a list", { limits: [] }, "TYPE", "limits"),
    byItself("there are no codes", { errors: {}, ...bare }, "ERRORS_EMPTY", "errors"),
    byItself("the errors are a list", { errors: [] }, "TYPE", "errors"),
    byItself("the errors are null", { errors: null }, "TYPE", "errors"),
    byItself("the boundary is a text", { boundary: "x" }, "TYPE", "boundary"),
    byItself(
      "a condition is unknown",
      { conditions: { unknown_rout: "FAILED" } },
      "MEMBER_UNKNOWN",
      "conditions.unknown_rout",
    ),
    byItself("a condition is a list", { conditions: { timeout: ["FAILED"] } }, "TYPE", "conditions.timeout"),
    between("a condition names no code", { conditions: { timeout: "NOPE" } }, "CODE_UNKNOWN", "conditions.timeout"),
    between(
      "a condition names another's default",
      { conditions: { timeout: "URI_TOO_LONG" } },
      "CODE_UNKNOWN",
      "conditions.timeout",
    ),
    between(
      "two codes are internal",
      { errors: { ...errors, BROKEN: errors.FAILED }, conditions: {}, locales: {} },
      "CONDITION_AMBIGUOUS",
      "conditions.internal",
    ),
    between(
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
    inEntry("the entry is a text", "not_found", "TYPE"),
    inEntry("the entry is null", null, "TYPE"),
    ...["kind", "when", "message"].map((key) =>
      inEntry(`${key} is missing`, { [key]: undefined }, "MEMBER_MISSING", key),
    ),
    inEntry("the kind is unknown", { kind: "notfound" }, "KIND_UNKNOWN", "kind"),
    inEntry("the kind is called as a member of every object", { kind: "toString" }, "KIND_UNKNOWN", "kind"),
    inEntry("when is empty", { when: "" }, "TEXT_EMPTY", "when"),
    inEntry("when is null", { when: null }, "TYPE", "when"),
    inEntry("the message is empty", { message: "\n" }, "TEXT_EMPTY", "message"),
    inEntry("the message is a list", { message: ["Gone."] }, "TYPE", "message"),
    ...[399, 600, 404.5, "404", null, 200].map((status) =>
      inEntry(`the status is ${JSON.stringify(status)}`, { status }, "STATUS_INVALID", "status"),
    ),
    inEntry("the title is empty", { title: "" }, "TEXT_EMPTY", "title"),
    inEntry("details are a list", { details: [] }, "DETAILS_INVALID", "details"),
    inEntry("details are a text", { details: "object" }, "DETAILS_INVALID", "details"),
    inEntry("details are null", { details: null }, "DETAILS_INVALID", "details"),
    inEntry("retry is unknown", { retry: "always" }, "RETRY_UNKNOWN", "retry"),
    inEntry("effect is unknown", { effect: true }, "EFFECT_UNKNOWN", "effect"),
    inEntry("charged is unknown", { charged: "no" }, "CHARGED_UNKNOWN", "charged"),
    inEntry("the gRPC status is unknown", { grpc: "OK" }, "GRPC_UNKNOWN", "grpc"),
    inEntry("the remedy is a text", { remedy: "wait" }, "TYPE", "remedy"),
    inEntry("the remedy has no actor", { remedy: { action: "wait" } }, "MEMBER_MISSING", "remedy.actor"),
    inEntry("the action is unknown", remedy({ action: "top-up" }), "ACTION_UNKNOWN", "remedy.action"),
    inEntry("the actor is unknown", remedy({ actor: "user" }), "ACTOR_UNKNOWN", "remedy.actor"),
    inEntry("the remedy's address is relative", remedy({ url: "/billing" }), "URL_INVALID", "remedy.url"),
    inEntry("the remedy has an unknown member", remedy({ who: "me" }), "MEMBER_UNKNOWN", "remedy.who"),
    inEntry("the causes are an object", { causes: {} }, "TYPE", "causes"),
    inEntry("a cause has no remedy", { causes: [{ when: "It rains." }] }, "MEMBER_MISSING", "causes.0.remedy"),
    inEntry(
      "a mask is empty",
      { details: undefined, message: "Gone.", headers: {}, masks: [""] },
      "TEXT_EMPTY",
      "masks.0",
    ),
    inEntry("masks and details are together", { masks: ["x"] }, "MASK_VARIES", "details"),
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
    inEntry("the page is at a relative address", { docsUrl: "x" }, "URL_INVALID", "docsUrl"),
    inEntry("a member is unknown", { mesage: "Gone." }, "MEMBER_UNKNOWN", "mesage"),
    ...entryLinks(),
    ...["1_GONE", "_GONE", "__proto__", "not found", "", "A".repeat(64)].map((code) => {
      const more = JSON.parse(JSON.stringify({ "<code>": errors.FAILED }).replace("<code>", code));
      const change = { errors: { ...errors, ...more }, locales: {} };
      if (code === "__proto__") Object.defineProperty(change.errors, code, { value: errors.FAILED, enumerable: true });
      return byItself(`a code is ${JSON.stringify(code)}`, change, "CODE_INVALID", `errors.${code}`);
    }),
  ];
}

function entryLinks(): readonly BrokenDefinition[] {
  const linked = (says: string, change: object, rule: string, path: string): BrokenDefinition => ({
    ...inEntry(says, change, rule, path),
    byItself: false,
  });
  const circle = { ...errors.NOT_FOUND, parent: "RENDER_NOT_FOUND" };
  const plural = "{count, plural, one {{thing}} other {#}}";
  return [
    linked("a brace is not closed", { message: "Gone {id." }, "MESSAGE_SYNTAX", "message"),
    linked("a placeholder is no detail", { message: "{idd} is gone." }, "PLACEHOLDER_UNKNOWN", "message"),
    linked("a placeholder in a plural is no detail", { message: plural }, "PLACEHOLDER_UNKNOWN", "message"),
    linked(
      "a placeholder is called as a member of every object",
      { message: "{toString}" },
      "PLACEHOLDER_UNKNOWN",
      "message",
    ),
    linked(
      "a placeholder of a header is no detail",
      { headers: { "X-A": "{a}" } },
      "PLACEHOLDER_UNKNOWN",
      "headers.X-A",
    ),
    linked("masks and a placeholder are together", { details: undefined, masks: ["x"] }, "MASK_VARIES", "message"),
    linked("the parent is no code", { parent: "NOT_FOUNT" }, "CODE_UNKNOWN", "parent"),
    linked("the parent is called as a member of every object", { parent: "valueOf" }, "CODE_UNKNOWN", "parent"),
    linked("the code is its own parent", { parent: "RENDER_NOT_FOUND" }, "CODE_CYCLE", "parent"),
    linked("the successor is no code", { replacedBy: "GONE" }, "CODE_UNKNOWN", "replacedBy"),
    between(
      "parents form a circle",
      { errors: { ...errors, NOT_FOUND: circle } },
      "CODE_CYCLE",
      "errors.RENDER_NOT_FOUND.parent",
    ),
  ];
}

function operations(): readonly BrokenDefinition[] {
  const operation = (facts: Json): object => ({ operations: { "GET /a": facts } });
  return [
    byItself("the operations are a list", { operations: [] }, "TYPE", "operations"),
    ...["get /a", "GET a", "FETCH /a", "GET  /a", "/a"].map((name) =>
      byItself(
        `an operation is called ${name}`,
        { operations: { [name]: [] } },
        "OPERATION_INVALID",
        `operations.${name}`,
      ),
    ),
    byItself("an operation is a text", operation("FAILED"), "TYPE", "operations.GET /a"),
    byItself("an operation has no errors", operation({}), "MEMBER_MISSING", "operations.GET /a.errors"),
    byItself(
      "an operation has an unknown member",
      operation({ errors: [], error: [] }),
      "MEMBER_UNKNOWN",
      "operations.GET /a.error",
    ),
    byItself(
      "idempotencyKey is a text",
      operation({ errors: [], idempotencyKey: "yes" }),
      "TYPE",
      "operations.GET /a.idempotencyKey",
    ),
    byItself("a code of an operation is a number", operation([404]), "TYPE", "operations.GET /a.0"),
    byItself(
      "an operation names a code twice",
      operation(["FAILED", "FAILED"]),
      "CODE_DUPLICATE",
      "operations.GET /a.1",
    ),
    byItself("always names a code twice", { always: ["FAILED", "FAILED"] }, "CODE_DUPLICATE", "always.1"),
    byItself("always is a text", { always: "FAILED" }, "TYPE", "always"),
    between("an operation names no code", operation(["FALED"]), "CODE_UNKNOWN", "operations.GET /a.0"),
    between(
      "facts of an operation name no code",
      operation({ errors: ["X"] }),
      "CODE_UNKNOWN",
      "operations.GET /a.errors.0",
    ),
    byItself("the precedence is a text", { precedence: "FAILED" }, "TYPE", "precedence"),
    byItself(
      "the precedence names a code twice",
      { precedence: ["NOT_FOUND", "RENDER_NOT_FOUND", "FAILED", "FAILED"] },
      "CODE_DUPLICATE",
      "precedence.3",
    ),
    between(
      "the precedence names no code",
      { precedence: ["NOT_FOUND", "RENDER_NOT_FOUND", "FALED", "FAILED"] },
      "CODE_UNKNOWN",
      "precedence.2",
    ),
    between(
      "the precedence leaves a code out",
      { precedence: ["FAILED", "NOT_FOUND"] },
      "PRECEDENCE_INCOMPLETE",
      "precedence",
    ),
    between("always names no code", { always: ["constructor"] }, "CODE_UNKNOWN", "always.0"),
  ];
}

function languages(): readonly BrokenDefinition[] {
  const { de } = soundDefinition.locales;
  return [
    byItself("the locales are a list", { locales: [] }, "TYPE", "locales"),
    byItself(
      "a language is no tag",
      { locales: { deutsche_sprache: de } },
      "LANGUAGE_INVALID",
      "locales.deutsche_sprache",
    ),
    byItself("a language is not canonical", { locales: { "de-at": de } }, "LANGUAGE_INVALID", "locales.de-at"),
    byItself("a translation is empty", { locales: { de: { ...de, FAILED: "" } } }, "TEXT_EMPTY", "locales.de.FAILED"),
    between("a language is the contract's own", { locales: { en: de } }, "LANGUAGE_DUPLICATE", "locales.en"),
    between(
      "a translation is of no code",
      { locales: { de: { ...de, FAILURE: "x" } } },
      "CODE_UNKNOWN",
      "locales.de.FAILURE",
    ),
    between(
      "a translation of a condition's code has a placeholder",
      { locales: { de: { ...de, METHOD_NOT_ALLOWED: "{method}" } } },
      "TRANSLATION_PLACEHOLDERS",
      "locales.de.METHOD_NOT_ALLOWED",
    ),
    between(
      "a translation is missing",
      { locales: { de: { ...de, FAILED: undefined } } },
      "TRANSLATION_MISSING",
      "locales.de.FAILED",
    ),
    between(
      "a translation lacks a placeholder",
      { locales: { de: { ...de, RENDER_NOT_FOUND: "Weg." } } },
      "TRANSLATION_PLACEHOLDERS",
      "locales.de.RENDER_NOT_FOUND",
    ),
    between(
      "a translation has another placeholder",
      { locales: { de: { ...de, FAILED: "{id}" } } },
      "TRANSLATION_PLACEHOLDERS",
      "locales.de.FAILED",
    ),
    between(
      "a translation cannot be parsed",
      { locales: { de: { ...de, FAILED: "}" } } },
      "MESSAGE_SYNTAX",
      "locales.de.FAILED",
    ),
  ];
}

function byItself(says: string, change: object, rule: string, path: string): BrokenDefinition {
  return { says, definition: changed(soundDefinition, change), rule, path, byItself: true };
}

function between(says: string, change: object, rule: string, path: string): BrokenDefinition {
  return { ...byItself(says, change, rule, path), byItself: false };
}

function inEntry(says: string, change: object | string | null, rule: string, path?: string): BrokenDefinition {
  const isWhole = typeof change !== "object" || change === null;
  const entry = isWhole ? change : changed(errors.RENDER_NOT_FOUND ?? {}, change);
  const place = ["errors", "RENDER_NOT_FOUND", ...(path === undefined ? [] : [path])].join(".");
  return byItself(says, { errors: { ...errors, RENDER_NOT_FOUND: entry } }, rule, place);
}

/** Copies with changes; a change to `undefined` takes the member away, one to `__proto__` is a member as any other. */
function changed(from: object, change: object): Json {
  const members = new Map([...Object.entries(from), ...Object.entries(change)]);
  return JSON.parse(JSON.stringify(Object.fromEntries(members))) as Json;
}

function without(key: string): object {
  return { [key]: undefined };
}
