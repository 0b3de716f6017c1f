import type { Condition } from "../condition.ts";
import { conditions, defaultCode } from "../condition.ts";
import type { DetailsSchema } from "../details/index.ts";
import { detailNames, isStandardSchema, toJsonSchema } from "../details/index.ts";
import type { JsonSchema } from "../json.ts";
import { getOwn, isPlainObject, ownEntries } from "../json.ts";
import { parseMessage, placeholders } from "../message/index.ts";
import { didYouMean, type FaultLocation } from "./check.ts";
import { checkCode } from "./reference-faults.ts";

/** Reports messages and headers that cannot be parsed, or whose placeholders are not details of their code. */
export function findMessageFaults(root: FaultLocation, definition: unknown): void {
  for (const [code, entry] of ownEntries(getOwn(definition, "errors"))) {
    const location = root.at("errors").at(code).inEntry(code);
    const isMasked = hasMasks(entry);
    const allowed = allowedPlaceholders(entry);
    const headers = ownEntries(getOwn(entry, "headers")).map(([name, value]): [FaultLocation, unknown] => [
      location.at("headers").at(name),
      value,
    ]);
    for (const [at, text] of [[location.at("message"), getOwn(entry, "message")] as const, ...headers]) {
      reportQuoted(at, text, allowed.names);
      for (const name of parsePlaceholders(at, text) ?? [])
        if (isMasked) reportVariation(at, `{${name}}`, "Remove the placeholder, or the masks.");
        else checkPlaceholder(at, name, allowed);
    }
    reportPrivate(location, entry, allowed);
    if (isMasked && getOwn(entry, "details") !== undefined)
      reportVariation(location.at("details"), "details", "Remove the details, or the masks.");
  }
}

/** Reports private names that are not details, and messages that name a private detail, because messages are logged. */
function reportPrivate(location: FaultLocation, entry: unknown, { names, isOpen }: AllowedPlaceholders): void {
  const list = getOwn(entry, "private");
  const message = readPlaceholders(getOwn(entry, "message"));
  for (const [index, name] of (Array.isArray(list) ? list : []).entries()) {
    if (typeof name !== "string") continue;
    if (!names.has(name) && !isOpen)
      location
        .at("private")
        .at(index)
        .report(
          "PRIVATE_UNKNOWN",
          `one of the details: ${[...names].join(", ") || "none"}`,
          name,
          didYouMean(name, names, "Remove it, or declare the detail."),
        );
    if (message instanceof Set && message.has(name))
      location
        .at("message")
        .report(
          "PRIVATE_IN_MESSAGE",
          "a message without private details, because messages are logged",
          `{${name}}`,
          "Remove the placeholder, or the name from private.",
        );
  }
}

/** Reports languages with missing or unknown codes, or with other placeholders than the contract's own messages. */
export function findTranslationFaults(root: FaultLocation, definition: unknown): void {
  const language = getOwn(definition, "language") ?? "en";
  for (const [tag, messages] of ownEntries(getOwn(definition, "locales"))) {
    const location = root.at("locales").at(tag);
    if (tag === language)
      location.report(
        "LANGUAGE_DUPLICATE",
        "a language other than the contract's own",
        tag,
        "Write these messages under errors.",
      );
    checkTranslations(location, messages, getOwn(definition, "errors"));
  }
}

function checkTranslations(location: FaultLocation, messages: unknown, errors: unknown): void {
  const codes = ownEntries(errors).map(([code]) => code);
  const defaults = (Object.keys(conditions) as Condition[]).map((condition) => defaultCode(condition, codes));
  for (const [code, message] of ownEntries(messages)) {
    checkCode(location.at(code).inEntry(code), code, [...codes, ...defaults]);
    // The default messages of conditions have no placeholders.
    if (!codes.includes(code)) comparePlaceholders(location.at(code).inEntry(code), message, "");
  }
  for (const [code, entry] of ownEntries(errors)) {
    const at = location.at(code).inEntry(code);
    const message = getOwn(messages, code);
    if (message !== undefined) {
      reportQuoted(at, message, allowedPlaceholders(entry).names);
      comparePlaceholders(at, message, getOwn(entry, "message"));
    } else {
      const fix = "Translate it, or remove the language: a language has every code.";
      at.report("TRANSLATION_MISSING", "a message for every code", undefined, fix);
    }
  }
}

