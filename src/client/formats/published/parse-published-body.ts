import type { ParsedBody } from "../../metadata.ts";
import { noCode } from "../code-in.ts";
import { type MemberRole, roleOf } from "../member-role.ts";
import { getOwn } from "../parse-plain-body.ts";
import { textOf } from "../parse-text.ts";
import {
  fieldIn,
  isAboutField,
  isBodyOfFields,
  isErrorsMap,
  isFieldMap,
  isObject,
  isPath,
  isProblem,
  isProblemMap,
  isSentenceMap,
  isViolationList,
  pathOf,
} from "./field-map.ts";
import {
  codeIndex,
  createSearch,
  hasRole,
  isWord,
  messageIndex,
  offer,
  offerCode,
  offerRequestId,
  offerTypedId,
  paramIndex,
  partRank,
  requestIdIndex,
  type Search,
} from "./search.ts";
import { isConstant, isIdOf, offerFailure, visitText } from "./visit-text.ts";

/** Objects and lists of one body that are searched; the rest is ignored. */
const maxLayers = 50;

/** Members of one object that are searched. */
const maxMembers = 1_000;

/**
 * Parses the error of an API without a contract, by the names that published formats use. The code of the error itself
 * precedes those of its violations, and an outer message those within it. Never throws.
 */
export function parsePublishedBody(body: unknown, status: number): ParsedBody {
  const search = createSearch(status);
  visit(search, body, 0, isBodyOfFields(body));
  const { found } = search;
  const told = found[messageIndex];
  // Words that say nothing are short.
  const isTold = told ? told.length > 8 || !noCode.test(told) : visitProblem(search, body);
  if (!isTold && (status >= 400 || found[codeIndex] || told)) visitSentence(search, body);
  const message = found[messageIndex];
  return {
    code: found[codeIndex],
    message: message?.endsWith("\n") ? message.slice(0, -1) : message,
    param: found[paramIndex],
    requestId: found[requestIdIndex],
    details: search.metadata ?? search.details ?? search.errors,
    kind: undefined,
    retry: undefined,
    effect: undefined,
  };
}

/**
 * @param rank depth, plus `partRank` within a part
 * @param isMap whether unknown members are fields of the request
 * @param field field that the value is about
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per type of value
function visit(search: Search, value: unknown, rank: number, isMap: boolean, field?: string): void {
  // In a map, the fields are the innermost members.
  if (field && !isMap) offer(search, paramIndex, field, rank + 2);
  // A single word says less than any phrase.
  if (typeof value === "string") {
    if (value[0] === "{" && visitJson(search, value)) return;
    if (!/^https?:\S+$/.test(value)) offer(search, messageIndex, value, rank * 4 + (isWord.test(value) ? 1_050 : 50));
  } else if (!value || typeof value !== "object" || search.layers++ > maxLayers) return;
  else if (Array.isArray(value))
    for (let index = 0; index < value.length; index += 1) {
      const element: unknown = value[index];
      // A constant is a code, and so is a number before a text: `["error", 10020, "limit: invalid"]`.
      if (
        typeof element !== "object" &&
        isListedCode.test(`${element}`) &&
        (/\s/.test(textOf(value[index + 1])) || (!field && isConstant.test(`${element}`)))
      )
        offerCode(search, element, "code", rank);
      const isNested = field && typeof element === "object" && !isProblem(element);
      const isFields = Boolean(isNested) || isMapInList(element, rank);
      visit(search, element, rank, isFields, isNested ? `${field}.${index}` : field);
    }
  else {
    let members = 0;
    for (const key in value) {
      if (members++ === maxMembers) break;
      const member = getOwn(value, key);
      if (!member) continue;
      const role = roleOf(key);
      if (typeof member === "object") {
        const isOnly = members === 1 && Object.keys(value).length === 1;
        visitObject(search, value, isOnly, key, role, member, rank, isMap, field);
      } else if (isMap && rank > 0 && key !== "__type" && typeof member !== "number" && !isPartOfMap(key, role, value))
        visit(search, member, rank, false, fieldIn(field, key));
      else if (role) {
        if (role !== "message" || !visitJson(search, member)) visitText(search, value, key, role, member, rank);
      } else if (rank < partRank) offerFailure(search, key, member, rank);
    }
  }
}

/** Returns whether a text is the code or the value of a field beside its problems: `{ "code": "invalid", "errors": {…} }`. */
function isPartOfMap(key: string, role: MemberRole, map: object): boolean {
  return (role === "code" || key === "value") && hasRole(map, /^errors$/);
}

/** Returns whether the members of an element of a list are fields: `[{ "lid": ["Missing."] }]`. */
function isMapInList(element: unknown, rank: number): boolean {
  if (rank < partRank && !isProblem(element) && isFieldMap("other", element)) return true;
  if (!isObject(element)) return false;
  // Most elements begin with a known name, so the others are searched.
  for (const name in element) return !roleOf(name) && isSentenceMap(element, true) && !isProblem(element);
  return false;
}

