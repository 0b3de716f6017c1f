import { STATUS_CODES } from "node:http";
import type { Member, Unit } from "../../collect/index.ts";
import { nameOfKey, roleOfKey } from "../../names/index.ts";
import type { Pair } from "../../syntax/index.ts";
import { isCodeText, isNumberOfError, isStatus, nameOfProblem, type Symbols } from "../symbols.ts";

const maxColumns = 12;

/** One argument of all members of a list. */
interface Column {
  readonly index: number;
  readonly cells: readonly { readonly pair: Pair; readonly unit: Unit }[];
}

/** Returns the index of the argument that is the code: one that is named so, or a distinct name in each member; -1 if there is none. */
export function codeColumn(members: readonly Member[], symbols: Symbols): number {
  const columns = columnsOf(members);
  const titled = (role: string): readonly Column[] =>
    columns.filter(({ cells }) => roleOfKey(cells[0]?.pair.key) === role);
  const named = titled("code");
  const found =
    named.find((column) => areCodes(column, symbols, true)) ??
    named.find((column) => areNumbers(column, symbols)) ??
    named.find((column) => areErrorNumbers(column, titled("status").length > 0)) ??
    columns.find((column) => isDistinct(column, symbols)) ??
    columns.find((column) => members[0]?.type === "row" && areOwnNumbers(column)) ??
    titled("weakCode").find((column) => areDigits(column, symbols)) ??
    (isListOfCodes(members) ? columns.find((column) => isFirst(column) && areOwnNumbers(column)) : undefined);
  return found?.index ?? -1;
}

/** Checks whether the name of a list is that of codes, as in `class ErrorCode(Enum)`. */
function isListOfCodes([first]: readonly Member[]): boolean {
  return /(?:err|error|result|fault)_?codes?$/i.test(first?.owners.at(-1) ?? "");
}

function isFirst({ index, cells: [first] }: Column): boolean {
  return index === 0 && first !== undefined && first.pair.key === undefined;
}

/** Returns the indexes of the arguments that are a number of a status in every member. */
export function statusColumns(members: readonly Member[]): ReadonlySet<number> {
  const columns = columnsOf(members).filter(({ cells }) =>
    cells.every(({ pair: { value } }) => value.type === "number" && isStatus(value.value)),
  );
  return new Set(columns.map(({ index }) => index));
}

function columnsOf(members: readonly Member[]): readonly Column[] {
  const columns: { index: number; cells: { pair: Pair; unit: Unit }[] }[] = [];
  for (const { pairs, unit } of members)
    for (const [index, pair] of pairs.slice(0, maxColumns).entries()) {
      columns[index] ??= { index, cells: [] };
      columns[index].cells.push({ pair, unit });
    }
  return columns.filter(({ cells }) => cells.length > 0);
}

function textsOf({ cells }: Column, symbols: Symbols): readonly (string | undefined)[] {
  return cells.map(({ pair: { value }, unit }) => {
    const text = symbols.isStatusConstant(value, unit) ? undefined : symbols.text(value, unit);
    return nameOfProblem(text) ?? text;
  });
}

function areCodes(column: Column, symbols: Symbols, isNamed: boolean): boolean {
  const texts = textsOf(column, symbols);
  const codes = texts.filter((text) => text !== undefined && (isCodeText(text) || (isNamed && /^\d{4,9}$/.test(text))));
  // Below the name of a code, a few may be written as ordinary language: `"Access Denied"`.
  const areNearlyAll = isNamed && !texts.includes(undefined) && codes.length * 10 >= texts.length * 9;
  return areNearlyAll || codes.length === texts.length;
}

/**
 * Checks whether cells are numbers, or names of some, and not all of them are statuses. Small ones that are repeated are those of
 * another protocol, such as gRPC.
 */
function areNumbers({ cells }: Column, symbols: Symbols): boolean {
  const numbers = cells.flatMap(({ pair: { value }, unit }) => symbols.number(value, unit) ?? []);
  const isRest = cells.every(({ pair: { value } }) => value.type === "number" || value.type === "name");
  if (numbers.every((number) => Math.abs(number) < 100) && !areDistinct(numbers)) return false;
  return isRest && numbers.length * 10 >= cells.length * 9 && !numbers.every(isStatus);
}

function areDistinct(numbers: readonly number[]): boolean {
  return new Set(numbers).size * 10 >= numbers.length * 9;
}

/**
 * Checks whether cells below the name of a code are different numbers that are no statuses: others are the statuses, or some
 * of them would be statuses of no error, or of none at all.
 */
function areErrorNumbers(column: Column, hasStatuses: boolean): boolean {
  const numbers = column.cells.flatMap(({ pair: { value } }) => (value.type === "number" ? [value.value] : []));
  const areDifferent = new Set(numbers).size * 10 >= column.cells.length * 9;
  const isNamed = isNumberOfError.test(nameOfKey(column.cells[0]?.pair.key) ?? "");
  const own = numbers.filter((number) => number < 400 || !Object.hasOwn(STATUS_CODES, number));
  return (
    areDifferent &&
    (hasStatuses ||
      (isNamed && numbers.some((number) => number < 400)) ||
      own.length * 2 > numbers.length ||
      areConsecutive(numbers))
  );
}

/** Checks whether several numbers count on, as statuses never do. */
function areConsecutive(numbers: readonly number[]): boolean {
  return (
    numbers.length > 4 && numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1)
  );
}

/** Checks whether cells are different numbers, most of which are no HTTP statuses. */
function areOwnNumbers({ cells }: Column): boolean {
  const numbers = cells.flatMap(({ pair: { value } }) => (value.type === "number" ? [value.value] : []));
  const own = numbers.filter((number) => !Object.hasOwn(STATUS_CODES, number));
  return (
    numbers.length * 10 >= cells.length * 9 &&
    new Set(numbers).size * 10 >= numbers.length * 9 &&
    own.length * 2 > numbers.length
  );
}

/** Checks whether cells are different texts of digits that are longer than statuses. */
function areDigits(column: Column, symbols: Symbols): boolean {
  const texts = textsOf(column, symbols);
  return (
    texts.length > 1 &&
    new Set(texts).size === texts.length &&
    texts.every((text) => text !== undefined && /^\d{4,9}$/.test(text))
  );
}

function isDistinct(column: Column, symbols: Symbols): boolean {
  const key = column.cells[0]?.pair.key;
  const role = roleOfKey(key);
  if (
    role === "message" ||
    role === "description" ||
    /(?:message|msg|desc|text|title)(?!.*(?:key|code|id)$)/i.test(nameOfKey(key) ?? "")
  )
    return false;
  const texts = textsOf(column, symbols);
  return texts.length > 1 && new Set(texts).size === texts.length && areCodes(column, symbols, false);
}
