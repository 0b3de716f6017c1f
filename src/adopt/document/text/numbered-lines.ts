import { mostlyFailures, phrases } from "../../evidence/index.ts";
import type { Line } from "./line-tables.ts";

/** A line that begins with the number of an error. */
export interface NumberedLine {
  readonly code: string;
  readonly text: string;
  /** The separator between both, without white space. */
  readonly separator: string;
}

/** Finds the lines that list numbers of errors, all in the same way: `1001 = No card`, `Error 1001: No card`, `[1001] No card`. */
export function numberedLines(lines: readonly Line[]): ReadonlyMap<Line, NumberedLine> {
  const groups = new Map<string, Map<Line, NumberedLine>>();
  for (const line of lines) {
    const [shape, numbered] = read(line.text) ?? [];
    if (shape === undefined || numbered === undefined) continue;
    const group = groups.get(shape) ?? new Map<Line, NumberedLine>();
    groups.set(shape, group.set(line, numbered));
  }
  return new Map([...groups.values()].filter((group) => areErrors([...group.values()])).flatMap((group) => [...group]));
}

/** Words before a number. */
const label =
  /^(?:[-*•·]\s+)?(?:(?:(?:error|err|fault|status|response|return|result|reason)[\s_-]?)?(?:code|error|err|number|errno)[\s:#=]{1,3})?/i;
/** A number or a number behind capitals, in brackets or quotes, and its text. */
const numberAndText =
  /^([["'`(#]?)([A-Z]{1,4}[-_]?\d{2,6}|-?\d{1,9})([\])"'`]?)(\s*(?:[-=]>|→|\/\/|\.{3,}|[:：=–—|,;.-])\s*|\s+)(?=[\p{L}"'(])(.*)$/u;

/** Reads a line, and returns what it has in common with the others of its list. */
function read(text: string): readonly [shape: string, line: NumberedLine] | undefined {
  const [before = ""] = label.exec(text) ?? [];
  const [, open = "", code = "", close = "", between = "", rest = ""] =
    numberAndText.exec(text.slice(before.length)) ?? [];
  const isStep = open === "" && close === ")";
  const isStatus = rest.toLowerCase().startsWith(phrases[Number(code)]?.toLowerCase() ?? "?");
  if (code === "" || isStatus || (!isStep && close !== (closing[open] ?? ""))) return undefined;
  const separator = isStep ? close : between.trim();
  const shape = [before.replace(/^[-*•·]\s+/, "").trim(), open, separator, /^\D*/.exec(code)?.[0]].join(" ");
  return [shape, { code, text: rest.replace(/^(["'])(.*)\1[,;]?$/, "$2"), separator }];
}

const closing: Readonly<Record<string, string>> = { "[": "]", "(": ")", '"': '"', "'": "'", "`": "`" };

/** Checks whether lines list errors. Short numbers also count steps, so that the texts behind them have to describe failures. */
function areErrors(lines: readonly NumberedLine[]): boolean {
  const codes = new Set(lines.map(({ code }) => code));
  if (codes.size < 3 || codes.size * 10 < lines.length * 9) return false;
  const numbers = [...codes].map(Number);
  const areSteps = numbers.every((number, index) => number === index + 1);
  if (areSteps && lines.some(({ separator }) => /^[.)]$/.test(separator))) return false;
  const statuses = numbers.filter((number) => phrases[number] !== undefined);
  if (mostlyFailures(lines.map(({ text }) => text))) return statuses.length * 3 <= numbers.length;
  const areLong = [...codes].every((code) => /^(?:-\d{3,9}|\d{4,9}|[A-Z]+[-_]?\d{3,6})$/.test(code));
  const areYears = numbers.every((number) => number > 1900 && number < 2100);
  return areLong && !areYears && !lines.some(({ separator }) => /^(?:[.,;)]|\/\/)$/.test(separator));
}
