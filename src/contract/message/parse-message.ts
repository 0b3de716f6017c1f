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
  /** Arms of a plural or select; undefined for other types. */
  readonly arms?: readonly MessageArm[];
}

/** One arm of a plural or select: `one {# file}`. */
export interface MessageArm {
  /** `one`, `=0`, `other`, … */
  readonly selector: string;
  /** The arm's own text and placeholders. */
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
 *
 * @throws SyntaxError with the position of the wrong brace
 * @see https://unicode-org.github.io/icu/userguide/format_parse/messages/
 * @example
 * ```ts
 * import { parseMessage } from "errata";
 *
 * parseMessage("Render {id} is gone."); // ["Render ", { name: "id" }, " is gone."]
 * ```
 */
export function parseMessage(message: string): readonly MessagePart[] {
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
  for (const part of parts) {
    if (typeof part === "string") continue;
    names.add(part.name);
    for (const arm of part.arms ?? []) for (const name of placeholders(arm.parts)) names.add(name);
  }
  return names;
}

const armTypes = new Set(["plural", "select", "selectordinal"]);
const types = new Set(["number", "date", "time", ...armTypes]);
const maxDepth = 10;

interface Cursor {
  readonly text: string;
  at: number;
}

function parseParts(cursor: Cursor, depth: number): readonly MessagePart[] {
  const parts: MessagePart[] = [];
  let text = "";
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at];
    if (character === "}") {
      if (depth === 0) throw new SyntaxError(`unmatched "}" at character ${cursor.at + 1}`);
      break;
    }
    if (character === "{") {
      if (text !== "") parts.push(text);
      text = "";
      parts.push(parseArgument(cursor, depth));
    } else if (character === "'") text += parseQuoted(cursor);
    else {
      text += character;
      cursor.at += 1;
    }
  }
  if (text !== "") parts.push(text);
  return parts;
}

/** Two apostrophes are one; an apostrophe before a brace quotes up to the next single apostrophe; any other is literal. */
function parseQuoted(cursor: Cursor): string {
  const next = cursor.text[cursor.at + 1];
  cursor.at += next === "'" ? 2 : 1;
  if (next !== "{" && next !== "}") return "'";
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
    return { name, type, arms: parseArms(cursor, depth, start) };
  }
  if (stop === "}") return { name, type };
  const style = readUntil(cursor, "}", start);
  cursor.at += 1;
  if (style === "") throw new SyntaxError(`"{${name}, ${type}," at character ${start + 1} has an empty style`);
  return { name, type, style };
}

function parseArms(cursor: Cursor, depth: number, start: number): readonly MessageArm[] {
  const arms: MessageArm[] = [];
  for (;;) {
    const selector = readUntil(cursor, "{}", start);
    if (nextCharacter(cursor) === "}") break;
    if (selector === "") throw new SyntaxError(`an arm of "{" at character ${start + 1} has no name`);
    // The first arm of a plural can follow `offset:1`.
    arms.push({ selector: selector.split(/\s+/).at(-1) ?? selector, parts: parseParts(cursor, depth + 1) });
    if (nextCharacter(cursor) !== "}") throw new SyntaxError(`"{" at character ${start + 1} is not closed`);
  }
  if (!arms.some(({ selector }) => selector === "other"))
    throw new SyntaxError(`"{" at character ${start + 1} has no arm "other"`);
  return arms;
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
  return cursor.text.slice(from, cursor.at).trim();
}
