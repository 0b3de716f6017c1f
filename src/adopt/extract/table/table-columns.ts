import type { BlockText, TableBlock, TableRow } from "../../document/block.ts";
import { isIdentifier, phrases, styleOf } from "../../evidence/index.ts";
import { codesOf } from "../cell-codes.ts";
import { namesErrors, otherSubject, type Role, roleOf } from "../roles.ts";
import { isReasonPhrase, isRegistered, isStatusCell, statusesIn } from "../statuses.ts";

/** A column: its title and what its cells have in common. */
export interface Column {
  readonly index: number;
  readonly role: Role;
  /** Its title in lower case; empty without one. */
  readonly title: string;
  readonly isTitled: boolean;
  /** Whether its title says that it is about errors. */
  readonly isErrorTitle: boolean;
  /** Share of the cells that are one status. */
  readonly statuses: number;
  /** Share of the cells that are one status that is registered. */
  readonly registered: number;
  /** Share of the cells that begin with a status, whatever text follows it. */
  readonly leading: number;
  /** Share of the cells that end with a registered status in brackets: `BookLent (409)`. */
  readonly enclosed: number;
  /** Share of the cells that are written as identifiers are. */
  readonly identifiers: number;
  /** Share of the cells that are nothing but such names. */
  readonly bare: number;
  /** Share of the cells whose content could be codes. */
  readonly names: number;
  /** Share of the cells that are marked as code. */
  readonly marked: number;
  readonly numbers: number;
  readonly words: number;
  /** Share of the cells that are HTTP's own phrases. */
  readonly phrases: number;
  /** Whether the cells are numbers that are longer than statuses, and none is repeated. */
  readonly isNumbered: boolean;
  /** Whether the cells are numbers, most of which are no HTTP statuses. */
  readonly hasOwnNumbers: boolean;
  /** Whether another column names the errors for people, so that the numbers of this one are sent. */
  readonly isNamed: boolean;
  /** Whether the cells only count the rows. */
  readonly isCounter: boolean;
  /** Whether no cell repeats another. */
  readonly isUnique: boolean;
  /** Whether its title is that of a code beside others: `InnerCode`. */
  readonly isOther: boolean;
  /** Whether most cells repeat others. */
  readonly isRepeated: boolean;
}

/** Returns the first row as the header if it reads like one. */
export function withHeader({ header, rows }: TableBlock): {
  readonly header: readonly BlockText[];
  readonly rows: readonly TableRow[];
} {
  if (header?.some(({ text }) => text !== "") === true) return { header, rows };
  const [first, ...rest] = rows;
  const titles = first?.cells.map(({ text }) => roleOf(text)) ?? [];
  const known = titles.filter((role) => role !== "other");
  const isHeader =
    first !== undefined &&
    rest.length > 0 &&
    known.length >= 2 &&
    new Set(known).size === known.length &&
    known.length * 2 >= titles.length &&
    !first.cells.some(({ text }) => isStatusCell(text));
  return isHeader || isAboveCodes(first, rest) ? { header: first?.cells ?? [], rows: rest } : { header: [], rows };
}

/** Checks whether a row has a title with a known role, and a word above cells that are all written as codes. */
function isAboveCodes(first: TableRow | undefined, rest: readonly TableRow[]): boolean {
  if (first === undefined || rest.length < 2) return false;
  return first.cells.some(({ text }, index) => {
    const areCodes = rest.every(({ cells }) => isIdentifier(cells[index]?.text ?? ""));
    const isTitled = first.cells.some((cell, other) => other !== index && roleOf(cell.text) !== "other");
    return areCodes && isTitled && /^[A-Z][a-z]+$/.test(text);
  });
}

