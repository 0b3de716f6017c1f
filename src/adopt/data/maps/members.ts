import type { Json } from "../../../contract/index.ts";
import { describesFailure, isIdentifier, styleOf } from "../../evidence/index.ts";
import { isRegistered, type Role, roleOf, statusesIn, statusOfPhrase } from "../../extract/index.ts";
import type { SourcePosition } from "../../facts.ts";

/** Members that are named after codes. */
export const statedMembers: readonly string[] = ["code", "errorcode", "errcode"];
/** Members that hold the code of an object, the most reliable first. */
export const codeMembers: readonly string[] = [
  ...statedMembers,
  "number",
  "error",
  "reason",
  "slug",
  "identifier",
  "id",
  "name",
  "key",
  "type",
];

/** Returns the members of an object that have one of some names, in the order of these, however they are written: `ErrorCode`, `error_code`. */
export function membersOf(item: JsonObject, names: readonly string[]): readonly string[] {
  const own = Object.keys(item).slice(0, maxMembers);
  return names.flatMap((name) => own.filter((key) => plain(key) === name));
}

/** Members of one object that may hold its code. */
const maxMembers = 50;

/** Names of the members of one error, which are no codes. */
export const isMember: RegExp =
  /^(?:(?:error|err)(?:code|msg|message|desc|description|type)|(?:http)?status(?:code)?|description|message|code)$/;

/** Returns a name in lower case and without separators. */
export function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[_-]/g, "");
}

/** Members that tell errors apart whose codes are those of classes: `{"code": "NOT_FOUND", "reason": "NO_BOOK"}`. */
const specificMembers = ["reason", "error", "slug", "identifier"];

