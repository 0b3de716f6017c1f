import type { Attribute, Member } from "../collect/index.ts";
import { isCodeText, type Symbols } from "./symbols.ts";
import { isErrorName, nameOfKey, roleOfKey, wordsOf } from "./words.ts";

/** Facts from the attributes of a member. */
export interface MemberFacts {
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly message: string | undefined;
}

const renames =
  /^(?:serde|strum|enum member|json property|serialized name|serial name|json property name|json string enum member name|code|error code)$/;

/** Reads the attributes of a member, such as `#[serde(rename = "x")]`, `[EnumMember(Value = "x")]` and `#[status(404)]`. */
export function readAttributes({ note: { attributes }, unit }: Member, symbols: Symbols): MemberFacts {
  const facts = attributes.map((attribute) => {
    const words = wordsOf(attribute.name).join(" ");
    const text = symbols.text(attribute.pairs[0]?.value, unit);
    const status =
      attribute.pairs.find(({ key }) => roleOfKey(key) === "status") ??
      (/status|^http/.test(words) ? attribute.pairs[0] : undefined);
    return {
      code: renames.test(words)
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

/** Returns the status that an enumeration of protobuf states for its members. */
export function defaultStatus({ owners, unit }: Member, symbols: Symbols): number | undefined {
  const attributes = unit.enums.find(({ name }) => name === owners.at(-1))?.note.attributes ?? [];
  return symbols.status(attributes.find(({ name }) => name === "default_status")?.pairs[0]?.value, unit);
}

/** Writes the name of a member as its serialiser does. */
export function caseOf({ name, owners, unit }: Member): string {
  const attributes = unit.enums.find((one) => one.name === owners.at(-1))?.note.attributes ?? [];
  const option = attributes
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

const cases: Readonly<Record<string, (name: string, words: readonly string[]) => string>> = {
  snake_case: snake,
  Snake: snake,
  SCREAMING_SNAKE_CASE: screaming,
  UpperSnake: screaming,
  ScreamingSnake: screaming,
  "kebab-case": kebab,
  Kebab: kebab,
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