/** Reads the columns of a table. */
export function columnsOf(
  header: readonly BlockText[],
  rows: readonly TableRow[],
  { isNumbered = false, statuses }: { readonly isNumbered?: boolean; readonly statuses: readonly number[] },
): readonly Column[] {
  const body = rows.filter(({ isTitle }) => !isTitle).slice(0, 500);
  const width = Math.max(header.length, ...body.map(({ cells }) => cells.length), 0);
  const cellsAt = (index: number): readonly BlockText[] =>
    body.flatMap(({ cells }) => cells[index] ?? []).filter(({ text }) => text !== "");
  const names = header.findIndex(({ text }, index) => isNameTitle(text) && areNames(cellsAt(index), isNumbered));
  return Array.from({ length: Math.min(width, 30) }, (_, index): Column => {
    const cells = cellsAt(index);
    const share = (test: (cell: BlockText) => boolean): number =>
      cells.length === 0 ? 0 : cells.filter(test).length / cells.length;
    const named = new Map(cells.map((cell) => [cell, codesOf(cell)]));
    const styles = (cell: BlockText): readonly (string | undefined)[] => named.get(cell)?.codes.map(styleOf) ?? [];
    const title = header[index]?.text ?? "";
    const isBesideNames = names >= 0 && names !== index && /\b(?:codes?|number|errno)\W*$/i.test(title);
    const isListed = isNumbered && isCodeTitle(title);
    const areDetails = isOtherCode(title) && isBesideStatuses(body, index);
    const hasOwnNumbers =
      (isBesideNames || areDetails || isUnique(cells)) &&
      areOwnNumbers(
        cells,
        isListed && statuses.length === 0 && !body.some((row) => namesStatus(row, index)),
        isListed,
      ) &&
      body.filter((row) => isStatusRow(row, index)).length * 2 < body.length;
    const isNamed = isBesideNames && (hasOwnNumbers || areStates(cells));
    const isRepeated = cells.length > 5 && new Set(cells.map(({ text }) => text)).size * 2 < cells.length;
    const identifiers = share((cell) => named.get(cell)?.codes.every(isIdentifier) === true);
    return {
      index,
      role: roleOfColumn(title, { hasOwnNumbers, identifiers, isRepeated }),
      title: title.toLowerCase(),
      isTitled: title !== "",
      hasOwnNumbers,
      isNamed,
      isErrorTitle: namesErrors(title),
      statuses: share(({ text }) => isStatusCell(text)),
      registered: share(({ text }) => isStatusCell(text) && statusesIn(text).every(isRegistered)),
      leading: share(({ text }) => /^\W{0,2}[1-5]\d\d\b/.test(text) && statusesIn(text).length === 1),
      bare: share((cell) => named.get(cell)?.rest === "" && named.get(cell)?.codes.every(isIdentifier) === true),
      enclosed: share(({ text }) => isRegistered(Number(/\(\s*([45]\d\d)\s*\)\s*$/.exec(text)?.[1]))),
      identifiers,
      names: share((cell) => named.has(cell) && named.get(cell) !== undefined),
      marked: share((cell) => named.get(cell)?.isMarked === true),
      numbers: hasOwnNumbers ? 1 : share((cell) => styles(cell).includes("number") && !isStatusCell(cell.text)),
      phrases: share(({ text }) => isReasonPhrase(text)),
      isNumbered: cells.length > 2 && isUnique(cells) && share(({ text }) => /^-?\d{4,9}$/.test(text)) >= 0.9,
      isCounter: cells.every(({ text }, at) => text === String(at + 1)),
      isUnique: isUnique(cells),
      isOther: roleOf(title) === "other",
      isRepeated,
      words: share(
        (cell) => styles(cell).every((style) => style === "word" || style === "phrase") && styles(cell).length > 0,
      ),
    };
  });
}

