import { isStatusCell, statusesIn, statusInProse } from "../../extract/statuses.ts";
import type { Attribute, Member, Note, Unit } from "../collect/index.ts";
import { isErrorName, nameOfKey, roleOfKey, statusOfPhrase, wordsOf } from "../names/index.ts";
import { isCodeText, type Symbols } from "./symbols.ts";

/** Facts from the attributes of a member. */
export interface MemberFacts {
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly message: string | undefined;
}

const renames =
  /^(?:serde|strum|enum member|json property|serialized name|serial name|json type name|json property name|json string enum member name|code|error code)$/;

/** Reads the attributes of a member or a class, such as `#[serde(rename = "x")]`, `[EnumMember(Value = "x")]` and `#[status(404)]`. */
export function readAttributes(
  { note: { attributes }, unit }: Pick<Member, "note" | "unit">,
  symbols: Symbols,
): MemberFacts {
  const facts = attributes.map((attribute) => {
    const words = wordsOf(attribute.name).join(" ");
    const first = attribute.pairs[0]?.value;
    const text = symbols.text(first, unit) ?? nameReturned(attribute, symbols, unit);
    const status =
      attribute.pairs.find(({ key }) => roleOfKey(key) === "status") ??
      (/status|^http/.test(words) ? attribute.pairs[0] : undefined);
    return {
      code:
        renames.test(words) || (unit.language === "rust" && isRename(attribute))
          ? renamed(attribute, text, (value) => symbols.text(value, unit))
          : keyed(attribute, "code", (value) => symbols.text(value, unit)),
      status: symbols.status(status?.value, unit),
      message: /^(?:error|message|description|display|msg)$/.test(words)
        ? (keyed(attribute, "message", (value) => symbols.text(value, unit)) ?? text)
        : undefined,
    };
  });
  return {
    code: facts.find(({ code }) => code !== undefined)?.code,
    status: facts.find(({ status }) => status !== undefined)?.status,
    message: facts.find(({ message }) => message !== undefined)?.message,
  };
}

/** Returns the code of the member whose name another one returns: `return LENT.getName()`. */
function nameReturned({ name, pairs: [first] }: Attribute, symbols: Symbols, unit: Unit): string | undefined {
  const value = first?.value;
  if (name !== "code" || value?.type !== "call" || value.pairs.length > 0 || value.path.length !== 2) return undefined;
  const member = symbols.find(value.path, unit);
  return member?.place === "enum" ? (symbols.codes.get(member) ?? caseOf(member)) : undefined;
}

/** Checks whether a macro of another library gives a member its name: `#[text_enum(rename = "NO_BOOK")]`. */
function isRename({ pairs }: Attribute): boolean {
  return pairs.some(({ key, value }) => nameOfKey(key) === "rename" && value.type === "string");
}

/** Returns the status that an enumeration of protobuf states for its members. */
export function defaultStatus(member: Member, symbols: Symbols): number | undefined {
  const option = attributesOfEnum(member).find(({ name }) => name === "default_status");
  return symbols.status(option?.pairs[0]?.value, member.unit);
}

function attributesOfEnum({ owners, unit }: Member): readonly Attribute[] {
  return unit.enums.find(({ name }) => name === owners.at(-1))?.note.attributes ?? [];
}

/** Checks whether the members of an enumeration of Rust are sent by name as a code, as `#[serde(tag = "type")]` says. */
export function isTagged(member: Member): boolean {
  const options = attributesOfEnum(member).filter(({ name }) => name === "serde");
  return options
    .flatMap(({ pairs }) => pairs)
    .some(
      ({ key, value }) =>
        nameOfKey(key) === "tag" &&
        value.type === "string" &&
        /^(?:code|weakCode)$/.test(roleOfKey({ type: "name", path: [value.text] }) ?? ""),
    );
}

/** Writes the name of a member as its serialiser does. */
export function caseOf(member: Member): string {
  const { name, unit } = member;
  const option = attributesOfEnum(member)
    .flatMap(({ pairs }) => pairs)
    .find(({ key }) => /^(?:rename_all|serialize_all)$/.test(nameOfKey(key) ?? ""));
  const rule = option?.value.type === "string" ? option.value.text : unit.caseRule;
  return cases[rule ?? ""]?.(name, wordsOf(name)) ?? name;
}

const snake = (_: string, words: readonly string[]): string => words.join("_");
const screaming = (_: string, words: readonly string[]): string => words.join("_").toUpperCase();
const kebab = (_: string, words: readonly string[]): string => words.join("-");
const camel = (_: string, [first = "", ...rest]: readonly string[]): string =>
  first + rest.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");

