import { argumentError } from "../faults/arguments.ts";

/** One part of a parsed message: constant text or a placeholder. */
export type MessagePart = string | MessageArgument;

/** A placeholder such as `{name}`, `{name, number, ::.00}` or `{count, plural, one {…} other {…}}`. */
export interface MessageArgument {
  /** Name of the detail. */
  readonly name: string;
  /** `number`, `date`, `time`, `plural`, `select` or `selectordinal`. @default undefined: the value as text */
  readonly type?: string;
  /** Style of a number, date or time, such as `::.00`. @default undefined */
  readonly style?: string;
  /** Subtracted from the value of a plural before its category is chosen, and from `#`. @default 0 */
  readonly offset?: number;
  /** Arms of a plural or select; undefined for other types. */
  readonly arms?: readonly MessageArm[];
}

/** One arm of a plural or select: `one {# file}`. */
export interface MessageArm {
  /** `one`, `=0`, `other`, … */
  readonly selector: string;
  /** The arm's own text and placeholders. `#` in a plural is parsed as a number placeholder of the same detail. */
  readonly parts: readonly MessagePart[];
}

/** Names of the simple placeholders in a message, as a type. Messages with plural, select or quoted braces are checked at run time instead. */
export type Placeholders<Message extends string> = string extends Message
  ? never
  : Message extends
        | `${string}${"plural" | "select" | "selectordinal"}${" " | ""},${string}`
        | `${string}'${"{" | "}"}${string}`
    ? never
    : Message extends `${string}{${infer Argument}}${infer Rest}`
      ? (Argument extends `${infer Name},${string}` ? Trim<Name> : Trim<Argument>) | Placeholders<Rest>
      : never;

type Trim<Text extends string> = Text extends ` ${infer Rest}`
  ? Trim<Rest>
  : Text extends `${infer Rest} `
    ? Trim<Rest>
    : Text;

/**
 * Parses the part of ICU MessageFormat that error messages need: placeholders, apostrophe quoting, plural and select.
 * It accepts only messages that ICU and intl-messageformat both accept.
 *
 * @throws SyntaxError with the position of the wrong part
 * @see https://unicode-org.github.io/icu/userguide/format_parse/messages/
 * @example
 * ```ts
 * import { parseMessage } from "errata";
 *
 * parseMessage("Render {id} is gone."); // ["Render ", { name: "id" }, " is gone."]
 * ```
 */
export function parseMessage(message: string): readonly MessagePart[] {
  if (typeof message !== "string") throw argumentError("the message", "a string", message);
  return parseParts({ text: message, at: 0 }, 0);
}

/**
 * Returns the name of every placeholder in a parsed message, including those within plural and select arms.
 *
 * @example
 * ```ts
 * import { parseMessage, placeholders } from "errata";
 *
 * [...placeholders(parseMessage("{used} of {limit} renders"))]; // ["used", "limit"]
 * ```
 */
export function placeholders(parts: readonly MessagePart[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of Array.isArray(parts) ? parts : []) {
    if (typeof part === "string") continue;
    names.add(part.name);
    for (const arm of part.arms ?? []) for (const name of placeholders(arm.parts)) names.add(name);
  }
  return names;
}

const armTypes = new Set(["plural", "select", "selectordinal"]);
const types = new Set(["number", "date", "time", ...armTypes]);
const maxDepth = 10;

/** The white space that every formatter skips. A no-break space, which some editors insert, is not part of it. */
const outerSpace = /^[\t-\r \u0085\u2028\u2029]+|[\t-\r \u0085\u2028\u2029]+$/g;
const pluralOffset = /^[\t-\r \u0085\u2028\u2029]*offset:[\t-\r \u0085\u2028\u2029]*([-+]?\d+)/;
/** An exact value or a CLDR category: no other keyword ever matches. */
const pluralSelector = /^(?:=[-+]?\d+|zero|one|two|few|many|other)$/;
const selectSelector = /^[^\p{White_Space}\p{Pattern_White_Space}\p{Pattern_Syntax}]+$/u;

interface Cursor {
  readonly text: string;
  at: number;
}

/** @param count the placeholder that `#` stands for; undefined outside the arms of a plural */
function parseParts(cursor: Cursor, depth: number, count?: MessageArgument): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  const special = count === undefined ? "{}" : "{}#";
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at];
    if (character === "}") {
      if (depth === 0) throw new SyntaxError(`unmatched "}" at character ${cursor.at + 1}`);
      break;
    }
    if (character === "{") parts.push(parseArgument(cursor, depth));
    else if (character === "#" && count !== undefined) {
      cursor.at += 1;
      parts.push(count);
    } else parts.push(parseText(cursor, special));
  }
  return parts;
}

/** Reads constant text up to the next special character that is not quoted. */
function parseText(cursor: Cursor, special: string): string {
  let text = "";
  for (
    let next = cursor.text[cursor.at];
    next !== undefined && !special.includes(next);
    next = cursor.text[cursor.at]
  ) {
    if (next === "'") text += parseQuoted(cursor, special);
    else {
      text += next;
      cursor.at += 1;
    }
  }
  return text;
}

