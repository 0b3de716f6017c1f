import type { ParsedBody } from "../metadata.ts";
import { noCode } from "./code-in.ts";
import {
  fieldIn,
  isFieldMap,
  isLocation,
  isObject,
  isPath,
  isProblem,
  isProblemMap,
  isSentenceMap,
  isViolationList,
  pathOf,
} from "./field-map.ts";
import { type MemberRole, roleOf } from "./member-role.ts";
import { getOwn, plainId } from "./parse-plain-body.ts";
import { textOf } from "./parse-text.ts";
import {
  codeIndex,
  createSearch,
  hasRole,
  isErrorName,
  isStatusText,
  isWord,
  messageIndex,
  offer,
  offerCode,
  offerId,
  offerMessage,
  offerRequestId,
  offerTypedId,
  paramIndex,
  partRank,
  requestIdIndex,
  type Search,
} from "./search.ts";

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
  visit(search, body, 0, isFieldMap("other", body));
  const { found } = search;
  if (!found[messageIndex] && !visitProblem(search, body) && (status >= 400 || found[codeIndex]))
    visitSentence(search, body);
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
    if (!/^https?:\S+$/.test(value)) offer(search, messageIndex, value, rank * 4 + (isWord.test(value) ? 1_050 : 50));
  } else if (!value || typeof value !== "object" || search.layers++ > maxLayers) return;
  else if (Array.isArray(value))
    for (let index = 0; index < value.length; index += 1) {
      const element: unknown = value[index];
      // A constant or a number before a text is its code: `["error", 10020, "limit: invalid"]`.
      if (typeof element !== "object" && isListedCode.test(`${element}`) && /\s/.test(textOf(value[index + 1])))
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
      } else if (isMap && key !== "__type" && typeof member !== "number")
        visit(search, member, rank, false, fieldIn(field, key));
      else if (role) visitText(search, value, key, role, member, rank);
    }
  }
}

