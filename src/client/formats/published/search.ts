import { codeIn, type Looseness } from "../code-in.ts";
import { roleOf, rolesOf } from "../member-role.ts";
import { getOwn, isGenerated } from "../parse-plain-body.ts";
import { maxTextLength, textOf } from "../parse-text.ts";
import { isObject } from "./field-map.ts";

/** Rank of a value that is missing. */
const worst = 10_000;

/** Rank of the values in a part of the error, such as a violation: behind every value of the error itself. */
export const partRank = 100;

/** Indexes of the values, because lists are faster than objects with changing names. */
export const codeIndex = 0;
export const messageIndex = 1;
export const paramIndex = 2;
export const requestIdIndex = 3;

/** Values found so far. The lowest rank wins, and the first value of a rank. */
export interface Search {
  readonly status: number;
  layers: number;
  readonly ranks: number[];
  readonly found: (string | undefined)[];
  metadata: object | undefined;
  details: object | undefined;
  errors: object | undefined;
}

/** Creates a search that has found nothing. */
export function createSearch(status: number): Search {
  return {
    status,
    layers: 0,
    ranks: [worst, worst, worst, worst],
    found: [undefined, undefined, undefined, undefined],
    metadata: undefined,
    details: undefined,
    errors: undefined,
  };
}

/** Stores a value, unless a better one of the same kind is known. */
export function offer({ ranks, found }: Search, index: number, value: unknown, rank: number): void {
  const text = value ? textOf(value) : "";
  if (!text || rank >= (ranks[index] as number)) return;
  ranks[index] = rank;
  found[index] = text.length > maxTextLength ? text.slice(0, maxTextLength) : text;
}

/** Stores the code in a value. It is not searched if a better one is known. */
export function offerCode(search: Search, value: unknown, looseness: Looseness, rank: number): void {
  if (rank < (search.ranks[codeIndex] as number))
    offer(search, codeIndex, codeIn(value, search.status, looseness), rank);
}

/** Stores a text that precedes all others only if it is more than the text of a status. */
export function offerMessage(search: Search, text: string, rank: number): void {
  if (text !== "{}" && text !== "[]") offer(search, messageIndex, text, isStatusText(text) ? 1_000 : rank);
}

/** Stores an id. That of the request is more exact than that of a trace or a log, and that of an error can be its number. */
export function offerRequestId(search: Search, key: string, value: unknown, rank: number): void {
  const kind = kindOfId(key);
  offer(search, requestIdIndex, value, rank + (kind === "request" ? 0 : kind ? 0.7 : 0.5));
}

/** Returns what a name of an id says: that it is that of the request, of the error, or of the response itself. */
export const kindOfId: (name: string) => "request" | "error" | "own" | "" = rolesOf(
  [
    ["request", /req/],
    ["error", /err\w*id(entifier)?$/],
    ["own", /^(instance|err|id$)/],
  ],
  (name) => name.toLowerCase(),
);

/** Returns whether a text is that of a status, which says less than a problem of one field. Few texts are as short. */
export function isStatusText(text: string): boolean {
  return text.length < 22 && /^(bad request|un(authorized|processable \w+)|forbidden|not found|conflict)$/i.test(text);
}

/** Offers an id: that of the request, or one that names the error. */
export function offerId(search: Search, layer: object, key: string, value: string, rank: number): void {
  // Others are the ids of a request, an operation or a reference.
  const isErrorId = !/^[or]/i.test(key) && !getOwn(layer, "resourceType");
  if ((/^m/i.test(key) || rank === 1) && /^[A-Z]*\d{3,6}[A-Z]?$/.test(value))
    offerCode(search, value, "code", rank + 30);
  else if (isRandom(value, layer, rank)) {
    if (isIdOfError(layer, key, rank) || (!isErrorId && rank < partRank)) offerRequestId(search, key, value, rank);
  } else if (!hasRole(layer, /^(message|title)$/) && !isNameBeside(layer, search.status)) return;
  else if (isErrorId && isErrorName.test(value)) offerCode(search, value, "phrase", rank + 30);
  else if (!isErrorId && rank >= partRank && isWord.test(value)) offer(search, paramIndex, value, rank);
}

/** Returns whether an id can only be the name of the error: the other parts are its text, and the status as the code. */
function isNameBeside(layer: object, status: number): boolean {
  return (
    /\s/.test(textOf(getOwn(layer, "error"))) || (getOwn(layer, "code") === status && hasRole(layer, /^description$/))
  );
}

/** Returns whether an id says nothing. One beside the code of the error need not be a UUID. */
function isRandom(id: string, layer: object, rank: number): boolean {
  return (
    isGenerated.test(id) ||
    (isJsonApi(layer, rank) && /^(?=.*\d).{12,}$/.test(id)) ||
    (rank === 0 && /^(?=.*\d)[\w-]{8,}$/.test(id) && (isGoa(layer) || hasRole(layer, /^code$/)))
  );
}

/** Returns whether an object is an error of Goa, which has a name, and an id of its occurrence. */
export function isGoa(layer: object): boolean {
  return typeof getOwn(layer, "fault") === "boolean";
}

/** Returns whether an object is an error of JSON:API, whose id is that of its occurrence. */
function isJsonApi(layer: object, rank: number): boolean {
  return rank >= partRank && Boolean(getOwn(layer, "status") && (getOwn(layer, "detail") || getOwn(layer, "title")));
}

/** Returns whether a generated id is that of the error, unless other members say that it is that of a resource. */
function isIdOfError(layer: object, key: string, rank: number): boolean {
  if (!hasRole(layer, /^(message|description|errors)$/)) return false;
  // In JSON:API, each error has an id, and a title or a source. Elsewhere, the id of a part is that of a resource.
  const isOccurrence =
    isJsonApi(layer, rank) ||
    hasRole(layer, /^title$/) ||
    isObject(getOwn(layer, "source")) ||
    /Error$/.test(textOf(getOwn(layer, "type")));
  if (rank >= partRank) return isOccurrence;
  return (
    isGoa(layer) ||
    Object.keys(layer).every(roleOf) ||
    hasRole(layer, rank > 0 || /^[gu]uid$/i.test(key) ? /^code$/ : /^errors$/)
  );
}

/** Offers the id of an object of the type "Error", which names the error. */
export function offerTypedId(search: Search, layer: object, id: unknown, rank: number): void {
  if (/^error$/i.test(textOf(getOwn(layer, "type")))) offerCode(search, id, "phrase", rank);
}

/** An id that names the error: `signature_invalid`, `TokenExpired.Session`, `Box_API_022`. */
export const isErrorName: RegExp =
  /^([a-z_]+|[a-zA-Z]+([._-][a-zA-Z]+)+|[A-Z]+|[A-Z][a-zA-Z]*([._-][A-Z]+)+[._-]\d{1,5})$/;

/** A single word. */
export const isWord: RegExp = /^[\w.]+$/;

/** Returns whether an object has a member with a value in one of the roles. */
export function hasRole(layer: object, roles: RegExp): boolean {
  for (const name in layer) if (roles.test(roleOf(name)) && getOwn(layer, name)) return true;
  return false;
}