/** Two apostrophes are one; an apostrophe before a special character quotes up to the next single one; any other is literal. */
function parseQuoted(cursor: Cursor, special: string): string {
  const next = cursor.text[cursor.at + 1];
  cursor.at += next === "'" ? 2 : 1;
  if (next === undefined || !special.includes(next)) return "'";
  let quoted = "";
  while (cursor.at < cursor.text.length) {
    const isQuote = cursor.text[cursor.at] === "'";
    const isDoubled = isQuote && cursor.text[cursor.at + 1] === "'";
    if (isQuote && !isDoubled) break;
    quoted += cursor.text[cursor.at];
    cursor.at += isDoubled ? 2 : 1;
  }
  cursor.at += 1;
  return quoted;
}

function parseArgument(cursor: Cursor, depth: number): MessageArgument {
  const start = cursor.at;
  if (depth >= maxDepth) throw new SyntaxError(`"{" at character ${start + 1} is nested more than ${maxDepth} deep`);
  cursor.at += 1;
  const name = readUntil(cursor, ",}", start);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new SyntaxError(`"{${name}" at character ${start + 1} is not a placeholder name`);
  if (nextCharacter(cursor) === "}") return { name };
  const type = readUntil(cursor, ",}", start);
  if (!types.has(type))
    throw new SyntaxError(
      `"{${name}, ${type}" at character ${start + 1} has an unknown type, expected one of ${[...types].join(", ")}`,
    );
  const stop = nextCharacter(cursor);
  if (armTypes.has(type)) {
    if (stop === "}") throw new SyntaxError(`"{${name}, ${type}}" at character ${start + 1} has no arms`);
    return parseArms(cursor, depth, name, type, start);
  }
  if (stop === "}") return { name, type };
  const style = readStyle(cursor, start);
  if (style === "" || style === "::")
    throw new SyntaxError(`"{${name}, ${type}," at character ${start + 1} has an empty style`);
  return { name, type, style };
}

/** A style can quote braces: `{at, date, yyyy '{'Q'}'}`. */
function readStyle(cursor: Cursor, start: number): string {
  const from = cursor.at;
  const [style = ""] = /^(?:[^'{}]|'[^']*')*/.exec(cursor.text.slice(from)) ?? [];
  cursor.at += style.length;
  const stop = nextCharacter(cursor);
  if (stop === "}") return style.replace(outerSpace, "");
  if (stop === undefined) throw new SyntaxError(`"{" at character ${start + 1} is not closed`);
  throw new SyntaxError(`${stop} at character ${cursor.at} is not closed within the style of a placeholder`);
}

function parseArms(cursor: Cursor, depth: number, name: string, type: string, start: number): MessageArgument {
  const where = `"{${name}, ${type}" at character ${start + 1}`;
  const [written = "", number = "0"] = type === "select" ? [] : (pluralOffset.exec(cursor.text.slice(cursor.at)) ?? []);
  cursor.at += written.length;
  const offset = Number(number);
  const count: MessageArgument | undefined = type === "select" ? undefined : { name, type: "number", offset };
  const arms: MessageArm[] = [];
  for (;;) {
    const selector = readSelector(cursor, type, where, start);
    if (selector === undefined) break;
    if (arms.some((arm) => arm.selector === selector)) throw new SyntaxError(`${where} has two arms "${selector}"`);
    arms.push({ selector, parts: parseParts(cursor, depth + 1, count) });
    if (nextCharacter(cursor) !== "}") throw new SyntaxError(`the arm "${selector}" of ${where} is not closed`);
  }
  if (!arms.some(({ selector }) => selector === "other")) throw new SyntaxError(`${where} has no arm "other"`);
  return { name, type, arms, ...(offset !== 0 && { offset }) };
}

/** Reads up to the text of an arm; undefined at the end of the placeholder. `=01` becomes `=1`, so that the two are one arm. */
function readSelector(cursor: Cursor, type: string, where: string, start: number): string | undefined {
  const text = readUntil(cursor, "{}", start);
  if (nextCharacter(cursor) === "}") {
    if (text === "") return undefined;
    throw new SyntaxError(`${where} has "${text}" after its last arm`);
  }
  if (text === "") throw new SyntaxError(`an arm of ${where} has no name`);
  const [pattern, expected] =
    type === "select"
      ? [selectSelector, "a word without punctuation"]
      : [pluralSelector, "=<integer>, zero, one, two, few, many or other"];
  if (!pattern.test(text)) throw new SyntaxError(`${where} has the arm "${text}", expected ${expected}`);
  if (!text.startsWith("=")) return text;
  if (!Number.isSafeInteger(Number(text.slice(1))))
    throw new SyntaxError(`${where} has the arm "${text}", a number that is too large`);
  return `=${Number(text.slice(1))}`;
}

function nextCharacter(cursor: Cursor): string | undefined {
  const stop = cursor.text[cursor.at];
  cursor.at += 1;
  return stop;
}

function readUntil(cursor: Cursor, stops: string, start: number): string {
  const from = cursor.at;
  while (cursor.at < cursor.text.length && !stops.includes(cursor.text[cursor.at] ?? "")) cursor.at += 1;
  if (cursor.at >= cursor.text.length) throw new SyntaxError(`"{" at character ${start + 1} is not closed`);
  return cursor.text.slice(from, cursor.at).replace(outerSpace, "");
}
