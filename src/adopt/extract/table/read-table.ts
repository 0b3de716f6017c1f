import type { BlockText, TableBlock, TableRow } from "../../document/block.ts";
import { describesFailure, isIdentifier, placeholderReason, styleOf } from "../../evidence/index.ts";
import { type Candidate, type Found, found } from "../candidate.ts";
import { codesOf, isStruck, type NamedText } from "../cell-codes.ts";
import { type Role, roleOf, textFieldOf } from "../roles.ts";
import { detailsIn } from "../sentences.ts";
import { isReasonPhrase, isRegistered, statusesIn, statusesOfHeading, statusInProse } from "../statuses.ts";
import { type ColumnContext, codeColumn } from "./code-column.ts";
import { macrosIn } from "./macro-table.ts";
import { type Column, columnsOf, withHeader } from "./table-columns.ts";

/** Where a table stands. */
export interface TableContext extends ColumnContext {
  /** Statuses that the heading above it states. */
  readonly statuses: readonly number[];
  /** Whether the page numbers its errors, so that a number below the title of a code is not a status. */
  readonly hasNumbers: boolean;
  /** Whether other tables of the page have codes that are numbers. @default false */
  readonly isNumbered?: boolean;
  /** Whether the sentence above it announces codes, whatever its titles are. @default false */
  readonly announcesCodes?: boolean;
}

/** The content of a table. */
export type TableReading =
  | { readonly type: "codes"; readonly candidates: readonly Candidate[]; readonly skipped: readonly Skipped[] }
  | { readonly type: "decoy"; readonly reason: string; readonly names: readonly Skipped[] }
  /** Rows of labels and values about the code of the section. */
  | { readonly type: "labels"; readonly labels: readonly Label[] }
  | { readonly type: "other" };

/** A name that was left out. */
export interface Skipped {
  readonly name: string;
  readonly offset: number;
}

/** A labelled value: `HTTP status | 404`. */
export interface Label {
  readonly role: Role;
  readonly value: BlockText;
}

/** Reads a table: finds the columns of codes and statuses by their titles and their content. */
export function readTable(table: TableBlock, context: TableContext): TableReading {
  const { header, rows: all } = withHeader(table);
  if (isLayout(header, all)) return { type: "other" };
  const macros = macrosIn(table);
  if (macros.length > 0) return { type: "codes", candidates: macros, skipped: [] };
  const rows = withoutContinuations(all);
  const columns = columnsOf(header, rows, context);
  const known = labelsIn(header, rows) ?? fieldsIn(header, rows);
  if (known !== undefined) return known;
  const status = statusColumn(columns, context);
  const areErrors = areFailures(rows);
  const isAnnounced = areErrors && context.announcesCodes === true;
  const titled = isAnnounced
    ? columns.map((column): Column => ({ ...column, role: column.role === "decoy" ? "other" : column.role }))
    : columns;
  const code = codeColumn(titled, status, context, areErrors);
  if (code === undefined) {
    const candidates = codesOfTitles(columns, rows);
    return candidates.length > 0 ? { type: "codes", candidates, skipped: [] } : withoutCodes(columns, rows, status);
  }
  return readRows(withoutText(rows), {
    columns,
    status,
    code,
    context,
    listsSuccesses: listsSuccesses(rows, status),
  });
}

/** Checks whether a table without titles has only one cell, which it places on the page. */
function isLayout(header: readonly BlockText[], rows: readonly TableRow[]): boolean {
  const filled = rows.flatMap(({ cells }) => cells.filter(({ text }) => text !== ""));
  return header.length === 0 && filled.length < 2;
}

/** Reads rows of codes. A row of one cell may be a title with the status of those below it. */
function readRows(rows: readonly TableRow[], reader: RowReader): TableReading {
  let heading: readonly number[] = [];
  const candidates: Candidate[] = [];
  const skipped: Skipped[] = [];
  for (const row of rows) {
    const cell = row.cells[reader.code.index];
    if (row.isTitle) heading = statusesOfHeading(row.cells[0]?.text ?? "");
    else if (cell !== undefined) {
      const result = readRow(row, reader, heading);
      candidates.push(...result);
      if (result.length === 0 && cell.text !== "") skipped.push({ name: cell.text, offset: cell.offset });
    }
  }
  return candidates.length === 0 ? { type: "other" } : { type: "codes", candidates, skipped };
}

function labelsIn(header: readonly BlockText[], rows: readonly TableRow[]): TableReading | undefined {
  const labels = labelsOf(header, rows);
  return labels === undefined ? undefined : { type: "labels", labels };
}

