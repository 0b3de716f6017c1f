import type { Json } from "../../../contract/index.ts";
import { isIdentifier, mostlyFailures } from "../../evidence/index.ts";
import { isRegistered } from "../../extract/index.ts";

type Row = readonly Json[];
type Members = { readonly [member: string]: Json };

/**
 * Names the cells of rows, as in `[1, "NO_BOOK", "No such book"]`, by what all rows have at their place; undefined if they are none.
 *
 * @param known names of columns outside of the rows, such as that of the keys of a map
 */
export function objectsOfRows(
  values: readonly (Json | undefined)[],
  known: readonly string[] = [],
): readonly Members[] | undefined {
  const rows = values.flatMap((value): readonly Row[] => (Array.isArray(value) ? [value as Row] : []));
  const width = rows[0]?.length ?? 0;
  if (rows.length < minRows || rows.length < values.length || width < 2 || width > maxWidth) return undefined;
  if (rows.some(({ length }) => length !== width)) return undefined;
  const names: string[] = [];
  for (let index = 0; index < width; index += 1)
    names.push(
      nameOf(
        rows.map((row) => row[index] ?? null),
        [...known, ...names],
      ),
    );
  const described = ["message", "code", "name"].find((name) => names.includes(name)) ?? "";
  const texts = rows.map((row) => String(row[names.indexOf(described)]));
  return mostlyFailures(texts) ? rows.map((row) => membersOf(row, names)) : undefined;
}

/** Fewest rows, and most cells of one, that are read. */
const minRows = 3;
const maxWidth = 6;

function membersOf(row: Row, names: readonly string[]): Members {
  return Object.fromEntries(names.flatMap((name, index) => (name === "" ? [] : [[name, row[index] ?? null]])));
}

/** Returns the name of a column that no other one before it has; empty for any other content. */
function nameOf(cells: readonly Json[], before: readonly string[]): string {
  const isUnique = new Set(cells).size * 10 >= cells.length * 9;
  const areAll = (test: (cell: Json) => boolean): boolean => cells.every(test);
  const found = areAll((cell) => typeof cell === "number" && cell >= 400 && isRegistered(cell))
    ? ["status"]
    : isUnique && areAll(Number.isInteger)
      ? ["code"]
      : isUnique && areAll((cell) => typeof cell === "string" && (isIdentifier(cell) || /^[A-Z]{3,}$/.test(cell)))
        ? ["code", "name"]
        : areAll((cell) => typeof cell === "string") && cells.some((cell) => /\s/.test(String(cell)))
          ? ["message"]
          : [];
  return found.find((name) => !before.includes(name)) ?? "";
}

/**
 * Returns whether the numbers of a map of names are codes, as in `{ "NO_BOOK": 1 }`, or statuses, as in `{ "NO_BOOK": 404 }`;
 * undefined if the names are not those of errors.
 */
export function kindOfNumbers(map: { readonly [member: string]: Json | undefined }): "codes" | "statuses" | undefined {
  const names = Object.keys(map);
  const numbers = Object.values(map).filter((value): value is number => Number.isInteger(value));
  const areNames = names.every((name) => isIdentifier(name) || /^[A-Z]{3,}$/.test(name));
  if (numbers.length < minRows || numbers.length < names.length || !areNames || !mostlyFailures(names))
    return undefined;
  if (numbers.every((number) => number >= 400 && isRegistered(number))) return "statuses";
  const own = numbers.filter((number) => !isRegistered(number));
  return new Set(numbers).size === numbers.length && own.length * 2 > numbers.length ? "codes" : undefined;
}