/** Checks whether a column is titled as the names of errors are: `Name`, `Error`, `Constant`. */
function isNameTitle(title: string): boolean {
  return /^(?:(?:error |exception |condition )?(?:name|constant|symbol|symbolic name|identifier|label|mnemonic)|error|exception|reason|key|enum|message|type|moniker|slug)s?$/i.test(
    title.replaceAll(/[`*]/g, "").trim(),
  );
}

/** Checks whether cells are names. Beside other lists of numbers, two are enough. */
function areNames(cells: readonly BlockText[], isNumbered: boolean): boolean {
  const names = cells.filter((cell) => codesOf(cell)?.codes.every(isIdentifier) === true);
  return cells.length > (isNumbered ? 1 : 2) && isUnique(cells) && names.length * 10 >= cells.length * 8;
}

/** Checks whether a row explains a number as HTTP does: `401 | Unauthorized`. */
function isStatusRow({ cells }: TableRow, index: number): boolean {
  const phrase = phrases[Number(cells[index]?.text)]?.toLowerCase() ?? "?";
  return cells.some(({ text }, other) => other !== index && text.toLowerCase().startsWith(phrase));
}

/** Checks whether a row has the words of HTTP's own phrase: `404 | The book was not found`. */
function namesStatus({ cells }: TableRow, index: number): boolean {
  const phrase = phrases[Number(cells[index]?.text)]?.toLowerCase() ?? "?";
  return cells.some(({ text }, other) => other !== index && text.toLowerCase().includes(phrase));
}

/** Checks whether cells are codes of five digits and letters, as SQLSTATE has: `08003`, `22P02`. */
function areStates(cells: readonly BlockText[]): boolean {
  const states = cells.filter(({ text }) => /^(?=.{0,4}\d)[\dA-Z]{5}$/.test(text));
  return cells.length > 2 && isUnique(cells) && states.length * 10 >= cells.length * 9;
}

/** Checks whether a column is titled as one of codes beside statuses: `InnerCode`, `Subcode`. */
function isOtherCode(title: string): boolean {
  return (
    /^\W*[A-Za-z]{3,12}[ -]?code\W*$/i.test(title) &&
    otherSubject(title) === undefined &&
    !/^\W*(?:http|status)/i.test(title)
  );
}

function isBesideStatuses(body: readonly TableRow[], index: number): boolean {
  const statuses = body.filter(({ cells }) => cells.some(({ text }, other) => other !== index && isStatusCell(text)));
  return body.length > 0 && statuses.length * 5 >= body.length * 4;
}

function isCodeTitle(title: string): boolean {
  return ["code", "name"].includes(roleOf(title));
}

/** Returns the role of a column. Numbers that HTTP does not know are codes, even below the title "Status code". */
function roleOfColumn(
  title: string,
  { hasOwnNumbers, identifiers, isRepeated }: Pick<Column, "hasOwnNumbers" | "identifiers" | "isRepeated">,
): Role {
  // Repeated codes of gRPC are the classes of errors.
  if (isRepeated && /\bgrpc\b/i.test(title)) return "category";
  const role = roleOf(title);
  if (role === "other" && hasOwnNumbers && isOtherCode(title)) return "code";
  if (role !== "status") return role;
  // The title may be one of statuses or of codes.
  const isResponseCode = !/http/i.test(title);
  return hasOwnNumbers || (isResponseCode && identifiers >= 0.6) ? "code" : role;
}

/**
 * Returns the titles of columns that have one of the codes that the page shows in bodies, in lower case, and whether each is the
 * name of its member, where no body has a member for codes.
 */
export function titlesOfShown(
  tables: readonly TableBlock[],
  shown: ReadonlyMap<string, string>,
): ReadonlyMap<string, boolean> {
  const hasCodes = [...shown.values()].some((member) => /code/i.test(member));
  const titles = tables.flatMap(({ header, rows }) =>
    (header ?? []).flatMap(({ text }, index) => {
      const codes = rows.flatMap(({ cells }) =>
        shown.has(cells[index]?.text ?? "") ? [cells[index]?.text ?? ""] : [],
      );
      const isMember = !hasCodes && codes.some((code) => shown.get(code) === text);
      return text === "" || codes.length === 0 ? [] : [[text.toLowerCase(), isMember] as const];
    }),
  );
  return new Map(titles.toSorted(([, one], [, other]) => Number(one) - Number(other)));
}

/** Returns whether a table has a column of codes that are numbers and no HTTP statuses. */
export function listsNumbers({ header, rows }: TableBlock): boolean {
  return (header ?? []).some(({ text }, index) => {
    const cells = rows.flatMap((row) => row.cells[index] ?? []);
    return ["code", "name", "status"].includes(roleOf(text)) && isUnique(cells) && areOwnNumbers(cells, false);
  });
}

/** Checks whether cells are numbers of which a third, and three, are no HTTP statuses. Beside other lists of numbers, all may be. */
function areOwnNumbers(cells: readonly BlockText[], areAll: boolean, isListed = areAll): boolean {
  const numbers = cells.flatMap(({ text }) =>
    /^[~`*]*-?\d{1,9}[~`*]*$/.test(text.trim()) ? [Number(text.replaceAll(/[~`*\s]/g, ""))] : [],
  );
  const own = numbers.filter((number) => !isRegistered(number));
  if (numbers.length * 10 < cells.length * 9) return false;
  if (areAll && numbers.length > 0) return true;
  if (isListed && numbers.some((number) => number < 400 || !isRegistered(number))) return true;
  return own.length > 2 && own.length * 3 >= numbers.length;
}

function isUnique(cells: readonly BlockText[]): boolean {
  return new Set(cells.map(({ text }) => text)).size * 10 >= cells.length * 9;
}
