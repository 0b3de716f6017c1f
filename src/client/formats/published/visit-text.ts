import { noCode } from "../code-in.ts";
import type { MemberRole } from "../member-role.ts";
import { getOwn, isGenerated, plainId } from "../parse-plain-body.ts";
import { textOf } from "../parse-text.ts";
import { fieldIn, isLocation, isProblem } from "./field-map.ts";
import {
  codeIndex,
  hasRole,
  isErrorName,
  isGoa,
  isStatusText,
  isWord,
  kindOfId,
  messageIndex,
  offer,
  offerCode,
  offerId,
  offerMessage,
  offerRequestId,
  offerTypedId,
  paramIndex,
  partRank,
  type Search,
} from "./search.ts";

/** Visits a text, a number or a Boolean, and offers it as what its name says. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per role
export function visitText(
  search: Search,
  layer: object,
  key: string,
  role: MemberRole,
  value: unknown,
  rank: number,
): void {
  if (role === "code") {
    // The key of a violation is that of its field. The codes of SOAP only say who is at fault.
    if (rank >= partRank && /key$/i.test(key)) offer(search, paramIndex, fieldIn(undefined, `${value}`), rank);
    // Words beside a message: `{ "code": "not found", "message": "There is no box." }`.
    else if (key === "code" && `${value}`.includes(" ") && isWords.test(`${value}`) && hasRole(layer, /^message$/))
      offer(search, codeIndex, value, rank);
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
    // The part of the request in which a parameter is.
    if (/^(query|body|headers?|cookies?)$/.test(`${value}`)) return;
    // The kind of a resource of Kubernetes is that of the response.
    if (key === "kind") {
      if (
        (rank === 0 || (rank < partRank && isKebab.test(`${value}`))) &&
        value !== "Status" &&
        (hasRole(layer, /^message$/) || isErrorClass.test(`${value}`))
      )
        offerCode(search, value, "status", 45);
      return;
    }
    // A class of exceptions as a phrase: "Authorization Error".
    if (key === "__type" && /^[A-Z]\w+( \w+)+$/.test(`${value}`)) offer(search, codeIndex, value, rank + 20);
    offerCode(search, value, "phrase", rank + 20);
    // A sentence says more than the message of a part; a phrase such as "Bad Request" says less.
    if (role === "error" && isPhrase.test(`${value}`) && !noCode.test(`${value}`))
      offerMessage(search, `${value}`, partRank * 3);
  } else if (typeof value !== "string") {
    // A number that is named like the id of an error is a code.
    if (role === "requestId" && !/^err/i.test(key)) offerRequestId(search, key, value, rank);
    else if (key === "id") {
      if (rank === 1 && isShortNumber.test(`${value}`)) offerCode(search, value, "status", rank + 30);
      offerTypedId(search, layer, value, rank);
    } else if (role === "status" || role === "requestId")
      offerCode(search, value, search.status < 400 ? "status" : "phrase", rank + 30);
  } else if (role === "message") {
    // A message that is a code says less than a description, and names the error only if nothing else does.
    if (!value.includes(" ") && isCompound.test(value)) offerCode(search, value, "code", rank + 5_000);
    offer(search, messageIndex, value, rank * 4 + messageRank(key, value));
  } else if (role === "field") {
    if (isFieldName(layer, key, value, rank)) offer(search, paramIndex, value, rank);
    else if (key === "key" && rank < partRank && isKeyOfError(value, layer))
      offerCode(search, value, "phrase", rank + 30);
  } else if (role === "description")
    // Those for developers say where the error occurred.
    offerMessage(
      search,
      value,
      rank * 4 + (key === "description" ? 2 : key === "diagnostics" ? 6 : 1 + messageRank(key, value)),
    );
  else if (role === "title" || role === "errors") {
    if (isConstant.test(value) || (key === "label" && isKebab.test(value))) offerCode(search, value, "code", rank + 25);
    offerMessage(search, value, rank * 4 + (isWord.test(value) ? 620 : 5));
  } else if (role === "requestId" || role === "eventId" || role === "trackingId") {
    // Without the members of a problem beside it, an instance can be anything.
    // A word that is named like the id of an error is a code.
    if (kindOfId(key) === "error" && (isErrorName.test(value) || /^(\d{1,7}$|urn:)/.test(value)))
      offerCode(search, value, "phrase", rank + 15);
    else if (key === "instance" && idAtEnd.test(value)) offerRequestId(search, key, idAtEnd.exec(value)?.[1], rank);
    else if (isIdOf(role, value) && (key !== "instance" || hasRole(layer, /^(title|type|status)$/)))
      offerRequestId(search, key, value, rank);
  } else if (role === "status") {
    // In a successful response, the status of the body is that of the error.
    if (rank < partRank || key === "category" || isCompound.test(value))
      offerCode(search, value, search.status < 400 && /^\d/.test(value) ? "status" : "phrase", rank + 30);
  } else if (role === "other") {
    // A constant names the error. Anything else says what happened.
    if (isConstant.test(value) && isCause.test(key)) offerCode(search, value, "code", rank + 40);
    else if (
      key.endsWith("ource") &&
      (isIndexed.test(value) || (rank >= partRank ? isSource(value, layer) : isNamed(value, layer)))
    )
      offer(search, paramIndex, value, rank);
  } else if (role === "id") {
    if (isIndexed.test(value)) offer(search, paramIndex, value, rank);
    else offerId(search, layer, key, value, rank);
  } else if (role === "name") visitName(search, layer, value, rank);
  else if (role === "reason") visitReason(search, layer, value, rank);
}

/** Returns whether a key is that of the error: beside another code, or if it names a failure. */
function isKeyOfError(key: string, layer: object): boolean {
  if (isCompound.test(key) && hasRole(layer, /^(code|error)$/)) return true;
  return /^[a-z]+(_[a-z]+)*$/.test(key) && namesFailure(key) && hasRole(layer, /^message$/);
}

