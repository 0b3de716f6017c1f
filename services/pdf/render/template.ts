import { addDecimals, type Decimal, plainNumber, toDecimal, writeDecimal, zero } from "./decimal.ts";
import { currencyPath, type Format, isCurrency, readFormat, type ValueFormatter } from "./format-value.ts";
import { RenderProblem } from "./render-problem.ts";

/** Values that placeholders can name. */
export interface ScopeLevel {
  readonly value: unknown;
  /** Path of the value in the request: `variables`, or `variables.lines.0` for the row of a table. */
  readonly field: string;
}

/** Values for a template: those of a table row, if any, and those of the document. The first level with the name wins. */
export type Scope = readonly ScopeLevel[];

/** A part of a filled template. */
export interface Piece {
  /** Empty for a page number. */
  readonly text: string;
  /** Path of the value; undefined for a constant part of the template. */
  readonly field?: string | undefined;
  /** The number of the page, or of all pages, which is known when the document is laid out. */
  readonly number?: PageNumber | undefined;
}

/** Placeholder for the number of the page, or of all pages. */
export type PageNumber = "@page" | "@pages";

/** Fills the templates of one document. */
export interface Templates {
  /**
   * Replaces the placeholders by values as a reader expects them in the language of the document. A missing value is empty.
   *
   * @throws RenderProblem for a value that is not text or does not suit its format, or too much text
   */
  fill(text: string, scope: Scope): readonly Piece[];
  /** Replaces the placeholders by values as a program expects them: without groups and with a point. @throws as `fill` */
  fillPlain(text: string, scope: Scope): readonly Piece[];
}

interface Placeholder {
  readonly path: string;
  readonly isSum: boolean;
  readonly format: Format | undefined;
}

type Part = string | { readonly number: PageNumber } | Placeholder;

const path = String.raw`[A-Za-z_]\w*(?:\.\w+)*`;
const placeholder = new RegExp(
  String.raw`\{\{\s*(?:(@pages?)|(?:sum\(\s*(${path})\s*\)|(${path}))(?:\s*\|\s*([a-z]+)(?::(\w[\w.]*))?)?)\s*\}\}`,
  "g",
);

/** Characters of one text: more than any document has, and enough for an image in base64. */
const maxCharacters = 700_000;
/** Placeholders filled in one document: seven in each cell of a table with 100 pages and 12 columns. */
const maxValues = 500_000;

/** Returns the paths in a text: `customer.name` for "Dear {{customer.name}}". */
export function pathsOf(text: string): string[] {
  return parse(text).flatMap((part) => {
    if (typeof part === "string" || "number" in part) return [];
    const currency = part.format && currencyPath(part.format);
    return currency === undefined ? [part.path] : [part.path, currency];
  });
}

/** Returns a text without its placeholders. */
export function withoutPaths(text: string): string {
  return parse(text)
    .filter((part) => typeof part === "string")
    .join("");
}

/** Returns whether all double braces of a text belong to placeholders, and every format exists. */
export function isTemplate(text: string): boolean {
  return !/\{\{|\}\}/.test(withoutPaths(text));
}

/** Returns whether a text has the number of a page. */
export function hasPageNumber(text: string): boolean {
  return parse(text).some((part) => typeof part !== "string" && "number" in part);
}

