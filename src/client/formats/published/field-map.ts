import { roleOf } from "../member-role.ts";
import { getOwn } from "../parse-plain-body.ts";
import { textOf } from "../parse-text.ts";

/** Roles of names that are usual names of fields, too. */
const fieldRole = /^(name|id|title|status|)$/;

/** Roles of texts that say what is wrong. */
const problemRole = /^(message|description|reason|error)$/;

/** Levels of fields within fields. */
const maxDepth = 5;

/** Returns whether the members of a container are fields: each is a list, or a text whose name has no other role. */
export function isFieldMap(role: string, container: unknown, depth = 0): boolean {
  return everyMember(container, role === "description" || role === "other" ? isFieldProblem : isField, role, depth);
}

/** Returns whether the members of a body are fields, apart from codes: `{ "lid": ["Missing."], "error_key": "invalid" }`. */
export function isBodyOfFields(body: unknown): boolean {
  let hasCode = false;
  let fields = 0;
  let sentences = 0;
  const isRight = everyMember(body, (member, name) => {
    if (typeof member === "string" && codeRole.test(roleOf(name))) {
      hasCode = true;
      return /^[\w.-]+$/.test(member);
    }
    fields += 1;
    if (Array.isArray(member) && /\s/.test(textOf(member[0]))) sentences += 1;
    return isFieldProblem(member, name, "other", 0);
  });
  // Beside a code, a list of words can be anything.
  return isRight && fields > 0 && (!hasCode || sentences === fields);
}

/** Roles of codes. */
const codeRole = /^(code|type)$/;

/** Returns whether a member is a list, or has the name of a field. */
function isField(member: unknown, name: string, role: string): boolean {
  return Array.isArray(member) || (fieldRole.test(roleOf(name)) && (role !== "message" || !isObject(member)));
}

/** Returns whether a member lists the problems of one field, or of the fields within it. */
function isFieldProblem(member: unknown, name: string, role: string, depth: number): boolean {
  // A number that is named like a status repeats that of the response.
  if (typeof member === "number") return roleOf(name) === "status";
  if (typeof member === "string") return name === "__type" || (role === "description" && isProblemOf(name, member));
  // Elements without a problem are empty.
  const inner = Array.isArray(member) ? member.find((element) => !isObject(element) || hasMembers(element)) : member;
  // Nothing about the body itself: `"_errors": []`.
  if (inner === undefined) return noField.test(name);
  const nameRole = roleOf(name);
  const isField = fieldRole.test(nameRole) || isAboutField(inner);
  // The codes of the same fields.
  if (nameRole === "code" && isObject(member)) return true;
  // A list of names, as in `missing_parameters`, holds fields instead of their problems.
  if (typeof inner === "string") return nameRole !== "field" || /\s/.test(inner);
  if (!isField || !isObject(inner)) return false;
  return saysProblem(member, inner, role) || (depth < maxDepth && isFieldMap(role, inner, depth + 1));
}

/** Returns whether a member is a list of problems, or of details that are one. */
function saysProblem(member: unknown, inner: object, role: string): boolean {
  return Array.isArray(member) ? isProblem(inner) && !isRecord(inner) : role === "description" && isOnlyProblem(inner);
}

/** Returns whether an object has texts that say nothing about a problem, as a record that failed does. */
function isRecord(value: object): boolean {
  return Object.keys(value).some((name) => /^(id|)$/.test(roleOf(name)) && typeof getOwn(value, name) === "string");
}

/** Returns whether a text says what is wrong with a field. A code has no spaces, so one named like a code is about a field, too. */
function isProblemOf(name: string, text: string): boolean {
  if (!text.includes(" ") || !isProblemText.test(text)) return false;
  const role = roleOf(name);
  return fieldRole.test(role) || (role === "code" && !/^e/i.test(name));
}

/** Returns whether a sentence is about the field that lists it. */
export function isAboutField(sentence: unknown): boolean {
  return /^(ensure )?(that )?this (field|value|list)\b/i.test(textOf(sentence));
}

/** Words of sentences that say what is wrong with a field: "Must be a number." */
const isProblemText = /\b(must|be|is|not|required|invalid|missing|too|at)\b/i;

/** Roles of the members of an object that says what is wrong with a field, and nothing else. */
const onlyProblemRole = /^(message|description|title|code|type)$/;

/** Returns whether an object says what is wrong, and nothing else. */
function isOnlyProblem(value: object): boolean {
  return isProblem(value) && everyMember(value, (_, name) => onlyProblemRole.test(roleOf(name)));
}

/**
 * Returns whether each member is a problem with a code, as in `{ "title": { "code": "required", "message": "Missing." } }`, or
 * a list of messages.
 */
export function isProblemMap(container: unknown): boolean {
  return everyMember(container, (problem) =>
    Boolean(
      Array.isArray(problem)
        ? isObject(problem[0]) && getOwn(problem[0], "message")
        : isProblem(problem) && getOwn(problem, "code"),
    ),
  );
}

/** Returns whether each member is an object with a list of problems: `{ "lid": { "errors": ["Missing."] } }`. */
export function isErrorsMap(container: unknown): boolean {
  return everyMember(container, (member) => isObject(member) && Array.isArray(getOwn(member, "errors")));
}