/** Reads a table of the members of a body, one of whose columns has their types; undefined if it is another one. */
function fieldsIn(header: readonly BlockText[], rows: readonly TableRow[]): TableReading | undefined {
  const types = header.findIndex(({ text }) =>
    /^\W*(?:data )?(?:type|format|tipo|typ|тип|类型|類型|型|タイプ|유형|타입)s?\W*$/i.test(text),
  );
  const typed = rows.filter(({ cells }) => isDataType.test(cells[types]?.text.trim() ?? ""));
  if (types < 1 || rows.length < 2 || typed.length * 5 < rows.length * 4) return undefined;
  const names = rows.flatMap(({ cells: [cell] }) =>
    cell === undefined ? [] : [{ name: cell.text, offset: cell.offset }],
  );
  return { type: "decoy", reason: "a field of a body", names };
}

const isDataType =
  /^\W{0,3}(?:string|str|text|u?int(?:eger)?(?:32|64)?|long|number|numeric|float|double|decimal|bool(?:ean)?|object|array|list|map|date|date-?time|timestamp|uuid|json|enum|null)\b.{0,30}$/i;

/** Checks whether most rows describe failures, so that the table needs no heading that says so. */
function areFailures(rows: readonly TableRow[]): boolean {
  const failures = rows.filter(({ cells }) => cells.some(({ text }) => describesFailure(text)));
  return rows.length > 2 && failures.length * 2 >= rows.length;
}

/** Removes rows of which only the first cell has a text that is no code, between rows of at least three cells: they continue one. */
function withoutContinuations(rows: readonly TableRow[]): readonly TableRow[] {
  const filled = rows.map(({ cells }) => cells.filter(({ text }) => text !== ""));
  if (filled.filter(({ length }) => length > 2).length < 2) return rows;
  return rows.filter(({ isTitle }, index) => {
    const [only, ...others] = filled[index] ?? [];
    return (
      isTitle ||
      others.length > 0 ||
      only === undefined ||
      codesOf(only) !== undefined ||
      /^\W{0,2}[1-5]\d\d\b/.test(only.text)
    );
  });
}

/** Removes rows with a single text below and between others: in Markdown, lines below a table belong to it. */
function withoutText(rows: readonly TableRow[]): readonly TableRow[] {
  const isText = ({ cells, isTitle }: TableRow): boolean => {
    const [only, ...others] = cells.filter(({ text }) => text !== "");
    return !isTitle && others.length === 0 && (only === undefined || codesOf(only)?.codes.every(isIdentifier) !== true);
  };
  const end = rows.findLastIndex((row) => !isText(row)) + 1;
  if (end === 0) return rows;
  const body = rows.slice(0, end);
  const texts = body.filter(isText).length;
  return texts * 2 < body.length ? body.filter((row) => !isText(row)) : body;
}

interface RowReader {
  readonly columns: readonly Column[];
  readonly status: Column | undefined;
  readonly code: Column;
  readonly context: TableContext;
  /** Whether most rows have a status of errors, so that those with another one are none. */
  readonly listsSuccesses: boolean;
}

function listsSuccesses(rows: readonly TableRow[], status: Column | undefined): boolean {
  if (status === undefined) return false;
  const stated = rows
    .map(({ cells }) => statusesIn(cells[status.index]?.text ?? ""))
    .filter(({ length }) => length > 0);
  const failures = stated.filter((statuses) => statuses.some((one) => one >= 400));
  return failures.length * 2 > stated.length;
}

function statusColumn(columns: readonly Column[], { hasNumbers }: TableContext): Column | undefined {
  const titled = columns.filter(
    ({ role, statuses, leading }) => role === "status" && (statuses > 0.3 || leading > 0.8),
  );
  if (titled.length > 0) return titled.toSorted((one, other) => other.statuses - one.statuses)[0];
  // A column of classes and statuses has both in each cell.
  const joint = columns.find(({ title, enclosed }) => /\b(?:status|http)\b/.test(title) && enclosed >= 0.8);
  if (joint !== undefined) return joint;
  return columns.find(
    ({ statuses, registered, role, hasOwnNumbers }) =>
      statuses >= 0.8 && registered >= 0.5 && !hasOwnNumbers && !(hasNumbers && (role === "code" || role === "name")),
  );
}

/** Checks whether the column of codes holds three-digit numbers that are not statuses. */
export function numbersErrors({ header, rows }: TableBlock): boolean {
  return (header ?? []).some(({ text }, index) => {
    if (!["code", "name"].includes(roleOf(text))) return false;
    const numbers = rows.flatMap(({ cells }) =>
      /^[1-5]\d\d$/.test(cells[index]?.text ?? "") ? [Number(cells[index]?.text)] : [],
    );
    return new Set(numbers.filter((number) => !isRegistered(number))).size > 1;
  });
}

