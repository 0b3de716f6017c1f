/** Writes a message from the details of one occurrence. */
export interface FormatMessage {
  (details: unknown): string;
  /** The pieces that make up the message, where they are known: constant text and writers of one placeholder each. */
  readonly pieces?: readonly MessagePiece[];
}

/** Constant text, or the writer of one placeholder. */
export type MessagePiece = string | ((details: unknown) => string);

/** Compiles a message that the core cannot format itself (plural, select, date): intl-messageformat and its like fit. */
export type MessageFormatter = (message: string, locale: string) => FormatMessage;

/** One part of a parsed message: text, or an argument with its type and style. */
export type MessagePart = string | MessageArgument;

/** A placeholder: `{name}`, `{name, number, ::.00}` or, for plural and select, with the text of its arms. */
export interface MessageArgument {
  readonly name: string;
  readonly type?: string;
  readonly style?: string;
  readonly arms?: readonly (readonly MessagePart[])[];
}

/** Type-level list of the simple placeholders in a message. Messages with plural, select or quoted braces are checked when the contract is made. */
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
 * Parses ICU MessageFormat as far as an error message needs it: apostrophe quoting, nesting, plural and select arms.
 *
 * @throws SyntaxError that says where a brace is wrong
 * @see https://unicode-org.github.io/icu/userguide/format_parse/messages/
 */
export function parseMessage(message: string): readonly MessagePart[] {
  return parseParts({ text: message, at: 0 }, 0);
}

/** Names every placeholder in a message, those within plural and select arms included. */
export function placeholders(parts: readonly MessagePart[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of parts) {
    if (typeof part === "string") continue;
    names.add(part.name);
    for (const arm of part.arms ?? []) for (const name of placeholders(arm)) names.add(name);
  }
  return names;
}

/** Tells whether the core formats this message, or a formatter must be handed to the boundary. */
export function needsFormatter(parts: readonly MessagePart[]): boolean {
  return parts.some((part) => typeof part !== "string" && part.type !== undefined && numberOptions(part) === undefined);
}

/**
 * Compiles a message into a function. Constant messages cost nothing, plain placeholders one concatenation each.
 *
 * @param formatter takes over when the message holds plural, select, date or an unknown number style
 */
export function compileMessage(message: string, locale: string, formatter?: MessageFormatter): FormatMessage {
  const parts = parseMessage(message);
  if (needsFormatter(parts)) return formatter === undefined ? () => message : formatter(message, locale);
  const pieces = parts.map((part) => (typeof part === "string" ? part : argumentWriter(part, locale)));
  return Object.assign(joinerOf(pieces), { pieces });
}

function joinerOf(pieces: readonly MessagePiece[]): (details: unknown) => string {
  const [only] = pieces;
  if (pieces.length === 0) return () => "";
  if (pieces.length === 1 && typeof only === "string") return () => only;
  return (details) => {
    let text = "";
    for (const piece of pieces) text += typeof piece === "string" ? piece : piece(details);
    return text;
  };
}

function argumentWriter({ name, ...argument }: MessageArgument, locale: string): (details: unknown) => string {
  const read = (details: unknown): unknown =>
    typeof details === "object" && details !== null && Object.hasOwn(details, name)
      ? (details as Record<string, unknown>)[name]
      : undefined;
  const options = numberOptions({ name, ...argument });
  if (argument.type === undefined || options === undefined) return (details) => plain(read(details), name);
  const format = new Intl.NumberFormat(locale, options);
  return (details) => {
    const value = read(details);
    return typeof value === "number" || typeof value === "bigint" ? format.format(value) : plain(value, name);
  };
}

/** An absent optional detail shows its placeholder rather than "undefined": the reader sees which fact is missing. */
function plain(value: unknown, name: string): string {
  if (value === undefined || value === null) return `{${name}}`;
  if (typeof value !== "object") return String(value);
  try {
    return JSON.stringify(value) ?? `{${name}}`;
  } catch {
    // A message is often read while an error is handled: it must not throw because a detail is circular.
    return `{${name}}`;
  }
}

/** Number styles and skeletons that `Intl.NumberFormat` covers; undefined for anything else. */
function numberOptions({ type, style }: MessageArgument): Intl.NumberFormatOptions | undefined {
  if (type !== "number") return undefined;
  if (style === undefined) return {};
  if (style === "integer") return { maximumFractionDigits: 0 };
  if (style === "percent" || style === "::percent") return { style: "percent" };
  const fraction = /^::\.(0*)(#*)$/.exec(style);
  if (fraction === null) return undefined;
  const minimum = fraction[1]?.length ?? 0;
  return { minimumFractionDigits: minimum, maximumFractionDigits: minimum + (fraction[2]?.length ?? 0) };
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

/** Two apostrophes are one; an apostrophe before a brace quotes up to the next single apostrophe; any other is itself. */
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
  const name = takeUntil(cursor, ",}", start);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new SyntaxError(`"{${name}" at character ${start + 1} is no placeholder name`);
  if (takeStop(cursor) === "}") return { name };
  const type = takeUntil(cursor, ",}", start);
  if (!types.has(type))
    throw new SyntaxError(
      `"{${name}, ${type}" at character ${start + 1} has none of the types ${[...types].join(", ")}`,
    );
  const stop = takeStop(cursor);
  if (armTypes.has(type)) {
    if (stop === "}") throw new SyntaxError(`"{${name}, ${type}}" at character ${start + 1} has no arms`);
    return { name, type, arms: parseArms(cursor, depth, start) };
  }
  if (stop === "}") return { name, type };
  const style = takeUntil(cursor, "}", start);
  cursor.at += 1;
  if (style === "") throw new SyntaxError(`"{${name}, ${type}," at character ${start + 1} has an empty style`);
  return { name, type, style };
}

function parseArms(cursor: Cursor, depth: number, start: number): readonly (readonly MessagePart[])[] {
  const arms: (readonly MessagePart[])[] = [];
  let hasOther = false;
  for (;;) {
    const selector = takeUntil(cursor, "{}", start);
    if (takeStop(cursor) === "}") break;
    if (selector === "") throw new SyntaxError(`an arm of "{" at character ${start + 1} has no name`);
    if (/(^|\s)other$/.test(selector)) hasOther = true;
    arms.push(parseParts(cursor, depth + 1));
    if (takeStop(cursor) !== "}") throw new SyntaxError(`"{" at character ${start + 1} is not closed`);
  }
  if (!hasOther) throw new SyntaxError(`"{" at character ${start + 1} has no arm "other"`);
  return arms;
}

function takeStop(cursor: Cursor): string | undefined {
  const stop = cursor.text[cursor.at];
  cursor.at += 1;
  return stop;
}

function takeUntil(cursor: Cursor, stops: string, start: number): string {
  const from = cursor.at;
  while (cursor.at < cursor.text.length && !stops.includes(cursor.text[cursor.at] ?? "")) cursor.at += 1;
  if (cursor.at >= cursor.text.length) throw new SyntaxError(`"{" at character ${start + 1} is not closed`);
  return cursor.text.slice(from, cursor.at).trim();
}