/** Returns whether a list has problems, each with the field that it is about, or with what was expected there. */
export function isViolationList(list: unknown): boolean {
  return (
    Array.isArray(list) &&
    (isProblem(list[0]) || (isObject(list[0]) && getOwn(list[0], "expected") !== undefined)) &&
    Object.keys(list[0]).some((name) => roleOf(name) === "field" || (name === "name" && getOwn(list[0], "reason")))
  );
}

/**
 * Returns whether each member is a list of sentences, as in `{ "Amount": ["The amount is missing."] }`, or a sentence that
 * contains its name.
 *
 * @param isText whether a member can also be a sentence, as in `{ "per_page": "per_page must be between 1 and 100" }`
 */
export function isSentenceMap(container: unknown, isText: boolean): boolean {
  return everyMember(
    container,
    (value, name) =>
      (isText || Array.isArray(value) || (fieldRole.test(roleOf(name)) && textOf(value).includes(name))) &&
      /\w \w+ \w|^invalid\b/i.test(textOf(Array.isArray(value) ? value[0] : value)),
  );
}

/** Returns whether an object says what is wrong. */
export function isProblem(value: unknown): value is object {
  if (!isObject(value)) return false;
  // A problem with a code only.
  if (getOwn(value, "message") === null && typeof getOwn(value, "code") === "string") return true;
  for (const name in value) {
    const text = getOwn(value, name);
    if (typeof (Array.isArray(text) ? text[0] : text) === "string" && problemRole.test(roleOf(name))) return true;
  }
  return false;
}

/** Returns whether a value is an object with members, and each passes a test. */
function everyMember(
  container: unknown,
  isRight: (member: unknown, name: string, role: string, depth: number) => boolean,
  role = "",
  depth = 0,
): boolean {
  // Lists have no names, and the characters of a text are not members.
  if (!isObject(container)) return false;
  let count = 0;
  for (const name in container) {
    if (!isRight(getOwn(container, name), name, role, depth)) return false;
    count += 1;
  }
  return count > 0;
}

function hasMembers(value: object): boolean {
  for (const _ in value) return true;
  return false;
}

/** Returns whether a value is an object, and no list. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names under which problems of no single field are listed, codes, and languages. */
const noField =
  /^(base|all|(required|missing|allowed|(un)?expected|(in)?valid)(_?\w+s)?|__all__|general|list|hint|help|suggestion|note|root|json|_embedded|_links|fields|data|results?|body|query|_*schema|\d+|[A-Z]{1,4}[_-]?\d{2,}|(en|de|fr|es|it|pt|nl|ru|ja|zh)(-\w+)?|)$|(errors|stack|trace)$/i;

/** Names of rules that a field breaks, as validators call them: `{ "lid": { "isEmpty": "The lid is missing" } }`. */
const isRule =
  /^(_(?!id)|(is|not|no)[A-Z])|(Too(Big|Few|Long|Many|Short|Small)|Invalid|Empty|Missing|NotFound|Mismatch|NoMatch|Exists?)$|^(min|max)(length)?$|^(required|unique|regex)$/;

/** Names of failures, by which messages can be sorted, too: `{ "data_bad_format": "The lid is missing" }`. */
const isFailureName = /_(bad|failed|invalid|missing|wrong)(_|$)|^(bad|wrong)_/;

/**
 * Returns the path of a member of a field map. A number is a step if the element of the list has fields of its own.
 *
 * @param member the member, unless it is a text
 */
export function fieldIn(field: string | undefined, key: string, member?: unknown): string | undefined {
  if (key === "properties" && isObject(member)) return field;
  const isElement = field && /^\d+$/.test(key) && isObject(member) && !isProblem(member);
  const isStep = isElement && Object.keys(member).some((name) => !noField.test(name));
  if (!isStep && (noField.test(key) || (field ? member === undefined && isRule.test(key) : isFailureName.test(key))))
    return field;
  return field ? `${field}.${key}` : key;
}

/** Returns whether a value is a part of the request, or a page. As the first step of a path, it is not part of the field. */
export function isLocation(value: unknown): boolean {
  return typeof value === "string" && /^(body|query|path|headers?|cookies?|params?|url|https?:.*)$/.test(value);
}

/** Returns whether a list consists of the steps to a field, or of fields. */
export function isPath(list: unknown): list is readonly unknown[] {
  return (
    Array.isArray(list) &&
    (typeof list[0] !== "object" || Array.isArray(list[0]) || getOwn(Object(list[0]), "key") !== undefined)
  );
}

/** Returns the field to which a list of steps leads. A list with a plural name has one field in each element. */
export function pathOf(steps: readonly unknown[], key: string): string | undefined {
  const names = steps.map((step) => (typeof step === "object" && step ? getOwn(step, "key") : step));
  const [first] = names;
  if (Array.isArray(steps[0])) return pathOf(steps[0], "");
  if (key.endsWith("s") || /^(missing|invalid)$/.test(key))
    return typeof first === "string" && !/\s\S+\s/.test(first) ? first : undefined;
  if (names.some((name) => typeof name !== "string" && typeof name !== "number")) return undefined;
  return names.slice(names.length > 1 && isLocation(first) ? 1 : 0).join(".");
}
