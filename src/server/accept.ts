/** One member of an Accept or Accept-Language list. */
export interface Preference {
  readonly value: string;
  /** Weight, 0 to 1. */
  readonly q: number;
}

/** Longer lists are cut: they cost time and no honest client sends them. */
const maxMembers = 32;

/**
 * Parses a list of weighted values, most wanted first, ties in the order of the header. Never throws; a member that is
 * not well-formed is left out.
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

/** Tells whether the caller wants RFC 9457: it names problem+json, no less than the API's own type. */
export function wantsProblem(accept: string, ownType: string): boolean {
  // Most requests do not name it, and every error passes here.
  if (!/problem\+json/i.test(accept)) return false;
  const wanted = parsePreferences(accept).find(
    ({ value, q }) => q > 0 && (value === "application/problem+json" || value === ownType),
  );
  return wanted?.value === "application/problem+json";
}

/** Tells whether one of the types may be sent. An absent Accept takes anything. */
export function accepts(accept: string | null | undefined, types: readonly string[]): boolean {
  if (accept === null || accept === undefined || accept.trim() === "") return true;
  const preferences = parsePreferences(accept);
  return types.some((type) => {
    const [major = ""] = type.split("/");
    const ranges = [type.toLowerCase(), `${major.toLowerCase()}/*`, "*/*"];
    const most = ranges.map((range) => preferences.find(({ value }) => value === range)).find(Boolean);
    return most !== undefined && most.q > 0;
  });
}

/**
 * Chooses one of the languages for an Accept-Language header: the most wanted that exists, `de-AT` falling back to `de`
 * and `de` reaching `de-CH`; the first language when none fits.
 *
 * @see RFC 4647 section 3.4 (lookup)
 */
export function chooseLanguage(header: string | null | undefined, languages: readonly [string, ...string[]]): string {
  if (header === null || header === undefined || languages.length === 1) return languages[0];
  const preferences = parsePreferences(header);
  const refused = new Set(preferences.filter(({ q }) => q === 0).map(({ value }) => value));
  const offered = languages.filter((language) => !refused.has(language.toLowerCase()));
  for (const { value, q } of preferences) {
    if (q === 0) break;
    const found = value === "*" ? offered[0] : (lookUp(value, offered) ?? lookUpScript(value, offered));
    if (found !== undefined) return found;
  }
  return languages[0];
}

function lookUp(range: string, languages: readonly string[]): string | undefined {
  for (let wanted = range; wanted !== ""; wanted = wanted.slice(0, Math.max(wanted.lastIndexOf("-"), 0))) {
    const exact = languages.find((language) => language.toLowerCase() === wanted);
    if (exact !== undefined) return exact;
  }
  return languages.find((language) => language.toLowerCase().startsWith(`${range}-`));
}

/** Finds `zh-Hans` for `zh-CN` and `zh-Hant` for `zh-TW`: people name the region, and the script follows from it. */
function lookUpScript(range: string, languages: readonly string[]): string | undefined {
  try {
    const { language, script } = new Intl.Locale(range).maximize();
    return script === undefined ? undefined : lookUp(`${language}-${script}`.toLowerCase(), languages);
  } catch {
    return undefined;
  }
}

/** No `q` means 1; a `q` that is no weight makes the member unusable. */
function qualityOf(parameters: readonly string[]): number | undefined {
  for (const parameter of parameters) {
    const [name = "", value = ""] = parameter.split("=", 2);
    if (name.trim().toLowerCase() !== "q") continue;
    return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(value.trim()) ? Number(value) : undefined;
  }
  return 1;
}
