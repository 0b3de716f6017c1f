import type { Json } from "../../contract/index.ts";
import { describesFailure, isIdentifier, styleOf } from "../evidence/index.ts";

/** The body of a response in a listing. */
export interface ListedBody {
  readonly value: Json;
  /** Status of the response, if the listing has a status line. */
  readonly status: number | undefined;
}

/** Finds the JSON bodies in a listing, also after headers, with comments and with `...` for what is left out. */
export function bodiesIn(text: string, language = ""): readonly ListedBody[] {
  if (
    text.length > maxLength ||
    (!/^\s*\{\s*"/.test(text) &&
      /^(?:bash|sh|shell|curl|ts|typescript|js|javascript|python|py|go|java|php|ruby|rust|csharp|sql|diff)$/i.test(
        language,
      ))
  )
    return [];
  const bodies: ListedBody[] = [];
  for (let at = text.indexOf("{"); at >= 0 && bodies.length < 20; ) {
    const end = endOf(text, at);
    const value = end === undefined ? undefined : parseLenient(text.slice(at, end));
    const before = text.slice(Math.max(0, at - 600), at);
    const [, status] = Array.from(before.matchAll(/^\s*(?:HTTP\/[\d.]+|Status:) (\d{3})\b/gm)).at(-1) ?? [];
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      bodies.push({ value, status: status === undefined ? undefined : Number(status) });
    at = text.indexOf("{", end ?? at + 1);
  }
  return bodies;
}

const maxLength = 100_000;

/** Returns the offset after the bracket that closes the one at `start`. Brackets in strings do not count. */
function endOf(text: string, start: number): number | undefined {
  const tokens = /"(?:[^"\\\n]|\\.)*"|[{}[\]]/g;
  tokens.lastIndex = start;
  let depth = 0;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    if (token[0] === "{" || token[0] === "[") depth += 1;
    else if (token[0] === "}" || token[0] === "]") depth -= 1;
    if (depth === 0) return tokens.lastIndex;
  }
  return undefined;
}

function parseLenient(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    const cleaned = text
      .replaceAll(/^(\s*)\/\/[^\n]*$/gm, "$1")
      .replaceAll(/([,{[\]}\d"el])\s*(?:\/\/|#) [^\n"]*$/gm, "$1")
      .replaceAll(/,?\s*(?:\.\.\.|…)\s*(?=[}\]])/g, "")
      .replaceAll(/^\s*(?:\.\.\.|…),?\s*$/gm, "")
      .replaceAll(/,(\s*[}\]])/g, "$1");
    // Strings may have several lines in a text that is wrapped.
    const joined = cleaned.replaceAll(/"(?:[^"\\]|\\.)*"/gs, (string) => string.replaceAll(/\s*\n\s*/g, " "));
    return parsed(cleaned) ?? parsed(joined);
  }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Members that hold codes, the most reliable first. */
const codeMembers = [
  /^(?:code|err(?:or)?_?code)$/i,
  /^reason$/i,
  /^(?:error|errorType|error_?type|__type|type|name|status)$/,
  /^category$/,
];

/** Finds the code in the body of an error; undefined if it has none. */
export function codeOfBody(value: Json): string | undefined {
  const found = membersOf(value, 0);
  const number = found.find(([name, member]) => isErrorCode.test(name) && isErrorNumber(member, value))?.[1];
  if (number !== undefined) return String(number);
  const named = nameOfTop(value);
  if (named !== undefined) return named;
  const elsewhere = namesOfOthers(value);
  for (const pattern of codeMembers) {
    const match = found.find(
      ([name, member]) =>
        pattern.test(name) &&
        typeof member === "string" &&
        !elsewhere.has(member) &&
        /^[A-Za-z0-9][\w.:/ -]{1,79}$/.test(member) &&
        !member.includes("://"),
    );
    if (match !== undefined) return match[1] as string;
  }
  return codeOfProblem(value);
}

/** Returns the names and states of objects that have an object for their error: `{"name": "desk", "fault": {"message": "…"}}`. */
function namesOfOthers(value: Json): ReadonlySet<Json | undefined> {
  const others = objectsIn(value, 0).filter(
    (members) =>
      !members.some(([name, member]) => isText.test(name) && typeof member === "string") &&
      members.some(([name, member]) => /^(?:errors?|faults?)$/i.test(name) && typeof member === "object"),
  );
  return new Set(others.flat().flatMap(([name, member]) => (/^(?:name|status)$/.test(name) ? [member] : [])));
}