/** Reads a table of messages, in which rows of one cell name the code and the status of the rows below: `BookLent (409)`. */
function codesOfTitles(columns: readonly Column[], rows: readonly TableRow[]): readonly Candidate[] {
  const candidates: (Candidate & { readonly found: Found[] })[] = [];
  for (const row of rows) {
    const title = titleOf(row);
    if (title !== undefined) candidates.push(title);
    else if (row.cells.filter(({ text }) => text !== "").length > 1)
      candidates.at(-1)?.found.push(...textsOf(row, columns));
  }
  return candidates;
}

function titleOf({ cells }: TableRow): (Candidate & { readonly found: Found[] }) | undefined {
  const [only, ...others] = cells.filter(({ text }) => text !== "");
  const named = only === undefined || others.length > 0 ? undefined : codesOf(only);
  const [code] = named?.codes ?? [];
  if (only === undefined || named === undefined || code === undefined || named.statuses.length === 0) return undefined;
  const { offset } = only;
  const statuses = named.statuses.map((status) => found("status", status, offset));
  return { code, rank: "code", offset, place: "table", found: [found("code", code, offset), ...statuses] };
}

/** Reads the cells of the columns whose titles name a field. */
function textsOf({ cells }: TableRow, columns: readonly Column[]): readonly Found[] {
  return columns.flatMap(({ index, role }) => {
    const [cell, field] = [cells[index], textFieldOf(role)];
    return cell === undefined || cell.text === "" || field === undefined ? [] : [found(field, cell.text, cell.offset)];
  });
}

/** Explains a table in which no column has codes. */
function withoutCodes(columns: readonly Column[], rows: readonly TableRow[], status: Column | undefined): TableReading {
  const namesIn = (index: number): readonly Skipped[] =>
    rows.flatMap(({ cells }) => {
      const cell = cells[index];
      return cell === undefined || cell.text === ""
        ? []
        : [{ name: cell.text.split("\n", 1)[0] ?? "", offset: cell.offset }];
    });
  if (status !== undefined)
    return { type: "decoy", reason: "a bare HTTP status, without a code", names: namesIn(status.index) };
  const [first] = columns;
  if (first?.role === "decoy")
    return { type: "decoy", reason: "a name in a table of something else than errors", names: namesIn(0) };
  return { type: "other" };
}

function readRow(
  row: TableRow,
  { columns, status, code, context, ...reader }: RowReader,
  heading: readonly number[],
): readonly Candidate[] {
  const cell = row.cells[code.index];
  const named = cell === undefined ? undefined : ((code.hasOwnNumbers ? numberIn(cell) : undefined) ?? codesOf(cell));
  if (cell === undefined || named === undefined) return [];
  const values = valuesOf(row, columns, code, named, cell);
  const statuses = statusesOf(row, status, named, heading.length > 0 ? heading : context.statuses, values);
  // Redirects are errors below such a title.
  const isNoError =
    reader.listsSuccesses &&
    !(code.isErrorTitle && statuses.every(({ value }) => Number(value) >= 300)) &&
    !row.cells.some(({ text }) => /\s/.test(text) && describesFailure(text)) &&
    statuses.length > 0 &&
    statuses.every(({ value }) => typeof value === "number" && value < 400);
  return usableCodes(named, code).map(
    (name): Candidate => ({
      code: name,
      rank: code.role === "category" ? "category" : "code",
      offset: cell.offset,
      place: "table",
      isNumbered: code.hasOwnNumbers,
      rejection:
        isSuccess(row, code) || isNoError
          ? "a success"
          : context.statuses.some((one) => String(one) === name)
            ? "an HTTP status"
            : undefined,
      found: [
        found("code", name, cell.offset),
        ...statuses,
        ...values,
        ...(isStruck(cell) ? [found("deprecated", true, cell.offset)] : []),
      ],
    }),
  );
}

/** Reads a cell that is a number, which may also be that of a status. */
function numberIn({ text }: BlockText): NamedText | undefined {
  const [, code] = /^[~`*\s]*(-?\d{1,9})[~`*\s]*$/.exec(text) ?? [];
  return code === undefined ? undefined : { codes: [code], statuses: [], rest: "", isMarked: false };
}

/** Checks whether a cell beside the code is the name of a success. */
function isSuccess({ cells }: TableRow, { index }: Column): boolean {
  return cells.some(({ text }, other) => other !== index && placeholderReason(text.trim()) === "a success");
}

/** Returns the codes of a cell. Words of ordinary language count only if most cells of the column have some, or if they are marked. */
function usableCodes({ codes, isMarked }: NamedText, { words }: Column): readonly string[] {
  return codes.filter((name) => styleOf(name) !== "phrase" || isMarked || words > 0.5);
}