function comparePlaceholders(location: FaultLocation, message: unknown, original: unknown): void {
  const names = parsePlaceholders(location, message);
  const wanted = readPlaceholders(original);
  if (names === undefined || wanted === undefined || wanted instanceof SyntaxError) return;
  const missing = [...wanted].filter((name) => !names.has(name));
  const extra = [...names].filter((name) => !wanted.has(name));
  if (missing.length + extra.length === 0) return;
  const fix = [missing.map((name) => `Add {${name}}.`), extra.map((name) => `Remove {${name}}.`)].flat().join(" ");
  location.report("TRANSLATION_PLACEHOLDERS", "the placeholders of the contract's own message", message, fix);
}

/** Returns the placeholders of a message; reports a message that cannot be parsed. */
function parsePlaceholders(location: FaultLocation, message: unknown): ReadonlySet<string> | undefined {
  const names = readPlaceholders(message);
  if (!(names instanceof SyntaxError)) return names;
  const hint = /closed|unmatched|placeholder name/.test(names.message) ? " Write a literal brace as '{'." : "";
  const fix = `Correct the message: ${names.message}.${hint}`;
  location.report("MESSAGE_SYNTAX", "a message in ICU MessageFormat", message, fix);
  return undefined;
}

/** Returns the placeholders of a message; undefined when it is not text. */
function readPlaceholders(message: unknown): ReadonlySet<string> | SyntaxError | undefined {
  if (typeof message !== "string") return undefined;
  try {
    return placeholders(parseMessage(message));
  } catch (error) {
    return error instanceof SyntaxError ? error : new SyntaxError(String(error), { cause: error });
  }
}

/** Reports a detail within apostrophes, such as `'{name}'`, because clients would receive its name instead of its value. */
function reportQuoted(location: FaultLocation, message: unknown, names: ReadonlySet<string>): void {
  const parsed = readPlaceholders(message);
  if (!(parsed instanceof Set)) return;
  const known = new Set([...names, ...parsed]);
  // In the parts of a message, a brace before a name can only be one that was quoted.
  for (const [, name = ""] of JSON.stringify(parseMessage(message as string)).matchAll(/\{\s*(\w+)\s*[,}]/g))
    if (known.delete(name))
      location.report(
        "PLACEHOLDER_QUOTED",
        "placeholders outside apostrophes, which quote a brace that follows them",
        message,
        `Write two apostrophes for one: ''{${name}}''.`,
      );
}

interface AllowedPlaceholders {
  readonly names: ReadonlySet<string>;
  readonly isOpen: boolean;
  readonly hasDetails: boolean;
}

function allowedPlaceholders(entry: unknown): AllowedPlaceholders {
  const details = getOwn(entry, "details");
  if (details === undefined) return { names: new Set(), isOpen: false, hasDetails: false };
  const schema = readSchema(details);
  // Details that cannot be read are reported by their own rule; faults of their placeholders would hide it.
  return schema === undefined
    ? { names: new Set(), isOpen: true, hasDetails: true }
    : { ...detailNames(schema), hasDetails: true };
}

function readSchema(details: unknown): JsonSchema | undefined {
  try {
    const isSchema = isStandardSchema(details) || isPlainObject(details) || typeof details === "boolean";
    return isSchema ? toJsonSchema(details as DetailsSchema) : undefined;
  } catch {
    return undefined;
  }
}

function checkPlaceholder(
  location: FaultLocation,
  name: string,
  { names, isOpen, hasDetails }: AllowedPlaceholders,
): void {
  if (isOpen || names.has(name)) return;
  const known = [...names];
  const expected = hasDetails
    ? `a placeholder named after a detail (${known.join(", ") || "there are none"})`
    : "no placeholder, because the code has no details";
  const fix = didYouMean(name, known, "Add the detail, or remove the placeholder.");
  location.report("PLACEHOLDER_UNKNOWN", expected, `{${name}}`, fix);
}

function hasMasks(entry: unknown): boolean {
  const masks = getOwn(entry, "masks");
  return Array.isArray(masks) && masks.length > 0;
}

function reportVariation(location: FaultLocation, received: string, fix: string): void {
  location.report("MASK_VARIES", "the same bytes for every cause that the code masks", received, fix);
}