/** Returns the `error` of the body itself, which precedes the reasons of its details: `{"error": "late", "message": "…"}`. */
function nameOfTop(value: Json): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const members = value as Readonly<Record<string, Json | undefined>>;
  const { error } = members;
  const hasCode = Object.entries(members).some(
    ([name, member]) => isErrorCode.test(name) && typeof member === "string",
  );
  const hasText = Object.entries(members).some(([name, member]) => isText.test(name) && typeof member === "string");
  return !hasCode && hasText && typeof error === "string" && /^[a-z][\w.-]{2,79}$/.test(error) ? error : undefined;
}

const isErrorCode = /^(?:code|err(?:or)?_?code)$/i;

/** Returns the codes of the errors that the one of a body consists of: `{"code": "BAD_BODY", "errors": [{"code": "BAD_TITLE", …}]}`. */
export function codesWithin(value: Json): readonly string[] {
  const [body = []] = objectsIn(value, 0);
  const parts = body.flatMap(([name, member]) =>
    /^(?:errors|details)$/.test(name) && Array.isArray(member) ? member : [],
  );
  const codes = (parts as readonly Json[]).slice(0, 50).flatMap((part) => {
    const [members = []] = objectsIn(part, 0);
    const hasText = members.some(([name, text]) => isText.test(name) && typeof text === "string");
    return hasText ? members.flatMap(([name, code]) => (isErrorCode.test(name) ? [String(code)] : [])) : [];
  });
  return [...new Set(codes.filter(isIdentifier))];
}

/** Returns the name of the member that has the code of a body. */
export function memberOfCode(value: Json): string | undefined {
  const code = codeOfBody(value);
  return code === undefined ? undefined : membersOf(value, 0).find(([, member]) => member === code)?.[0];
}

/** Finds the codes of the bodies in a listing, each with its member. It may be XML: `<Code>NO_BOOK</Code>`. */
export function codesShownIn(text: string, language: string): readonly (readonly [string, string])[] {
  const elements = /<(?:\w{1,20}:)?(?:error[_-]?)?code>\s*([\w.:/-]{2,80})\s*<\//gi;
  const inXml =
    text.length > maxLength ? [] : Array.from(text.matchAll(elements), ([, code = ""]) => [code, "code"] as const);
  const inBodies = bodiesIn(text, language).flatMap(({ value }) => {
    const code = codeOfBody(value);
    return code === undefined ? [] : [[code, memberOfCode(value) ?? ""] as const];
  });
  return [...inXml, ...inBodies];
}

/** Checks whether a body has the number of a known error, so that its type is not one more code. */
export function hasNumberOf(value: Json, known: ReadonlySet<string>): boolean {
  return membersOf(value, 0).some(
    ([name, member]) => isErrorCode.test(name) && typeof member === "number" && known.has(String(member)),
  );
}

/** Checks whether a member is a number that is longer than statuses, or that stands beside the status. */
function isErrorNumber(member: Json | undefined, body: Json): boolean {
  if (!/^-?\d{3,9}$/.test(String(member))) return false;
  if (Math.abs(Number(member)) >= 1_000) return true;
  const status = membersOf(body, 0).find(
    ([name, other]) => /^(?:http_?)?status(?:_?code)?$/i.test(name) && /^[45]\d\d$/.test(String(other)),
  );
  return status !== undefined && String(status[1]) !== String(member);
}

/** Returns the last part of the type of a problem: `https://api.example.com/problems/sold-out`. @see RFC 9457, section 3.1.1 */
export function codeOfProblem(value: Json): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { type, title, detail } = value as Readonly<Record<string, Json | undefined>>;
  if (typeof type !== "string" || typeof (title ?? detail) !== "string") return undefined;
  const [, name] = /^(?:https?:\/\/|urn:|\/)[^\s?]*[/#:]([A-Za-z][\w.-]{2,79})\/?$/.exec(type) ?? [];
  // Frameworks name a section of HTTP's specification where an application has set no type.
  const isDefault = name === "blank" || /^section-[\d.]+$|\.\w{2,5}$/.test(name ?? "");
  return isDefault ? undefined : name;
}

