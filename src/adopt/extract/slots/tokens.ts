import { isHeaderName, placeholderReason, styleOf } from "../../evidence/index.ts";

/** How the codes of one reference are written. A single word fits several. */
export type Lexis = "upper" | "snake" | "kebab" | "dotted" | "pascal" | "camel" | "numbered" | "number" | WordLexis;

/** A single word, which is a code only beside others. */
export type WordLexis = "lower word" | "upper word" | "pascal word";

/** Returns how a token is written; undefined if it cannot be a code. */
export function lexisOf(token: string): Lexis | undefined {
  if (/^-?\d{1,9}$/.test(token)) return "number";
  if (token.length < 2 || token.length > maxToken) return undefined;
  const lexis = words.find(([, pattern]) => pattern.test(token))?.[0] ?? identifierLexis(token);
  return lexis === undefined || placeholderReason(token) !== undefined ? undefined : lexis;
}

function identifierLexis(token: string): Lexis | undefined {
  const style = isHeaderName(token) || isAddress.test(token) ? undefined : styleOf(token);
  if (style === "lower") return "snake";
  // Ordinary words have hyphens as well, in sentences with a capital: `Client-side`.
  if (style === "kebab") return /^(?:[a-z\d]+(?:-[a-z\d]+)+|[A-Z\d]+(?:-[A-Z\d]+)+)$/.test(token) ? style : undefined;
  return style === "word" || style === "phrase" ? undefined : style;
}

/** Longest token that is a code, in characters. */
export const maxToken = 80;

const words: readonly (readonly [WordLexis, RegExp])[] = [
  ["lower word", /^[a-z]{3,40}$/],
  ["upper word", /^[A-Z]{3,40}$/],
  ["pascal word", /^[A-Z][a-z]{2,40}$/],
];

/** Versions, names of files and hosts, and paths. */
const isAddress =
  /^v\d|^[a-z]\.[a-z]\.?$|\.(?:com|org|net|io|dev|app|mdx?|rst|x?html?|json|ya?ml|toml|xml|csv|txt|jsx?|tsx?|py|rb|go|rs|java|cs|php|sh|conf|cfg|ini|log|png|jpe?g|gif|svg|pdf|zip|gz)$|^[^.:]*\/[^.:]*$/i;

/** Checks whether a single word may be a code among those that are written in a way. */
export function fits(word: Lexis, lexis: Lexis): boolean {
  if (word === lexis) return true;
  if (word === "lower word") return /^(?:snake|kebab|dotted|camel)$/.test(lexis);
  if (word === "upper word") return /^(?:upper|numbered)$/.test(lexis);
  if (word === "pascal word") return lexis === "pascal";
  const family = [word, lexis].toSorted().join(" ");
  return (
    family === "number numbered" ||
    family === "numbered upper" ||
    family === "kebab numbered" ||
    family === "camel pascal"
  );
}

/** Checks whether a token is a single word. */
export function isWord(lexis: Lexis): lexis is WordLexis {
  return lexis.endsWith("word");
}

/** Removes quotes, brackets, marks and punctuation around a token. A sign before digits stays. */
export function bare(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && edge.has(text[start] ?? "")) start += 1;
  while (end > start && (edge.has(text[end - 1] ?? "") || text[end - 1] === ".")) end -= 1;
  return text.slice(start, end);
}

const edge: ReadonlySet<string> = new Set(" \t\r\n\"'`“”‘’«»()[]{}<>*|#,;:!?=~$\\");