/** Offers a text under a name that says nothing, if its words name a failure: `"shopType": "ShelfNotFound"`. */
export function offerFailure(search: Search, key: string, value: unknown, rank: number): void {
  if (typeof value !== "string" || value.length >= 64 || !isName.test(value) || !namesFailure(value)) return;
  if (!isState.test(key) || (isErrorClass.test(value) && !isInput.test(key)))
    offerCode(search, value, "code", rank + 60);
}

/** Several words, written together or divided by `_`, `.` or `-`. */
const isName = /^(?=.*([._-]|[a-z][A-Z]))[A-Za-z][A-Za-z\d]*([._-][A-Za-z\d]+)*$/;

/** Names of what the error is not about: what a resource or an event is, and what the request contained. */
const isState = /stat(e|us)|event|debug|scope|value|input|param/i;
const isInput = /value|input|param/i;

/** The name of a class of errors. */
const isErrorClass = /\w(Error|Exception)$/;

/** Returns whether a name of one or several words is that of a failure. */
function namesFailure(name: string): boolean {
  return isFailure.test(name) || isNegated.test(name);
}

/** The word "not", which also begins others: `NotFound` and `not_found`, but not `notification`. */
const isNegated = /(^|[._-])not[._-]|[nN]ot[A-Z]|NOT[._-]/;

/** Other words of names of failures. */
const isFailure =
  /invalid|missing|required|denied|fail|error|exception|expired|exceed|unauthori|forbidden|conflict|un(known|supported|expected|available|processable)|wrong|already|duplicate|cannot|malformed|mismatch|violation|insufficient|reject|incorrect|illegal|bad[._-]|rate.?limit|timeout/i;

/** Returns whether a text is an id, and not a sentence. An event can be a resource, and a tracking number that of a parcel. */
export function isIdOf(role: MemberRole, text: string): boolean {
  if (role === "eventId") return isGenerated.test(text);
  // A zero numbers the first request of a batch.
  return plainId.test(text) && text !== "0" && !(role === "trackingId" && /^[A-Z\d]+$/.test(text));
}

const isMessage = /^(message|msg)$/i;

