import { type Kind, kinds, type Remedy } from "../../contract/index.ts";
import type { FoundError } from "../merge/index.ts";
import { detailsOf } from "./details-of.ts";
import { kindOf } from "./kind-of.ts";
import { retryOf } from "./retry-of.ts";

/** An entry of an adopted contract, and what a person has to know about it. */
export interface AdoptedEntry {
  readonly error: FoundError;
  readonly kind: Kind;
  /** Members of the entry, in the order in which they are written. `status` is `open` if no source states it. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Comments, by member. */
  readonly comments: Readonly<Record<string, string>>;
}

/** Value of a status that no source states. Loaders reject it, so that nobody takes it for a stated one. */
export const open = "open";

/** Creates the entry of a code. Only the kind is guessed; a text that no source states is said to be missing. */
export function entryOf(error: FoundError, envelope?: string): AdoptedEntry {
  const { code, status, statuses, meaning, causes, message, title } = error;
  const texts = [meaning?.value, ...causes.map(({ value }) => value)].filter((text) => text !== undefined);
  const kind = kindOf(code, status?.value, texts[0]);
  const [when] = texts;
  const comments: Record<string, string> = {};
  if (status === undefined) comments.status = openReason(error);
  if (when === undefined) comments.when = "not documented";
  if (message === undefined) comments.message = "no message is documented";
  const retry = retryFrom(error);
  const details = detailsOf(error.details.map(({ value }) => value));
  const members = {
    kind,
    status: status?.value ?? open,
    ...(title === undefined || title.value.length > 100 ? {} : { title: title.value }),
    when: sentence(when ?? `The sources do not say when ${code} occurs.`),
    message: literal(message?.value ?? firstSentence(when ?? title?.value ?? `${code}.`)),
    ...(retry === undefined || retry === kinds[kind].retry ? {} : { retry }),
    ...remedyFrom(error, kind),
    ...causesFrom(error, kind),
    ...(details === undefined ? {} : { details }),
    ...(envelope === undefined ? {} : { envelope }),
    ...(statuses.length > 1 || !error.isDeprecated ? {} : { deprecated: "1.0.0" }),
  };
  return { error, kind, members, comments };
}

/** Returns why a status is open, as a comment. */
export function openReason({ statuses, source }: FoundError): string {
  const [only, ...others] = statuses;
  if (only === undefined) return `not stated in ${source.file}`;
  if (others.length === 0)
    return `${only.source.file}:${only.source.line} states ${only.value}, which is not a status of errors`;
  return `conflict: ${statuses.map(({ value, source: { file, line } }) => `${value} (${file}:${line})`).join(" or ")}`;
}

function retryFrom({ retry, solutions, meaning }: FoundError): ReturnType<typeof retryOf> {
  for (const text of [retry, ...solutions, meaning]) {
    const value = text === undefined ? undefined : retryOf(text.value);
    if (value !== undefined) return value;
  }
  return undefined;
}

function remedyFrom({ solutions }: FoundError, kind: Kind): { readonly remedy?: Remedy } {
  if (solutions.length === 0) return {};
  const { action, actor } = kinds[kind].remedy;
  return { remedy: { action, actor, text: solutions.map(({ value }) => sentence(value)).join(" ") } };
}

function causesFrom({ meaning, causes }: FoundError, kind: Kind): { readonly causes?: readonly object[] } {
  const listed = meaning === undefined ? causes.slice(1) : causes;
  if (causes.length < 2 || listed.length === 0) return {};
  return { causes: causes.map(({ value }) => ({ when: sentence(value), remedy: kinds[kind].remedy })) };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?)]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function firstSentence(text: string): string {
  const [first = text] = /^.{10,300}?[.!?](?=\s|$)/s.exec(text) ?? [];
  return sentence(first.slice(0, 300));
}

/** Escapes a text for ICU MessageFormat, in which braces have a meaning, and apostrophes beside them or each other. */
function literal(text: string): string {
  if (!/[{}]|''/.test(text)) return text;
  return text.replaceAll("'", "''").replaceAll(/[{}]+/g, (braces) => `'${braces}'`);
}