const pascal = (_: string, words: readonly string[]): string =>
  words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");

const cases: Readonly<Record<string, (name: string, words: readonly string[]) => string>> = {
  snake_case: snake,
  Snake: snake,
  SCREAMING_SNAKE_CASE: screaming,
  UpperSnake: screaming,
  ScreamingSnake: screaming,
  "kebab-case": kebab,
  Kebab: kebab,
  PascalCase: pascal,
  camelCase: camel,
  Camel: camel,
  lowercase: (name) => name.toLowerCase(),
  UPPERCASE: (name) => name.toUpperCase(),
};

/** Returns the option of an attribute about errors that is the code or the message: `#[error(code = "E1", message = "…")]`. */
function keyed(
  { name, pairs }: Attribute,
  role: "code" | "message",
  textOf: (value: Attribute["pairs"][number]["value"]) => string | undefined,
): string | undefined {
  const option = isErrorName(name) ? pairs.find(({ key }) => roleOfKey(key) === role) : undefined;
  return option === undefined ? undefined : textOf(option.value);
}

function renamed(
  { pairs }: Attribute,
  text: string | undefined,
  textOf: (value: Attribute["pairs"][number]["value"]) => string | undefined,
): string | undefined {
  const option = pairs.find(({ key }) => /^(?:rename|serialize|to_string|Value|code)$/.test(nameOfKey(key) ?? ""));
  if (option !== undefined) return textOf(option.value);
  return pairs[0]?.key === undefined && text !== undefined && isCodeText(text) ? text : undefined;
}

/** Facts from the comments of a declaration. */
export interface CommentFacts {
  readonly status: number | undefined;
  readonly meaning: string | undefined;
  readonly isDeprecated: boolean;
}

/** Reads a status and a meaning from the comments of a declaration. The status of its group is not that of a code which begins with another one. */
export function readComments({ above, behind, section }: Note, name: string, code: string = name): CommentFacts {
  const [own] = isStatusCell(behind) ? statusesIn(behind) : [];
  const status =
    own ??
    statusOfComment(behind) ??
    statusAfterName(above) ??
    statusOfComment(above) ??
    statusesIn(section).find((one) => !/^[45]\d{4,}$/.test(code) || code.startsWith(String(one)));
  const meaning = meaningOf(above, name) ?? meaningOf(behind, name);
  return { status, meaning, isDeprecated: /^\s*(?:@deprecated|Deprecated:)/m.test(`${above}\n${behind}`) };
}

/** Returns the status that follows the name of a declaration: `ErrGone - 410: It is gone.` */
function statusAfterName(text: string): number | undefined {
  const status = /^\s*\w{2,80}\s?[-–—(]\s?(?:HTTP\s)?([1-5]\d\d)[:)]/.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}

function statusOfComment(text: string): number | undefined {
  if (text === "" || text.length > 4_000) return undefined;
  const mapped = /\bHTTP (?:Mapping|status)[^\d\n]{0,20}([1-5]\d\d)\b/i.exec(text)?.[1];
  if (mapped !== undefined) return Number(mapped);
  const [, lead = "", phrase = ""] = /^\W*(?:HTTP\s*)?([45]\d\d)\b\W*([A-Za-z' -]*)/.exec(text) ?? [];
  if (lead !== "" && (phrase.trim() === "" || statusOfPhrase(phrase) === Number(lead) || text.length < 60))
    return Number(lead);
  return statusInProse(text);
}

function meaningOf(text: string, name: string): string | undefined {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(
      (line) =>
        !/^(?:status code:? \d|http mapping|@\w+|todo|fixme|#|-{2,}|={2,}|\/\/|eslint|nolint|tslint|prettier|see:?$)/i.test(
          line,
        ),
    );
  const end = lines.findIndex((line, index) => index > 0 && line === "");
  const paragraph = (end < 0 ? lines : lines.slice(0, end))
    .join(" ")
    .replaceAll(/<\/?\w+[^<>]{0,80}>|\{@\w+ ([^{}]*)\}/g, "$1")
    .trim();
  const named = paragraph.startsWith(name)
    ? paragraph
        .slice(name.length)
        .replace(/^\s*[-–—:]\s*/, "")
        .trim()
    : paragraph;
  const isSentence = /\S\s+\S+\s+\S/.test(named) && named.length < 1_000;
  return isSentence ? `${named[0]?.toUpperCase() ?? ""}${named.slice(1)}` : undefined;
}