/** Visits the only sentence of a body without any known text. */
function visitSentence(search: Search, body: unknown): void {
  const sentences = Object.values(Object(body)).filter((text) => typeof text === "string" && /\S \w+ \w/.test(text));
  if (sentences.length === 1) offer(search, messageIndex, sentences[0], 0);
}

/**
 * Visits the JSON at the end of a message, as in `Wrong values: [{"name":"email","message":"Not an address."}]`. Returns whether
 * the message consists of it.
 */
function visitJson(search: Search, message: unknown): boolean {
  if (typeof message !== "string" || !(message.endsWith("]") || message.endsWith("}"))) return false;
  const start = message.search(/[[{]/);
  const json = message.slice(start);
  if (!/^[[{]\s*["{]/.test(json)) return false;
  try {
    visit(search, JSON.parse(json), partRank, false);
    return start === 0;
  } catch {
    return false;
  }
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per form in which problems are nested
function visitObject(
  search: Search,
  layer: object,
  isOnly: boolean,
  key: string,
  role: MemberRole,
  member: object,
  rank: number,
  isMap: boolean,
  field: string | undefined,
): void {
  const isContainer = role === "errors" || role === "message" || role === "description" || role === "other";
  // A narrative for people repeats the issues as HTML.
  if (key === "text" && getOwn(member, "div")) return;
  // A source of money or data has types of its own.
  if (role === "other" && key.endsWith("ource") && !Array.isArray(member) && !hasRole(member, /^field$/)) return;
  if (role === "description" || key === "extensions") search.details ??= member;
  else if (key === "errors") search.errors ??= member;
  else if (key === "metadata" && rank >= partRank) search.metadata ??= member;
  // Nothing, or the codes of the same fields.
  if (Array.isArray(member) ? member.length === 0 : isMap && role === "code") return;
  if (role === "code" && /err/i.test(key)) offerCode(search, getOwn(member, "0"), "code", rank + 35);
  // A list of codes. Sentences have none.
  if (role === "error") offerCode(search, getOwn(member, "0"), "phrase", rank + 35);
  const inner = rank + 1;
  const part = Math.max(inner, partRank);
  // A field within a field is as exact as one at the top.
  if (
    isMap &&
    (role !== "error" || isConstant.test(key)) &&
    (!isContainer || (role === "other" ? typeof getOwn(member, "0") === "string" : isAboutField(getOwn(member, "0"))))
  )
    visit(search, member, Math.max(rank, partRank), !isProblem(member), fieldIn(field, key, member));
  else if (
    (role === "field" || (isParameters.test(key) && (rank >= partRank || getOwn(layer, "messages")))) &&
    isPath(member)
  ) {
    // GraphQL's `path` leads into the response, and that of others into a specification.
    const isName = rank >= partRank || !/^(members|expression|context)$/.test(key);
    const isElsewhere = getOwn(layer, "locations") || getOwn(layer, "extensions") || getOwn(member, "0") === "paths";
    if (isName && !isElsewhere) offer(search, paramIndex, pathOf(member, key), rank);
  } else if (role === "message") {
    const holder: unknown = Array.isArray(member) ? member[0] : member;
    const value = getOwn(Object(holder), "value");
    if (value && (holder === member || /\S \S+ \S/.test(textOf(value)))) visit(search, value, rank - 12, false);
    else
      visit(
        search,
        member,
        isViolationList(member) || (Array.isArray(member) && (hasRole(layer, /^(code|error)$/) || hasNames(member)))
          ? part
          : inner,
        isFieldMap(/^valid/i.test(key) ? "errors" : role, member),
        field,
      );
  } else if (
    key === "exception" ||
    (role === "error" && (key !== "meta" || hasRole(member, /^(code|message|type|errors?)$/))) ||
    role === "status" ||
    role === "reason" ||
    (!role && isHead.test(key) && hasRole(member, /^(code|message)$/)) ||
    (isOnly && isError(role, member))
  )
    visit(search, member, inner, /^error$/i.test(key) && isFieldMap("other", member), field);
  else if (isContainer || /field(s|list)$/i.test(key) || (role === "field" && Array.isArray(member))) {
    const first = Object(getOwn(member, "0"));
    if (role === "field" || isErrorsOfFields.test(key))
      offer(search, paramIndex, getOwn(first, "name") ?? (isProblem(first) && getOwn(first, "id")), part + 1);
    visit(
      search,
      member,
      part,
      isFieldMap(role === "other" ? "description" : role, member) || (role === "field" && isSentenceMap(member, true)),
      field,
    );
  } else if (role === "field" && key !== "context" && (getOwn(member, "in") || hasRole(member, /^field$/)))
    visit(search, member, part, false);
  // Elsewhere, it is the object that was validated.
  else if (key === "target" && /^(field|param|header|query)/.test(textOf(getOwn(member, "type"))))
    offer(search, paramIndex, getOwn(member, "name"), rank);
  else visitUnknown(search, key, member, part);
}

/** Returns whether the elements of a list have names, which are those of fields. */
function hasNames(list: readonly unknown[]): boolean {
  return typeof getOwn(Object(list[0]), "name") === "string";
}

/** Returns whether an object that is all that a body has is the error: its name says nothing, and it is not a list of fields. */
function isError(role: MemberRole, member: object): boolean {
  return !role || (role === "description" && !Array.isArray(member) && !isFieldMap(role, member));
}

/** Visits an object whose name says nothing, such as `data` or `context`, but only the fields in it. */
function visitUnknown(search: Search, key: string, member: object, part: number): void {
  if (isEcho.test(key)) return;
  const areParameters = isParameters.test(key);
  if (Array.isArray(member)) {
    visitUnknownList(search, member, areParameters, part);
    return;
  }
  offerTypedId(search, member, getOwn(member, "id"), part);
  // A class of errors, in the data of a body that says only that it failed.
  offerFailure(search, "", getOwn(member, "code"), part);
  if (areParameters) offerOnlyParameter(search, member, part);
  if (hasErrorCode(member)) visit(search, member, part, false);
  else if (isProblemMap(member) || isSentenceMap(member, areParameters) || (areParameters && isErrorsMap(member)))
    visit(search, member, part, true);
  else if (part <= partRank + 1) visitMembers(search, member, part);
}

/** Offers the only parameter of a violation, with the values that it had: `{ "parameters": { "lids": [] } }`. */
function offerOnlyParameter(search: Search, parameters: object, part: number): void {
  const [[name, values] = [], ...others] = Object.entries(parameters);
  if (!others.length && part > partRank && Array.isArray(values)) offer(search, paramIndex, name, part + 1);
}

function visitUnknownList(search: Search, list: readonly unknown[], areParameters: boolean, part: number): void {
  const [first] = list;
  const isOfErrors = isObject(first) && (isObject(getOwn(first, "error")) || getOwn(first, "type") === "error");
  if (isOfErrors || isViolationList(list) || (areParameters && typeof first === "object"))
    visit(search, list, part, false);
  else if (isObject(first) && part === partRank) visitMembers(search, first, part);
}

/** Returns whether an object has the code of the error, and not only one of the request. */
function hasErrorCode(layer: object): boolean {
  return Object.keys(layer).some((name) => /^err\w*code$/i.test(name)) && hasRole(layer, /^message$/);
}

/** Names of what the request contained, in which every name can mean anything. */
const isEcho = /received|^(request|input)/i;

function visitMembers(search: Search, container: object, part: number): void {
  for (const [name, value] of Object.entries(container)) {
    const [field] = [value].flat();
    const role = roleOf(name);
    if (value && typeof value === "object" && !Array.isArray(value)) visitUnknown(search, name, value, part + 1);
    else if (isViolationList(value) || (Array.isArray(value) && /^(errors?|other)$/.test(role)))
      visit(search, value, part + 1, false);
    else if (role.endsWith("Id") && isIdOf(role, textOf(value))) offerRequestId(search, name, value, part);
    else if (namesField(name, value) && /^(\$\.)?[\w.[\]-]+$/.test(textOf(field)))
      offer(search, paramIndex, field, part);
  }
}

/** Visits the first object with a message, wherever it is, because the body says nothing else. Returns whether there is one. */
function visitProblem(search: Search, value: unknown): boolean {
  if (!value || typeof value !== "object" || search.layers++ > maxLayers) return false;
  const names = Object.keys(value).slice(0, maxMembers);
  if (names.some((name) => /^(message|error)$/.test(roleOf(name)) && typeof getOwn(value, name) === "string")) {
    visit(search, value, partRank, false);
    return true;
  }
  return names.some((name) => name !== "__proto__" && visitProblem(search, getOwn(value, name)));
}

/** A code in a list that has texts, too. */
const isListedCode = /^([A-Z][A-Z\d]*(_[A-Z\d]+)+|\d{3,})$/;

/** Names of lists whose elements are named after their field. */
const isErrorsOfFields = /^field_?errors$/i;

/** Names of objects that hold the code and the message beside a body. */
const isHead = /^(head(er)?|result)$/i;

const isParameters = /^(param(eter)?|propertie)s$/;

/** Returns whether a member can only hold the name of a field, or a list of them. */
function namesField(name: string, value: unknown): boolean {
  return isNameOfField.test(name) || (Array.isArray(value) && isListOfFields.test(name));
}

/** Names of lists of fields. */
const isListOfFields = /^(targets?|columns?)$/;

/** Names of members that can only hold the name of a field. */
const isNameOfField = /^((invalid|missing)_?)?(field|argument|attribute|property|param(eter)?)(s|_?name)?$/i;