/** Ranks the messages of one object. A word and the text of a status say less than a description. */
function messageRank(key: string, text: string): number {
  // A key of a translation says less than a title.
  if (isWord.test(text)) return noCode.test(text) ? 4_000 : /[._]/.test(text) ? 6 : 4;
  if (isStatusText(text)) return 600;
  return key === "message" || isMessage.test(key) ? 0 : isNote.test(key) ? 302 : /^err/i.test(key) ? 0.5 : 1;
}

/** Names of texts about the whole response or for developers, which say less than the messages of the parts. */
const isNote = /^(dev|debug)|info$/i;

/** Visits a name: that of a field in a violation, or that of the error. */
function visitName(search: Search, layer: object, value: string, rank: number): void {
  const isPart = rank >= partRank;
  if (
    getOwn(layer, "in") ||
    isLocation(getOwn(layer, "type")) ||
    isLocation(getOwn(layer, "location")) ||
    (isPart &&
      !/(Error|Exception)$|\s\S+\s/.test(value) &&
      !isConstant.test(value) &&
      // The name of an error that protobuf describes.
      !getOwn(layer, "@type") &&
      // A record has problems of its own.
      !hasRole(layer, /^errors$/) &&
      (hasRole(layer, /^(message|reason|title|code)$/) ||
        (/^[\w.[\]-]+$/.test(value) &&
          (hasRole(layer, /^error$/) ||
            getOwn(layer, "detail") ||
            getOwn(layer, "description") ||
            getOwn(layer, "Error") === ""))))
  )
    offer(search, paramIndex, value, rank + 1);
  else if (
    isErrorClass.test(value) ||
    (!isPart && (/_|[a-z][A-Z]/.test(value) || isGoa(layer) || getOwn(layer, "id") === `${search.status}`))
  )
    offerCode(search, value, "phrase", rank + 30);
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

const isCause = /cause|issue/i;

/** A code in capitals. */
export const isConstant: RegExp = /^[A-Z][A-Z\d]*(_[A-Z\d]+)+$/;

/** Returns whether a text is a name of several parts that the message repeats. */
function isNamed(text: string, layer: object): boolean {
  return /^\w[\w.]*$/.test(text) && /[._]/.test(text) && textOf(getOwn(layer, "message")).includes(text);
}

/** The id of a trace, or a UUID, at the end of the URL of an occurrence. */
const idAtEnd = /^https?:\/\/\S*\/((?=[\da-f-]*[\da-f]{12})[\da-f-]{32,})$/;

/** Several words in lower case, divided by hyphens. */
const isKebab = /^[a-z]+(-[a-z]+)+$/;

/** Returns whether a text is where a violation without a code occurred, or that of further problems. */
function isSource(text: string, layer: object): boolean {
  if (hasRole(layer, /^errors$/)) return true;
  return isWord.test(text) && !isLocation(text) && hasRole(layer, /^title$/) && !hasRole(layer, /^(code|type)$/);
}

/** The number of an error, and not of a record. */
const isShortNumber = /^\d{3,6}$/;

/** A code that is written as a phrase is. */
const isWords = /^[a-z]+( [a-z]+){1,3}$/;

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
  if (key.length === 3 && /key/i.test(key))
    return isPart && (isProblem(layer) || hasRole(layer, /^title$/)) && !/^err/i.test(value);
  if (key === "context" && (!isPart || getOwn(layer, "messages") || !/^[\w./[\]-]+$/.test(value))) return false;
  return (
    !isPlace(key, value, isPart) &&
    value !== "true" &&
    !isData.test(value) &&
    !(value.includes(" ") && isSentence.test(value))
  );
}

/** Returns whether a location is a part of the request, or of the API. */
function isPlace(key: string, value: string, isPart: boolean): boolean {
  return key.endsWith("ocation") && (isLocation(value) || (!isPart && value[0] === "/"));
}

/** JSON within JSON, which repeats what the request contained, a number of a record, the path of the whole document, or no field. */
const isData = /^([[\s]*\{|\d{4,}$|\/$|unknown$)/i;

/** Words of a sentence about a field, or more of them than a field has. */
const isSentence = /\s(is|are|must|cannot) |\s\S+\s\S+\s/;

/** Several words, or one with a capital, which a code would not have. */
const isPhrase = /\s|^[A-Z][a-z]+$|[^ -~]/;