/** Checks whether a code is the last part of a longer one: `no_book` of `err:desk:no_book`. */
export function isEndOf(code: string, whole: string): boolean {
  return whole.endsWith(code) && /[:./#]$/.test(whole.slice(0, whole.length - code.length));
}

/** Checks whether a body is one of an error: a problem, or it has a code, and a message or an object for the error. */
export function isErrorBody(value: Json): boolean {
  if (codeOfProblem(value) !== undefined || hasErrorType(value) || isTitled(value)) return true;
  const names = membersOf(value, 0).map(([name]) => name.toLowerCase().replaceAll("_", ""));
  return (
    names.some((name) =>
      /^(?:message|msg|errmsg|detail|error|errors|errormessage|errordescription|reason)$/.test(name),
    ) &&
    (names.some((name) => /^(?:code|err(?:or)?code|reason)$/.test(name)) || hasCategory(value))
  );
}

/** Checks whether a body has the type and the title of a failure: `{"type": "BookLent", "title": "The book is already lent"}`. */
function isTitled(value: Json): boolean {
  const [members = []] = objectsIn(value, 0);
  const text = (name: string): string => String(members.find(([member]) => member === name)?.[1] ?? "");
  return isIdentifier(text("type")) && describesFailure(text("title")) && /\s/.test(text("title"));
}

/** Checks whether the type of a body is a name among those of errors: `{"type": "desk:error:no_book"}`. */
function hasErrorType(value: Json): boolean {
  return membersOf(value, 0).some(
    ([name, type]) =>
      name === "type" && /^[a-z][\w-]*:(?:[\w-]+:)?(?:errors?|problems?):[\w.:-]{3,80}$/i.test(String(type)),
  );
}

/** Checks whether a body names its error by a category in capitals: `{"category": "OLD_CARD", "message": "…"}`. */
function hasCategory(value: Json): boolean {
  return membersOf(value, 0).some(([name, member]) => name === "category" && styleOf(String(member)) === "upper");
}

/** Checks whether a body has its code in a member that is named after codes. */
export function statesCode(value: Json): boolean {
  return isErrorCode.test(memberOfCode(value) ?? "");
}

/** Finds the name of an error in a body without a code: `{"error": "x", "error_description": "…"}`, `{"type": "x", "description": "…"}`. */
export function nameOfBody(value: Json): { readonly member: string; readonly name: string } | undefined {
  for (const members of objectsIn(value, 0)) {
    if (!members.some(([name, member]) => isText.test(name) && typeof member === "string" && /\s/.test(member)))
      continue;
    for (const pattern of [/^error$/, /^(?:error_?type|type|name)$/i]) {
      const [member, name] = members.find(([key, text]) => pattern.test(key) && typeof text === "string") ?? [];
      if (member !== undefined && typeof name === "string" && isIdentifier(name)) return { member, name };
    }
  }
  return undefined;
}

type Members = readonly (readonly [string, Json | undefined])[];

/** Returns the members of each object in a body, the outermost first. */
function objectsIn(value: Json | undefined, depth: number): readonly Members[] {
  if (typeof value !== "object" || value === null || depth > 4) return [];
  if (Array.isArray(value)) return objectsIn(value[0] as Json, depth + 1);
  const members: Members = Object.entries(value as Readonly<Record<string, Json | undefined>>).slice(0, 50);
  return [members, ...members.flatMap(([, member]) => objectsIn(member, depth + 1))];
}

const isText = /^(?:error_?description|description|message|(?:err_?)?msg|detail)$/i;

/** Finds the HTTP status in the body of an error; undefined if it has none. */
export function statusOfBody(value: Json): number | undefined {
  const found =
    membersOf(value, 0).find(
      ([name, member]) => /^(?:http_?)?(?:status|status_?code)$/i.test(name) && /^[45]\d\d$/.test(String(member)),
    ) ?? membersOf(value, 0).find(([name, member]) => /^code$/i.test(name) && /^[45]\d\d$/.test(String(member)));
  return found === undefined ? undefined : Number(found[1]);
}

function membersOf(value: Json | undefined, depth: number): readonly (readonly [string, Json | undefined])[] {
  if (typeof value !== "object" || value === null || depth > 4) return [];
  if (Array.isArray(value)) return membersOf(value[0] as Json, depth + 1);
  const entries = Object.entries(value as Readonly<Record<string, Json | undefined>>).slice(0, 50);
  return [...entries, ...entries.flatMap(([, member]) => membersOf(member, depth + 1))];
}
