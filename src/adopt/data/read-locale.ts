import type { Json } from "../../contract/index.ts";
import { describesFailure, isIdentifier } from "../evidence/index.ts";
import { rejectionOf, roleOf } from "../extract/index.ts";
import { type Fact, fact, type Reading } from "../facts.ts";
import { isObject, type Locate } from "./maps/index.ts";

/** A text of a locale. */
interface Message {
  /** Keys from the root of the document. */
  readonly path: readonly string[];
  /** The path below the part that is named after errors, or the whole one; it is sent as the code. */
  readonly code: string;
  readonly text: string;
  /** Whether a key of the path is named after errors. */
  readonly isNamed: boolean;
}

/** Fewest texts of a locale. Smaller maps are read as any other. */
const minTexts = 20;
const maxTexts = 50_000;

/**
 * Reads the texts of a locale, such as `en.json`: those that are named after errors if the others are for pages, and each under
 * its path if they are nested. Undefined for any other data.
 */
export function readLocale(value: Json, locate: Locate): Reading | undefined {
  const messages = messagesOf(value, isLocaleFile(locate([]).file));
  if (messages === undefined || messages.length < minTexts) return undefined;
  const named = messages.filter(({ isNamed }) => isNamed);
  if (hasDescriptions(named.length > 0 ? named : messages)) return undefined;
  const others = messages.filter(({ isNamed }) => !isNamed);
  if (named.length >= 3 && others.length > 0 && !tellOfFailures(others)) return readingOf(named, locate);
  if (!tellOfFailures(messages)) return named.length < 3 ? textsOfPages(messages, locate) : undefined;
  const isNested = isLocaleFile(locate([]).file) && messages.some(({ code }) => code.includes("."));
  return isNested ? readingOf(named.length > 2 ? named : messages, locate) : undefined;
}

/** Returns the texts of an object whose values are texts or such objects again; undefined for any other one. */
function messagesOf(value: Json, isLocale: boolean): readonly Message[] | undefined {
  if (!isObject(value)) return undefined;
  const [only, ...rest] = Object.keys(value);
  const isLanguage = only !== undefined && rest.length === 0 && isLocale && /^[a-z]{2,3}(?:[-_]\w{2,4})?$/.test(only);
  const messages: Message[] = [];
  let others = 0;
  const walk = (object: Json | undefined, path: readonly string[]): void => {
    if (isObject(object) && path.length < 8)
      for (const [key, member] of Object.entries(object)) walk(member, [...path, key]);
    else if (typeof object === "string" && messages.length < maxTexts)
      messages.push(messageOf(path, object, isLanguage));
    else others += 1;
  };
  walk(value, []);
  return others * 20 > messages.length ? undefined : messages;
}

function messageOf(path: readonly string[], text: string, isLanguage: boolean): Message {
  const steps = isLanguage ? path.slice(1) : path;
  const at = steps.findIndex((step, index) => index < steps.length - 1 && namesErrors.test(step));
  // Rails keeps the texts of errors below `errors.messages`, and those of invalid fields below `errors.models`.
  const isField = /^(?:models?|attributes|fields)$/.test(steps[at + 1] ?? "");
  const first = steps[at + 1] === "messages" && steps.length > at + 2 ? at + 2 : at + 1;
  const isPrefixed = steps.length === 1 && beginsWithError.test(steps[0] ?? "");
  return { path, code: steps.slice(first).join("."), text, isNamed: (at >= 0 && !isField) || isPrefixed };
}

/** Keys of the part of a locale that has the texts of errors. */
const namesErrors =
  /^(?:(?:api|server|backend|http)[_-]?)?(?:errors?|exceptions?|problems?|error[_-]?(?:codes?|messages?))$/i;
/** Keys of errors beside those of other texts: `error-card-expired`, `errors.card_expired`. */
const beginsWithError = /^(?:api[._-])?(?:errors?|err|exceptions?)[._-]\w/i;

function isLocaleFile(file: string): boolean {
  return /(?:^|[/\\])(?:i18n|l10n|locales?|lang(?:uage)?s?|translations?|messages)[/\\]|(?:^|[/\\.])[a-z]{2}(?:[-_][A-Za-z]{2,4})?(?:\.i18n)?\.(?:json|ya?ml)$/i.test(
    file,
  );
}

/** Checks whether the last keys are those of the members of errors, such as `title` and `detail`, and not of texts. */
function hasDescriptions(messages: readonly Message[]): boolean {
  const members = messages.filter(({ path }) => path.length > 1 && roleOf(path.at(-1) ?? "") !== "other");
  return members.length * 2 > messages.length;
}

function tellOfFailures(messages: readonly Message[]): boolean {
  const failures = messages.filter(({ text, path }) => describesFailure(text) || describesFailure(path.at(-1) ?? ""));
  return failures.length * 3 >= messages.length;
}

function readingOf(messages: readonly Message[], locate: Locate): Reading {
  const facts = messages.flatMap(({ path, code, text }): readonly Fact[] => {
    const isCode = isIdentifier(code) || /^\d{3,9}$/.test(code) || (/^\w+$/.test(code) && /\S\s+\S/.test(text));
    if (!isCode || rejectionOf(code) !== undefined) return [];
    const source = locate(path);
    return [fact(code, "code", code, source), fact(code, "message", text, source)];
  });
  return { facts, decoys: [], unread: [], bodies: [] };
}

function textsOfPages(messages: readonly Message[], locate: Locate): Reading {
  const { path = [], text = "" } = messages[0] ?? {};
  const reason = "The texts are those of pages: none of their keys is named after errors.";
  return { facts: [], decoys: [], unread: [{ text: text.slice(0, 120), reason, source: locate(path) }], bodies: [] };
}
