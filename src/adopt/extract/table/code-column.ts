import type { Role } from "../roles.ts";
import type { Column } from "./table-columns.ts";

/** Facts about the place of a table that decide which column has codes. */
export interface ColumnContext {
  /** Whether the headings above it or the page are about errors. */
  readonly isAboutErrors: boolean;
  /** Whether the title or the sentence above it names codes, so that a column of numbers has them. @default false */
  readonly numbersCodes?: boolean;
  /** Titles of the columns that have codes of bodies on the page, so that they are sent, and whether each is that of a member. @default none */
  readonly shownTitles?: ReadonlyMap<string, boolean>;
}

/** Finds the column of codes; undefined if no column can be one. */
export function codeColumn(
  columns: readonly Column[],
  status: Column | undefined,
  { isAboutErrors, numbersCodes, shownTitles }: ColumnContext,
  areErrors: boolean,
): Column | undefined {
  const hasTitle = columns.some(({ role }) => role === "code");
  if (!hasTitle && columns.some(({ role }) => role === "decoy")) return undefined;
  const hasContext = isAboutErrors || status !== undefined;
  const shown = hasContext ? shownColumn(columns, shownTitles) : undefined;
  if (shown !== undefined) return shown;
  // Identifiers that are repeated are categories beside unique numbers, whatever the language of the titles is.
  const numbered = columns.some(({ isRepeated, identifiers }) => isRepeated && identifiers > 0.5)
    ? columns.find(({ isNumbered }) => isNumbered)
    : undefined;
  const sent = numbered ?? columns.find((column) => column.isNamed && column !== status);
  if (sent !== undefined && hasContext) return sent;
  const isNumbers = (column: Column): boolean =>
    numbersCodes === true && column.index === 0 && column.hasOwnNumbers && !column.isCounter;
  const plausible = columns
    .filter((column) => {
      const isCertain = areErrors && column.identifiers + column.numbers >= 0.6;
      return (
        column !== status &&
        (isPlausible(column, hasContext || isCertain, status !== undefined) || (hasContext && isNumbers(column)))
      );
    })
    .toSorted((one, other) => scoreOf(other) - scoreOf(one));
  // A code identifies its row, so one that is repeated is a class of codes.
  const [first] = plausible;
  const best = plausible.find((column) => isSentBeside(column, first)) ?? first;
  const unique = plausible.find(({ role, isUnique, hasOwnNumbers }) => role === "code" && isUnique && hasOwnNumbers);
  return best?.role === "code" && !best.isUnique && !best.isOther
    ? unique?.isOther === true
      ? best
      : (unique ?? best)
    : best;
}

/** Returns the only column with codes of the page's bodies. */
function shownColumn(columns: readonly Column[], titles: ReadonlyMap<string, boolean> = new Map()): Column | undefined {
  const [shown, ...others] = columns.filter(({ title }) => titles.has(title));
  if (shown === undefined || others.length > 0) return undefined;
  // A class of errors is the code where bodies have no other one: `{"type": "lending", "value": "book_lent"}`.
  if (shown.role === "category" && shown.names >= 0.9 && titles.get(shown.title) === true)
    return { ...shown, role: "code" };
  return shown.identifiers >= 0.6 ? shown : undefined;
}

/** Checks whether a column titled as that of codes stands beside names of errors: `Error code` beside `Error`. */
function isSentBeside({ title, role, identifiers, isUnique }: Column, named: Column | undefined): boolean {
  const areNames =
    named?.role === "code" && /^\W*(?:error|exception|fault)s?(?: (?:name|class|type))?\W*$/.test(named.title);
  return areNames && role === "code" && /\bcodes?\W*$/.test(title) && identifiers >= 0.6 && isUnique;
}

function isPlausible(column: Column, hasContext: boolean, hasStatus: boolean): boolean {
  const { role, index, identifiers, phrases } = column;
  const arePhrases = phrases > 0.5 && identifiers < 0.2 && hasStatus;
  if (arePhrases || role === "status" || (role === "decoy" && index > 0)) return false;
  if (role === "category") return isCategory(column, hasContext);
  if (role !== "code") return hasContext && (areCodes(column) || areNumbers(column, hasStatus));
  return (hasContext || column.isErrorTitle) && hasCodes(column, hasStatus, hasContext);
}

/** Checks whether a column of types may have codes. Outside of errors, types that are repeated are those of anything. */
function isCategory({ identifiers, names, marked, isErrorTitle, isRepeated }: Column, hasContext: boolean): boolean {
  const areTypes = identifiers >= 0.5 || (marked >= 0.5 && (hasContext || isErrorTitle));
  return names >= 0.7 && areTypes && (hasContext || !isRepeated);
}

/** Checks whether a column without the title of codes has some. Texts may begin with the name of what they are about. */
function areCodes({ index, identifiers, bare }: Column): boolean {
  return identifiers >= 0.6 && (index === 0 || bare * 2 >= identifiers);
}

/** Checks whether a column without the title of codes holds numbers that are some, and do not only count the rows. */
function areNumbers({ role, index, hasOwnNumbers, ...column }: Column, hasStatus: boolean): boolean {
  const isPlace = role === "name" ? hasStatus && !column.isCounter : index === 0 && !column.isTitled;
  return isPlace && hasOwnNumbers;
}

/** Checks whether the cells of a column with the title of codes can be codes. */
function hasCodes(
  { identifiers, numbers, names, words, marked }: Column,
  hasStatus: boolean,
  hasContext: boolean,
): boolean {
  const certain = identifiers + numbers;
  if (certain >= 0.5 || (hasStatus && certain > 0.2)) return true;
  return names >= 0.6 && (words <= 0.5 || marked >= 0.5 || hasStatus || hasContext);
}

function scoreOf({ role, identifiers, marked, names, numbers }: Column): number {
  return scores[role] + 3 * identifiers + marked + 0.5 * names + (role === "code" ? numbers : -numbers);
}

const scores: Readonly<Record<Role, number>> = {
  code: 3,
  name: 0.7,
  category: 1.5,
  title: 0.5,
  other: 0.5,
  message: -1,
  decoy: -1,
  meaning: -2,
  cause: -2,
  solution: -2,
  retry: -3,
  status: -9,
};