/** Creates the templates of a document. Each text is parsed once, although a table fills it for every row. */
export function documentTemplates(formatter: ValueFormatter): Templates {
  const parsed = new Map<string, readonly Part[]>();
  const sums = new Map<readonly unknown[], Map<string, string>>();
  let values = 0;

  function partsOf(text: string): readonly Part[] {
    const parts = parsed.get(text) ?? parse(text);
    parsed.set(text, parts);
    return parts;
  }

  function fill(text: string, scope: Scope, isPlain: boolean): readonly Piece[] {
    const parts = partsOf(text);
    values += parts.reduce((count, part) => count + Number(typeof part !== "string"), 0);
    if (values > maxValues) throw new RenderProblem("variables", `Must not fill more than ${maxValues} placeholders.`);
    let length = 0;
    return parts.map((part) => {
      const piece = fillPart(part, scope, isPlain);
      length += piece.text.length;
      // Before the pieces are joined, because many placeholders of one long value exceed the memory.
      if (length > maxCharacters)
        throw new RenderProblem(
          piece.field ?? "variables",
          `Must not make a text of more than ${maxCharacters} characters.`,
        );
      return piece;
    });
  }

  function fillPart(part: Part, scope: Scope, isPlain: boolean): Piece {
    if (typeof part === "string") return { text: part };
    if ("number" in part) return { text: "", number: part.number };
    if (part.isSum) return fillSum(part, scope, isPlain);
    const { value, field } = valueAt(part.path, scope);
    if (value === undefined || value === null) return { text: "", field };
    if (typeof value === "object") throw new RenderProblem(field, "Is used as text, and must be text or a number.");
    if (part.format !== undefined) return { text: format(value, part.format, { scope, field }), field };
    if (typeof value !== "number") return { text: String(value), field };
    return { text: plain(plainNumber(value), isPlain), field };
  }

  function fillSum(part: Placeholder, scope: Scope, isPlain: boolean): Piece {
    const list = listAt(part.path, scope);
    const sum = sumOf(list);
    const text =
      part.format === undefined ? plain(sum, isPlain) : format(sum, part.format, { scope, field: list.field });
    return { text, field: list.field };
  }

  /** A sum can occur in every row of a table, so each one is added up once. */
  function sumOf(list: List): string {
    const member = list.member.join(".");
    const known = sums.get(list.items)?.get(member);
    if (known !== undefined) return known;
    const sum = addUp(list);
    sums.set(list.items, (sums.get(list.items) ?? new Map<string, string>()).set(member, sum));
    return sum;
  }

  function plain(decimal: string, isPlain: boolean): string {
    return isPlain ? decimal : formatter.plain(decimal);
  }

  function format(value: unknown, wanted: Format, { scope, field }: { scope: Scope; field: string }): string {
    const text = formatter.format(value, wanted, currencyOf(wanted, scope));
    if (text !== undefined) return text;
    const isTime = wanted.name === "date" || wanted.name === "time" || wanted.name === "datetime";
    const example =
      wanted.name === "date" ? "2030-01-31, or a time such as 2030-01-31T09:30:00Z" : "2030-01-31T09:30:00Z";
    const needed = isTime ? `a text such as ${example}` : 'a number, or a text such as "12.50"';
    throw new RenderProblem(field, `Has the format ${wanted.name}, and must be ${needed}.`);
  }

  return {
    fill: (text, scope) => fill(text, scope, false),
    fillPlain: (text, scope) => fill(text, scope, true),
  };
}

/** Returns the value of a path and its field; the value is undefined if there is none. */
export function valueAt(name: string, scope: Scope): ScopeLevel {
  const [first = "", ...rest] = name.split(".");
  const owner = scope.find(({ value }) => getMember(value, first) !== undefined) ?? scope.at(-1);
  const value = rest.reduce<unknown>((parent, step) => getMember(parent, step), getMember(owner?.value, first));
  return { value, field: `${owner?.field ?? "variables"}.${name}` };
}

function parse(text: string): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(placeholder)) {
    const [all, number, sum, value, name, argument] = match;
    const format = name === undefined ? undefined : readFormat(name, argument);
    // An unknown format is not a placeholder, so that its braces are reported.
    if (name !== undefined && format === undefined) continue;
    if (match.index > end) parts.push(text.slice(end, match.index));
    end = match.index + all.length;
    if (number !== undefined) parts.push({ number: number as PageNumber });
    else parts.push({ path: sum ?? value ?? "", isSum: sum !== undefined, format });
  }
  return end < text.length || parts.length === 0 ? [...parts, text.slice(end)] : parts;
}

function currencyOf(format: Format, scope: Scope): string {
  const currency = currencyPath(format);
  if (currency === undefined) return format.name === "currency" ? (format.argument ?? "") : "";
  const { value, field } = valueAt(currency, scope);
  if (typeof value === "string" && isCurrency(value)) return value;
  throw new RenderProblem(field, "Must be the code of a currency, such as EUR.");
}

/** The list that a sum goes through, and the rest of the path, which is in every item. */
interface List {
  readonly items: readonly unknown[];
  readonly member: readonly string[];
  readonly field: string;
}

const noItems: readonly unknown[] = [];

/** Finds the list in a path: in `order.lines.price` it is `order.lines`. A missing list has no items. */
function listAt(name: string, scope: Scope): List {
  const steps = name.split(".");
  for (let length = 1; length <= steps.length; length += 1) {
    const { value, field } = valueAt(steps.slice(0, length).join("."), scope);
    if (Array.isArray(value)) return { items: value, member: steps.slice(length), field };
    if (value === undefined || value === null) return { items: noItems, member: [], field };
  }
  throw new RenderProblem(valueAt(name, scope).field, "Is summed, and must be a member of the items of a list.");
}

/** Adds numbers without rounding. Missing ones count as zero. @throws RenderProblem with the field of another value */
function addUp({ items, member, field }: List): string {
  const sum = items.reduce<Decimal>((total, item, index) => {
    const number = member.reduce<unknown>(getMember, item);
    if (number === undefined || number === null) return total;
    const decimal = toDecimal(number);
    if (decimal !== undefined) return addDecimals(total, decimal);
    const place = [field, index, ...member].join(".");
    throw new RenderProblem(place, 'Is summed, and must be a number or a text such as "12.50".');
  }, zero);
  return writeDecimal(sum);
}

function getMember(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}
