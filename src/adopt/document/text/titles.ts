/** The content of a column. `name` is a second identifier of an error beside its code, `word` its category. */
export type ColumnKind = "code" | "name" | "word" | "status" | "text" | "field";

/** Titles of columns that stand in one line, without separators: `CodeHTTP StatusDescription`, `Code HTTP Status Description`. */
export interface JoinedTitles {
  readonly titles: readonly string[];
  readonly kinds: readonly ColumnKind[];
  /** Whether single spaces separate the titles, and so the cells. */
  readonly isSpaced: boolean;
}

/** Titles of columns in tables of errors and of fields. The longest one that matches counts. */
const titles: readonly (readonly [kind: ColumnKind, pattern: RegExp])[] = [
  ["status", /^(?:http(?:[ -](?:status|response|error|return))?(?:[ -]codes?)?|status(?:[ -]codes?)?)/i],
  [
    "code",
    /^(?:(?:(?:api|app|err|error|exception|fault|cause|reason|result|return|response|numeric|symbolic|internal|business|system|release|sub)[ -]?)?codes?|error (?:id|type|name|number|key|no\.?)|error|errno|sqlcode|sqlstate|reason)/i,
  ],
  ["name", /^(?:(?:error |status )?(?:type|name|label|moniker|constant|symbol|mnemonic|slug|identifier|enum|key)|id)/i],
  [
    "text",
    /^(?:(?:(?:status codes?|error codes?|error|code|status|response|short|long|http) )?(?:description(?: of (?:the )?(?:error|status)(?: codes?)?)?|definition|meaning|explanation|message|text|reason)s?|info(?:rmation)?|result|details?|(?:common |possible )?causes?|(?:possible )?solutions?|resolutions?|remed(?:y|ies)|recommended action|actions?|problem|fix|when(?: it occurs)?|notes?|comments?|how to (?:fix|resolve)|what (?:to do|it means)|next steps?|retry(?:able)?)/i,
  ],
  ["word", /^(?:(?:error )?(?:category|severity)|group|module|component|area)/i],
  ["field", /^(?:field|parameter|property|attribute|header|element|required|default|event|method|endpoint)s?/i],
];

/** Longest line of titles, in characters. */
const maxTitle = 200;

/** Returns the kind of a column by its title; undefined for any other text. */
export function kindOfTitle(text: string): ColumnKind | undefined {
  if (text.length > 60 || !/^[A-Z#'"]/.test(text)) return undefined;
  if (/^(?:ID|Id|Errno|errno|Error [Nn]umber|Error ID)$/.test(text)) return "code";
  const plain = text.replaceAll(/['"]|\s*\(.*\)$/g, "");
  const found = [plain, plain.replace(/s$/, "")].flatMap((title) => {
    const known = longest(title);
    return known !== undefined && known.title.length === title.length ? [known.kind] : [];
  });
  return found[0] ?? (/^\w+(?: \w+)? ?code$/i.test(plain) ? "code" : undefined);
}

function longest(text: string): { readonly kind: ColumnKind; readonly title: string } | undefined {
  let found: { readonly kind: ColumnKind; readonly title: string } | undefined;
  for (const [kind, pattern] of titles) {
    // The capital of the next title is not a plural: `Status CodeStatus`.
    const title = (pattern.exec(text)?.[0] ?? "").replace(/(?<=[a-z])S$/, "");
    if (title.length > (found?.title.length ?? 0)) found = { kind, title };
  }
  return found;
}

/**
 * Splits a line of titles that no separator divides, in the ways that are possible: `Status Description` is one title or two.
 * The way with more columns comes first.
 */
export function joinedTitles(line: string): readonly JoinedTitles[] {
  if (line.length > maxTitle || !/^[A-Za-z'"]/.test(line)) return [];
  const plain = line.replaceAll(/['"]/g, "");
  return [split(plain, false), split(plain, true)].filter(
    (way) => way?.kinds.some((kind) => kind === "code" || kind === "field") === true,
  ) as readonly JoinedTitles[];
}

/** Titles of columns at the beginning of a text. */
export interface LeadingTitles {
  /** The title of the codes. */
  readonly title: string;
  readonly kinds: readonly ColumnKind[];
  /** The text behind them, without a gap. */
  readonly rest: string;
}

/** Returns the titles at the beginning of a text in the ways that are possible, the longest first. */
export function leadingTitles(text: string): readonly LeadingTitles[] {
  const found: { readonly kind: ColumnKind; readonly title: string }[] = [];
  const ways: LeadingTitles[] = [];
  let rest = text;
  for (let next = longest(rest); next !== undefined && found.length < 8; next = longest(rest)) {
    found.push(next);
    rest = rest.slice(next.title.length);
    const kinds = withCode(found);
    const title = found[kinds.indexOf("code")]?.title;
    if (found.length > 1 && title !== undefined && rest !== "") ways.push({ title, kinds, rest });
  }
  return ways.reverse();
}

function split(line: string, areLong: boolean): JoinedTitles | undefined {
  const found: { readonly kind: ColumnKind; readonly title: string }[] = [];
  let gaps = 0;
  for (let rest = line; rest !== ""; ) {
    const next = longest(rest);
    const [own = ""] = areLong
      ? []
      : (/^(?:status(?: codes?)?|error(?: codes?)?|code)(?= \w)/i.exec(next?.title ?? "") ?? []);
    const first = next?.kind === "text" && own !== "" ? longest(own) : next;
    if (first === undefined) return undefined;
    found.push(first);
    const after = rest.slice(first.title.length);
    if (after.startsWith(" ")) gaps += 1;
    rest = after.trimStart();
  }
  if (found.length < 2) return undefined;
  return { titles: found.map(({ title }) => title), kinds: withCode(found), isSpaced: gaps === found.length - 1 };
}

/** A name is a second identifier beside a column of codes: `Error NameCodeDescription`. */
function withNames(found: readonly { readonly kind: ColumnKind; readonly title: string }[]): readonly ColumnKind[] {
  const isName = ({ kind, title }: (typeof found)[number]): boolean => kind === "code" && /name$/i.test(title);
  const hasCode = found.some((one) => one.kind === "code" && !isName(one));
  return found.map((one) => (hasCode && isName(one) ? "name" : one.kind));
}

/** Without a column of codes, that of names has them or, without one of names, that of statuses. */
function withCode(found: readonly { readonly kind: ColumnKind; readonly title: string }[]): readonly ColumnKind[] {
  const kinds = withNames(found);
  if (kinds.includes("code") || kinds.includes("field")) return kinds;
  const own = kinds.includes("name") ? kinds.indexOf("name") : kinds.indexOf("status");
  return kinds.map((kind, index) => (index === own ? "code" : kind));
}