/** Returns whether the members of an element of a list are fields: `[{ "lid": ["Missing."] }]`. */
function isMapInList(element: unknown, rank: number): boolean {
  if (rank < partRank) return isFieldMap("other", element);
  if (!isObject(element)) return false;
  // Most elements begin with a known name, so the others are searched.
  for (const name in element) return !roleOf(name) && isSentenceMap(element, true) && !isProblem(element);
  return false;
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per role
function visitText(search: Search, layer: object, key: string, role: MemberRole, value: unknown, rank: number): void {
  if (role === "code") {
    // The key of a violation is that of its field. The codes of SOAP only say who is at fault.
    if (rank >= partRank && /key$/i.test(key)) offer(search, paramIndex, fieldIn(undefined, `${value}`), rank);
    // A digit says less than the code of an error within. A code of a vocabulary, as in FHIR, is a label.
    else if (!/^(https?|urn):/.test(textOf(getOwn(layer, "system"))))
      offerCode(
        search,
        value,
        /err/i.test(key) ? "code" : "status",
        rank + (`${value}`.length < 2 ? 15 : key === "faultcode" ? 1 : 0),
      );
  } else if (role === "type" || role === "error") {
    // In JSON-LD and protobuf, a class with a prefix or a URL is that of a format.
    if (key === "@type" && !/^\w+$/.test(`${value}`)) return;
    // A class of exceptions as a phrase: "Authorization Error".
    if (key === "__type" && /^[A-Z]\w+( \w+)+$/.test(`${value}`)) offer(search, codeIndex, value, rank + 20);
    offerCode(search, value, "phrase", rank + 20);
    // A sentence says more than the message of a part; a phrase such as "Bad Request" says less.
    if (role === "error" && isPhrase.test(`${value}`) && !noCode.test(`${value}`))
      offerMessage(search, `${value}`, partRank * 3);
  } else if (typeof value !== "string") {
    // A number that is named like the id of an error is a code.
    if (role === "requestId" && !/err/i.test(key)) offerRequestId(search, key, value, rank);
    else if (key === "id") offerTypedId(search, layer, value, rank);
    else if (role === "status" || role === "requestId")
      offerCode(search, value, search.status < 400 ? "status" : "phrase", rank + 30);
  } else if (role === "message") {
    // A message that is a code says less than a description, and names the error only if nothing else does.
    if (!value.includes(" ") && isCompound.test(value)) offerCode(search, value, "code", rank + 5_000);
    if (value.endsWith("]") || value.endsWith("}")) visitJson(search, value);
    offer(search, messageIndex, value, rank * 4 + messageRank(key, value));
  } else if (role === "field") {
    if (isFieldName(layer, key, value, rank)) offer(search, paramIndex, value, rank);
    else if (key === "key" && rank < partRank && isCompound.test(value) && hasRole(layer, /^(code|error)$/))
      offerCode(search, value, "phrase", rank + 30);
  } else if (role === "description")
    // Those for developers say where the error occurred.
    offerMessage(
      search,
      value,
      rank * 4 + (key === "description" ? 2 : key === "diagnostics" ? 6 : 1 + messageRank(key, value)),
    );
  else if (role === "title" || role === "errors") {
    if (isConstant.test(value)) offerCode(search, value, "code", rank + 40);
    offerMessage(search, value, rank * 4 + (isWord.test(value) ? 310 : 5));
  } else if (role === "requestId") {
    // Without the members of a problem beside it, an instance can be anything.
    // A word that is named like the id of an error is a code.
    if (/err\w*id$/i.test(key) && (isErrorName.test(value) || /^\d{1,7}$/.test(value)))
      offerCode(search, value, "phrase", rank + 15);
    else if (plainId.test(value) && (key !== "instance" || hasRole(layer, /^(title|type|status)$/)))
      offerRequestId(search, key, value, rank);
  } else if (role === "status") {
    // In a successful response, the status of the body is that of the error.
    if (rank < partRank || key === "category" || isCompound.test(value))
      offerCode(search, value, search.status < 400 && /^\d/.test(value) ? "status" : "phrase", rank + 30);
  } else if (role === "other") {
    // A constant names the error. Anything else says what happened.
    if (isConstant.test(value) && isCause.test(key)) offerCode(search, value, "code", rank + 40);
    else if (key.endsWith("ource") && (isIndexed.test(value) || (rank >= partRank && hasRole(layer, /^errors$/))))
      offer(search, paramIndex, value, rank);
  } else if (role === "id") offerId(search, layer, key, value, rank);
  else if (role === "name") visitName(search, layer, value, rank);
  else if (role === "reason") visitReason(search, layer, value, rank);
}

const isMessage = /^(message|msg)$/i;

/** Ranks the messages of one object. A word and the text of a status say less than a description. */
function messageRank(key: string, text: string): number {
  if (isWord.test(text)) return noCode.test(text) ? 4_000 : 4;
  if (isStatusText(text)) return 302;
  return key === "message" || isMessage.test(key) ? 0 : isNote.test(key) ? 302 : /^err/i.test(key) ? 0.5 : 1;
}

/** Names of texts about the whole response or for developers, which say less than the messages of the parts. */
const isNote = /^(dev|debug)|info$/i;

/** Visits the only sentence of a body without any known text. */
function visitSentence(search: Search, body: unknown): void {
  const sentences = Object.values(Object(body)).filter((text) => typeof text === "string" && /\S \w+ \w/.test(text));
  if (sentences.length === 1) offer(search, messageIndex, sentences[0], 0);
}

const isCause = /cause|issue/i;

/** A code in capitals. */
const isConstant = /^[A-Z][A-Z\d]*(_[A-Z\d]+)+$/;

/** A path to an element of a list, which only fields have. */
const isIndexed = /^[\w.]+\[\d+\]/;

/** A word of several parts, as codes are: `invalid_grant`, `api.err.LoginRequired`, `ValidationError`. */
const isCompound = /^([a-z][a-z\d]*([._][a-z\d]+)+|[a-z]\w+(Error|Exception))$/i;

function isFieldName(layer: object, key: string, value: string, rank: number): boolean {
  const isPart = rank >= partRank;
  // At the top, `path` can be the URL of the request, but not in vnd.error. It can also lead into a query or a specification.
  if (key === "path")
    return isPart
      ? !/^(\$(?!\.\w)|\$\.selectionSet)/.test(value)
      : /^(\$\.)?[\w.[\]-]+$/.test(value) || Boolean(getOwn(layer, "logref"));
  if (key.length === 3 && /key/i.test(key)) return isPart && isProblem(layer);
  if (key === "context" && (!isPart || !/^[\w./[\]-]+$/.test(value))) return false;
  if (key.endsWith("ocation") && isLocation(value)) return false;
  return value !== "true" && !isData.test(value) && !(value.includes(" ") && isSentence.test(value));
}

/** JSON within JSON, which repeats what the request contained, or a number of a record. */
const isData = /^([[\s]*\{|\d{4,}$)/;

/** Words of a sentence about a field. */
const isSentence = /\s(is|are|must|cannot) /;

/** Several words, or one with a capital, which a code would not have. */
const isPhrase = /\s|^[A-Z][a-z]+$/;

/** Visits the JSON at the end of a message, as in `Wrong values: [{"name":"email","message":"Not an address."}]`. */
function visitJson(search: Search, message: string): void {
  const json = message.slice(message.search(/[[{]/));
  if (/^[[{]\s*["{]/.test(json))
    try {
      visit(search, JSON.parse(json), partRank, false);
    } catch {}
}

/** Visits a name: that of a field in a violation, or that of the error. */
function visitName(search: Search, layer: object, value: string, rank: number): void {
  const isPart = rank >= partRank;
  if (
    getOwn(layer, "in") ||
    isLocation(getOwn(layer, "type")) ||
    isLocation(getOwn(layer, "location")) ||
    (isPart &&
      !/(Error|Exception)$|\s\S+\s/.test(value) &&
      // A record has problems of its own.
      !hasRole(layer, /^errors$/) &&
      hasRole(layer, /^(message|reason|title|code)$/))
  )
    offer(search, paramIndex, value, rank + 1);
  else if (!isPart && /_|[a-z][A-Z]|(Error|Exception)$/.test(value)) offerCode(search, value, "phrase", rank + 30);
}

/** Visits a reason. Those of Google are codes. In other formats, one beside a message is a code, and without one the message. */
function visitReason(search: Search, layer: object, value: string, rank: number): void {
  const isCode = hasRole(layer, /^message$/) || (isWord.test(value) && /\s/.test(textOf(getOwn(layer, "error"))));
  if (getOwn(layer, "domain") || getOwn(layer, "@type")) offerCode(search, value, "phrase", 10);
  if (!isCode && !isConstant.test(value))
    offer(search, messageIndex, value, rank * 4 + (getOwn(layer, "type") ? 1 : 3));
  // Beside the field of a violation, it is what is wrong.
  if (isCode || rank < partRank) offerCode(search, value, isCode ? "status" : "phrase", rank + (isCode ? 10 : 40));
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
  if (isMap && role !== "error" && (!isContainer || (role === "other" && typeof getOwn(member, "0") === "string")))
    visit(search, member, Math.max(rank, partRank), !isProblem(member), fieldIn(field, key));
  else if ((role === "field" || (rank >= partRank && isParameters.test(key))) && isPath(member)) {
    // GraphQL's `path` leads into the response, and that of others into a specification.
    const isName = rank >= partRank || !/^(members|expression|context)$/.test(key);
    const isElsewhere = getOwn(layer, "locations") || getOwn(layer, "extensions") || getOwn(member, "0") === "paths";
    if (isName && !isElsewhere) offer(search, paramIndex, pathOf(member, key), rank);
  } else if (role === "message") {
    const value = getOwn(member, "value");
    if (value) visit(search, value, rank - 12, false);
    else visit(search, member, isViolationList(member) ? part : inner, isFieldMap(role, member), field);
  } else if (
    (role === "error" && (key !== "meta" || hasRole(member, /^(code|message|type|errors?)$/))) ||
    role === "status" ||
    (!role && isHead.test(key) && hasRole(member, /^(code|message)$/)) ||
    (isOnly && isError(role, member))
  )
    visit(search, member, inner, /^error$/i.test(key) && isFieldMap("other", member), field);
  else if (isContainer || /fields$/i.test(key) || (role === "field" && Array.isArray(member))) {
    if (role === "field") offer(search, paramIndex, getOwn(Object(getOwn(member, "0")), "name"), part + 1);
    visit(search, member, part, isFieldMap(role, member) || (role === "field" && isSentenceMap(member, true)), field);
  } else if (role === "field" && key !== "context" && (getOwn(member, "in") || hasRole(member, /^field$/)))
    visit(search, member, part, false);
  // Elsewhere, it is the object that was validated.
  else if (key === "target" && /^(field|param|header|query)/.test(textOf(getOwn(member, "type"))))
    offer(search, paramIndex, getOwn(member, "name"), rank);
  else visitUnknown(search, key, member, part);
}

/** Returns whether an object that is all that a body has is the error: its name says nothing, and it is not a list of fields. */
function isError(role: MemberRole, member: object): boolean {
  return !role || (role === "description" && !Array.isArray(member) && !isFieldMap(role, member));
}

/** Visits an object whose name says nothing, such as `data` or `context`, but only the fields in it. */
function visitUnknown(search: Search, key: string, member: object, part: number): void {
  if (isEcho.test(key)) return;
  if (Array.isArray(member)) {
    const isOfErrors = isObject(member[0]) && isObject(getOwn(member[0], "error"));
    if (isOfErrors || isViolationList(member) || (isParameters.test(key) && typeof member[0] === "object"))
      visit(search, member, part, false);
    return;
  }
  offerTypedId(search, member, getOwn(member, "id"), part);
  if (hasErrorCode(member)) visit(search, member, part, false);
  else if (isProblemMap(member) || isSentenceMap(member, isParameters.test(key))) visit(search, member, part, true);
  else if (part <= partRank + 1) visitMembers(search, member, part);
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
    if (value && typeof value === "object" && !Array.isArray(value)) visitUnknown(search, name, value, part + 1);
    else if (isViolationList(value) || (Array.isArray(value) && /^(errors?|other)$/.test(roleOf(name))))
      visit(search, value, part + 1, false);
    else if (roleOf(name) === "requestId" && plainId.test(textOf(value))) offerRequestId(search, name, value, part);
    else if (isNameOfField.test(name) && /^[\w.[\]-]+$/.test(textOf(field))) offer(search, paramIndex, field, part);
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

/** Names of objects that hold the code and the message beside a body. */
const isHead = /^(head(er)?|result)$/i;

const isParameters = /^(param(eter)?|propertie)s$/;

/** Names of members that can only hold the name of a field. */
const isNameOfField = /^(invalid_?)?(field|argument|attribute|property|param(eter)?)(s|_?name)?$/i;
