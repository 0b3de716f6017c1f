import type { TextBlock } from "../document/block.ts";
import { type Candidate, type Found, found } from "./candidate.ts";
import { codesOf, type NamedText } from "./cell-codes.ts";
import { isIdentifier, styleOf } from "./names.ts";
import { isRegistered, statusInProse } from "./statuses.ts";

/** Where a list stands. */
export interface ListContext {
  readonly isAboutErrors: boolean;
  /** Status that the heading above it states. */
  readonly status: number | undefined;
}

/** Finds the codes of a list whose items begin with one: `A - text`, `**A** (404): text`. */
export function codesInItems(
  items: readonly TextBlock[],
  { isAboutErrors, status }: ListContext,
): readonly Candidate[] {
  if (!isAboutErrors) return [];
  const numbered = numbersIn(items);
  if (numbered.length > 0) return numbered;
  const usable = items.flatMap((item) => {
    const named = codesOf(item);
    return named?.codes.every((code) => isIdentifier(code) || (styleOf(code) === "word" && isWritten(code, named))) ===
      true
      ? [{ item, named }]
      : [];
  });
  // Without any code that only identifiers are written as, the list may be one of words.
  const hasIdentifier = usable.some(({ named }) => named.codes.some(isIdentifier));
  if (usable.length * 2 < items.length || !hasIdentifier) return [];
  return usable.flatMap(({ item: { offset }, named }) =>
    named.codes.map(
      (code): Candidate => ({
        code,
        rank: "code",
        offset,
        place: "item",
        found: [
          found("code", code, offset),
          ...statusesOf(named, status, offset),
          ...(named.rest === "" ? [] : [found("meaning", named.rest.replaceAll("\n", " "), offset)]),
        ],
      }),
    ),
  );
}

/** Checks whether a word is written as a code: marked, or in capitals beside a status. */
function isWritten(code: string, { isMarked, statuses }: NamedText): boolean {
  return isMarked || (statuses.length > 0 && code === code.toUpperCase());
}

/** Finds the codes of a list whose items all begin with a number that is not a status: `4000 Folder not found`. */
function numbersIn(items: readonly TextBlock[]): readonly Candidate[] {
  const matches = items.map((item) => ({ item, match: /^(\d{1,6})[\s:–-]+(\D.*)$/s.exec(item.text) }));
  const statuses = items.filter(({ text }) => isRegistered(Number.parseInt(text, 10))).length;
  // Durations and other amounts repeat the same unit.
  const texts = new Set(matches.map(({ match }) => match?.[2]));
  if (
    texts.size * 2 < items.length ||
    items.length < 3 ||
    matches.some(({ match }) => match === null) ||
    statuses * 2 > items.length
  )
    return [];
  return matches.flatMap(({ item: { offset }, match }): readonly Candidate[] => {
    const [, code = "", rest = ""] = match ?? [];
    return [
      {
        code,
        rank: "code",
        offset,
        place: "item",
        found: [found("code", code, offset), found("meaning", rest, offset)],
      },
    ];
  });
}

function statusesOf({ statuses, rest }: NamedText, inherited: number | undefined, offset: number): readonly Found[] {
  if (statuses.length > 0) return statuses.map((value) => found("status", value, offset));
  const derived = inherited ?? statusInProse(rest);
  return derived === undefined ? [] : [found("status", derived, offset, "derived")];
}
