import { requireValue } from "../../contract/faults/arguments.ts";

/** One member of an Accept or Accept-Language header. */
export interface Preference {
  readonly value: string;
  /** Weight, from 0 to 1. */
  readonly q: number;
}

/** Browsers send fewer than 10 members; the rest of a longer list is ignored. */
const maxMembers = 32;

/**
 * Parses a list of weighted values, highest weight first and ties in header order. Ignores malformed members. Never throws.
 *
 * @see RFC 9110 section 12.4.2
 */
export function parsePreferences(header: string): readonly Preference[] {
  const members: Preference[] = [];
  for (const member of header.slice(0, 2048).split(",", maxMembers)) {
    const [value = "", ...parameters] = member.split(";");
    const name = value.trim().toLowerCase();
    const q = qualityOf(parameters);
    if (name !== "" && q !== undefined) members.push({ value: name, q });
  }
  return members.sort((one, other) => other.q - one.q);
}

/** A form in which every contract can send its errors, besides its own envelopes. */
export type ErrorForm = "application/problem+json" | "text/markdown";

/** Returns the form that the client prefers to the API's own media type. It must be named explicitly. */
export function preferredForm(accept: string, ownType: string): ErrorForm | undefined {
  const preferred = parsePreferences(accept).find(({ value, q }) => q > 0 && (isForm(value) || value === ownType));
  return preferred !== undefined && preferred.value !== ownType && isForm(preferred.value)
    ? preferred.value
    : undefined;
}

function isForm(value: string): value is ErrorForm {
  return value === "application/problem+json" || value === "text/markdown";
}

/** Returns whether the client accepts one of the media types. Without an Accept header it accepts any. */
export function accepts(accept: string | null | undefined, types: readonly string[]): boolean {
  if (accept === null || accept === undefined || accept.trim() === "") return true;
  const preferences = parsePreferences(accept);
  return types.some((type) => {
    const [major = ""] = type.split("/");
    const ranges = [type.toLowerCase(), `${major.toLowerCase()}/*`, "*/*"];
    const mostSpecific = ranges.map((range) => preferences.find(({ value }) => value === range)).find(Boolean);
    return mostSpecific !== undefined && mostSpecific.q > 0;
  });
}

/**
 * Returns the offered language that an Accept-Language header prefers: `de-AT` matches `de`, and `de` matches `de-CH`.
 * Returns the first language if none matches. The boundary chooses the language of errors in the same way.
 *
 * @example
 * ```ts
 * import { chooseLanguage } from "errata/server";
 *
 * console.log(chooseLanguage("de-AT, en;q=0.5", ["en", "de"])); // de
 * ```
 * @see RFC 4647 section 3.4 (lookup)
 */
export function chooseLanguage(header: string | null | undefined, languages: readonly [string, ...string[]]): string {
  requireValue("chooseLanguage: languages", languages, "list");
  if (typeof header !== "string" || languages.length === 1) return languages[0];
  const preferences = parsePreferences(header);
  const excluded = new Set(preferences.filter(({ q }) => q === 0).map(({ value }) => value));
  const offered = languages.filter((language) => !excluded.has(language.toLowerCase()));
  for (const { value, q } of preferences) {
    if (q === 0) break;
    const language = value === "*" ? offered[0] : (lookUp(value, offered) ?? lookUpScript(value, offered));
    if (language !== undefined) return language;
  }
  return languages[0];
}

function lookUp(range: string, languages: readonly string[]): string | undefined {
  for (let tag = range; tag !== ""; tag = tag.slice(0, Math.max(tag.lastIndexOf("-"), 0))) {
    const exact = languages.find((language) => language.toLowerCase() === tag);
    if (exact !== undefined) return exact;
  }
  return languages.find((language) => language.toLowerCase().startsWith(`${range}-`));
}

/** Matches `zh-CN` with `zh-Hans` and `zh-TW` with `zh-Hant`: browsers send the region, which implies the script. */
function lookUpScript(range: string, languages: readonly string[]): string | undefined {
  try {
    const { language, script } = new Intl.Locale(range).maximize();
    return script === undefined ? undefined : lookUp(`${language}-${script}`.toLowerCase(), languages);
  } catch {
    return undefined;
  }
}

/** Returns the weight: 1 without a `q`, undefined if the `q` is malformed. */
function qualityOf(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split("=", 2);
    if (name.trim().toLowerCase() !== "q") continue;
    return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value.trim()) ? Number(value) : undefined;
  }
  return 1;
}