/** Returns the member that holds the code of most items of a list; undefined if no item has one. */
export function codeMemberOf(list: readonly Json[]): string | undefined {
  const counts = new Map<string, number>();
  for (const item of list) {
    const member = isObject(item) ? membersOf(item, codeMembers).find((name) => codeAt(item, name)) : undefined;
    if (member !== undefined) counts.set(member, (counts.get(member) ?? 0) + 1);
  }
  const most = [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
  return most === undefined || isUnique(list, most)
    ? most
    : (specificMembers.find((name) => isUnique(list, name)) ?? most);
}

/** Checks whether each item of a list has another code in a member. */
function isUnique(list: readonly Json[], member: string): boolean {
  const codes = list.flatMap((item) => (isObject(item) ? (codeAt(item, member) ?? []) : []));
  return codes.length > 2 && codes.length === list.length && new Set(codes).size === codes.length;
}

/** Checks whether the codes of items are different numbers, most of which are not statuses: then those like statuses are codes, too. */
export function areNumbered(items: readonly (Json | undefined)[], member: string): boolean {
  const numbers = items.flatMap((item) => {
    const value = isObject(item) ? item[member] : undefined;
    return typeof value === "number" ? [value] : [];
  });
  const own = numbers.filter((number) => !isRegistered(number));
  return (
    numbers.length > 2 &&
    numbers.length * 10 > items.length * 9 &&
    new Set(numbers).size * 10 >= numbers.length * 9 &&
    own.length * 2 > numbers.length
  );
}

/** Checks whether the number of an item is not zero, or its text describes a failure. */
export function isNoSuccess(item: JsonObject, member: string): boolean {
  return item[member] !== 0 || Object.values(item).some((value) => describesFailure(textOf(value) ?? ""));
}

/** Returns the code in the first of some members that has one. */
export function codeIn(item: JsonObject, members: readonly string[]): string | undefined {
  return membersOf(item, members)
    .map((name) => codeAt(item, name))
    .find((code) => code !== undefined);
}

/** Returns the code in a member of an object that describes an error. */
export function codeAt(item: JsonObject, name: string): string | undefined {
  const value = item[name];
  const code = typeof value === "number" ? String(value) : textOf(value);
  if (code === undefined || /^[1-5]\d\d$/.test(code)) return undefined;
  if (/^0x[\da-f]{1,8}$/i.test(code)) return statedMembers.includes(plain(name)) && hasRoles(item) ? code : undefined;
  if (plain(name) === "number" && styleOf(code) !== "numbered") return undefined;
  const isPlain = !/^(?:name|id)$/i.test(name) && /^(?:number|word)$/.test(styleOf(code) ?? "");
  return (isIdentifier(code) || isPlain) && hasRoles(item) ? code : undefined;
}

/** Checks whether an object describes an error: it has a status, a message or a meaning. */
export function hasRoles(item: JsonObject): boolean {
  if (isSchema(item)) return false;
  return (
    statusOf(item) !== undefined ||
    Object.entries(item).some(
      ([name, value]) =>
        ["message", "meaning", "cause", "solution"].includes(roleOfMember(name)) &&
        (typeof value === "string" ||
          Array.isArray(value) ||
          (isObject(value) && /\s/.test(textOf(variantIn(value)) ?? ""))),
    )
  );
}

/** Checks whether an object is a schema of JSON, which describes itself as errors do. */
function isSchema(item: JsonObject): boolean {
  const { type } = item;
  const isTyped = typeof type === "string" && /^(?:object|array|string|integer|number|boolean)$/.test(type);
  return isTyped || ["allOf", "anyOf", "oneOf", "$ref"].some((name) => name in item) || isObject(item.properties);
}

/** Returns the text of a member `error`, if it is a sentence. */
export function errorText({ error }: JsonObject): string | undefined {
  const text = textOf(error);
  return text !== undefined && /\S\s+\S/.test(text) ? text : undefined;
}

/** Returns an object whose name is a title, because its number is the code. */
export function titled(item: JsonObject): JsonObject {
  const name = textOf(item.name);
  return name === undefined ? item : { title: name, ...item };
}

/** Checks whether an object has a sentence, whatever the names of its members are. */
export function hasText(item: JsonObject): boolean {
  return sentenceOf(item) !== undefined;
}

/** Returns the first sentence of an object whose members have unknown names. */
function sentenceOf(item: JsonObject): string | undefined {
  return Object.values(item)
    .map(textOf)
    .find((text) => text !== undefined && /\S\s+\S/.test(text));
}

/** Returns an object with its only sentence as the message, unless another member is one. */
export function withMessage(item: JsonObject): JsonObject {
  const message = errorText(item) ?? (hasRoles(item) ? undefined : sentenceOf(item));
  return message === undefined || item.message !== undefined ? item : { ...item, message };
}

/** Returns the status that an object states: as a number, by its phrase, or in an object of its class. */
export function statusOf(item: JsonObject): number | undefined {
  for (const [name, value] of Object.entries(item)) {
    if (!/^(?:http_?)?(?:status|status_?code|code)$|^http$/i.test(name)) continue;
    // A status may have the name of its phrase: `NOT_FOUND`.
    const named = /status|http/i.test(name) ? statusOfPhrase(String(value)) : undefined;
    if (named !== undefined) return named;
    const [status, ...others] = statusesIn(String(value));
    if (status !== undefined && status >= 400 && others.length === 0) return status;
  }
  // The class of the error may be an object of its own: `parent: { code: 404, message: "Not found" }`.
  const [parent] = Object.entries(item).flatMap(([name, value]) =>
    /^(?:parent|http|response|http_?(?:status|response|error))$/i.test(name) && isObject(value) ? [value] : [],
  );
  return parent === undefined ? undefined : statusOf(parent);
}

/**
 * Returns the English or the usual text of translations or variants, or else the first one: `{"en": "No book", "de": "Kein Buch"}`,
 * `{"default": "No book", "desk": "No such book here"}`.
 */
export function variantIn(texts: JsonObject): Json | undefined {
  const names = Object.keys(texts);
  const areTexts = names.every((name) => textOf(texts[name]) !== undefined);
  return areTexts ? (texts.en ?? texts.default ?? texts[names[0] ?? ""]) : undefined;
}

/** Returns the role of a member, by its name. */
export function roleOfMember(name: string): Role {
  const words = name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll(/[_-]/g, " ");
  return roleOf(words.replace(/\bdesc$/i, "description").replace(/\bmsg$/i, "message"));
}

/** An object of JSON. */
export type JsonObject = { readonly [member: string]: Json | undefined };

/** Finds the position of a member in a document. */
export type Locate = (path: readonly (string | number)[]) => SourcePosition;

/** Checks whether a value is an object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a value if it is a text that is not empty. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