function valuesOf(
  row: TableRow,
  columns: readonly Column[],
  code: Column,
  named: NamedText,
  cell: BlockText,
): readonly Found[] {
  const values = columns.flatMap(({ index, role, identifiers, title }): readonly Found[] => {
    const value = row.cells[index];
    if (value === undefined || index === code.index || value.text === "" || /^(?:[-–—]|n\/a|none)$/i.test(value.text))
      return [];
    // A reason may be a sentence.
    const isReason = role === "code" && identifiers < 0.2 && /\breasons?\b/.test(title);
    const field = isReason ? "meaning" : textFieldOf(role);
    return field === undefined
      ? []
      : [...detailsIn(value), found(field, value.text.replaceAll("\n", " "), value.offset)];
  });
  if (named.rest !== "" && named.rest.length > 2)
    values.push(found(values.some(({ field }) => field === "meaning") ? "title" : "meaning", named.rest, cell.offset));
  if (values.some(({ field }) => field === "meaning")) return values;
  // The longest text of a column without a known title says what the code means.
  const [longest] = columns
    .flatMap(({ index, role, statuses }) =>
      role === "other" && index !== code.index && statuses < 0.5 ? (row.cells[index] ?? []) : [],
    )
    .filter(({ text }) => /\s/.test(text))
    .toSorted((one, other) => other.text.length - one.text.length);
  if (longest !== undefined) return [...values, found("meaning", longest.text.replaceAll("\n", " "), longest.offset)];
  const names = code.isNamed && values.length === 0 ? columns.find(isNames) : undefined;
  const name = names === undefined ? undefined : row.cells[names.index];
  return name === undefined ? values : [...values, found("title", name.text, name.offset)];
}

/** Checks whether a column has the names of errors, beside one of numbers. */
function isNames({ identifiers, isNamed, isUnique }: Column): boolean {
  return !isNamed && isUnique && identifiers >= 0.8;
}

function statusesOf(
  row: TableRow,
  status: Column | undefined,
  named: NamedText,
  heading: readonly number[],
  values: readonly Found[],
): readonly Found[] {
  const cell = status === undefined ? undefined : row.cells[status.index];
  const inCell = cell === undefined ? [] : statusesIn(cell.text);
  if (cell !== undefined && inCell.length > 0) return inCell.map((value) => found("status", value, cell.offset));
  const { offset } = row.cells[0] ?? { offset: 0 };
  if (named.statuses.length > 0) return named.statuses.map((value) => found("status", value, offset));
  if (heading.length > 0) return heading.map((value) => found("status", value, offset, "derived"));
  const text = values.flatMap(({ value }) => (typeof value === "string" ? [value] : [])).join(" ");
  const inText = statusInProse(text);
  return inText === undefined ? [] : [found("status", inText, offset, "derived")];
}

/** Reads a table of two columns whose first one has labels, so that the whole table is about one code, or about several in turn. */
function labelsOf(header: readonly BlockText[], rows: readonly TableRow[]): readonly Label[] | undefined {
  const written = [header, ...rows.map(({ cells }) => cells)].filter((cells) => cells.some(({ text }) => text !== ""));
  // Cells beyond those of the first row are parts of a text with pipes.
  const pairs = written
    .map((cells) => (written[0]?.length === 2 ? cells.slice(0, 2) : cells))
    .filter(({ length }) => length === 2);
  const isLong = pairs.length > 16 && pairs.filter(([label]) => label?.text === pairs[0]?.[0]?.text).length < 3;
  if (pairs.length !== written.length || isLong) return undefined;
  const labels = pairs.flatMap(([label, value]): readonly Label[] => {
    const role = label === undefined || isReasonPhrase(label.text) ? "other" : roleOf(label.text);
    return role === "other" || role === "decoy" || value === undefined || value.text === "" ? [] : [{ role, value }];
  });
  const own = new Set(labels.map(({ role }) => role));
  // The titles of two columns look like one label, so a second one is needed.
  return labels.length >= 2 &&
    own.size >= 2 &&
    labels.length * 2 >= pairs.length &&
    (own.has("code") || own.has("status")) &&
    !pairs.slice(1).every(([label]) => isIdentifier(label?.text ?? ""))
    ? labels
    : undefined;
}

/** Splits labels where the first of them is repeated: a table may describe several codes, one below the other. */
export function recordsOf(labels: readonly Label[]): readonly (readonly Label[])[] {
  const records: Label[][] = [];
  for (const label of labels) {
    const last = records.at(-1);
    if (last === undefined || label.role === labels[0]?.role) records.push([label]);
    else last.push(label);
  }
  return records;
}
