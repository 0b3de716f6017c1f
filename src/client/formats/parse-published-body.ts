import type { ParsedBody } from "../metadata.ts";
import { codeIn, type Looseness } from "./code-in.ts";
import { roleOf } from "./member-role.ts";
import { getOwn, plainId } from "./parse-plain-body.ts";
import { maxTextLength } from "./response-reader.ts";

/** Objects and lists of one body that are searched; the rest is ignored. */
const maxLayers = 50;

/** Rank of the values in a part of the error, such as a violation: behind every value of the error itself. */
const partRank = 100;

/**
 * Parses the error of an API without a contract, by the names that published formats use. The code of the error itself
 * precedes those of its violations, and an outer message those within it. Never throws.
 */
export function parsePublishedBody(body: unknown, status: number): ParsedBody {
  const search: Search = { status, layers: 0, ranks: [worst, worst, worst, worst], found: [], details: [] };
  visit(search, body, 0, isFieldMap("other", body));
  const [code, message, param, requestId] = search.found;
  const [metadata, details, errors] = search.details;
  return { code, message, param, requestId, details: metadata ?? details ?? errors };
}

/** Rank of a value that is missing. */
const worst = 10_000;

/** Indexes of the values, because lists are faster than objects with changing names. */
const codeIndex = 0;
const messageIndex = 1;
const paramIndex = 2;
const requestIdIndex = 3;

/** Values found so far. The lowest rank wins, and the first value of a rank. */
interface Search {
  readonly status: number;
  layers: number;
  readonly ranks: number[];
  readonly found: string[];
  /** Members named `metadata`, `details` and `errors`. */
  readonly details: unknown[];
}

function offer({ ranks, found }: Search, index: number, value: unknown, rank: number): void {
  if (!value || rank >= (ranks[index] ?? worst)) return;
  ranks[index] = rank;
  found[index] = `${value}`.slice(0, maxTextLength);
}

/** Returns the code in a value. It is not searched if a better one is known. */
function offerCode(search: Search, value: unknown, looseness: Looseness, rank: number): void {
  if (rank < (search.ranks[codeIndex] ?? worst))
    offer(search, codeIndex, codeIn(value, search.status, looseness), rank);
}

/**
 * @param rank depth, plus `partRank` within a part
 * @param isMap whether unknown members are fields of the request
 * @param field field that the value is about
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per type of value
function visit(search: Search, value: unknown, rank: number, isMap: boolean, field?: string): void {
  if (field) offer(search, paramIndex, field, rank);
  if (typeof value === "string") offer(search, messageIndex, value, rank * 4 + 50);
  else if (!value || typeof value !== "object" || search.layers++ > maxLayers) return;
  else if (Array.isArray(value)) for (const element of value) visit(search, element, rank, false, field);
  else
    for (const key in value) {
      const member = getOwn(value, key);
      const role = roleOf(key);
      if (!member) continue;
      if (typeof member === "object") visitObject(search, value, key, role, member, rank, isMap, field);
      else if (isMap) visit(search, member, rank, false, fieldIn(field, key));
      else if (role) visitText(search, value, key, role, member, rank);
    }
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per role
function visitText(search: Search, layer: object, key: string, role: string, value: unknown, rank: number): void {
  if (role === "code") offerCode(search, value, /err/i.test(key) ? "code" : "status", rank);
  else if (role === "type" || role === "error") {
    offerCode(search, value, "phrase", rank + 20);
    if (role === "error" && isPhrase.test(`${value}`)) offer(search, messageIndex, value, 1_000);
  } else if (typeof value !== "string") {
    // A number that is named like an id is a code.
    if (role === "status" || role === "requestId") offerCode(search, value, "phrase", rank + 30);
  } else if (role === "message") offer(search, messageIndex, value, rank * 4);
  else if (role === "field") {
    // At the top, `path` is the URL of the request. `$.` begins a path into a query.
    if (key === "path" ? rank >= partRank && value[0] !== "$" : key !== "location" || !location.test(value))
      offer(search, paramIndex, value, rank);
  } else if (role === "description") offer(search, messageIndex, value, rank * 4 + 1);
  else if (role === "title" || role === "errors") offer(search, messageIndex, value, rank * 4 + 2);
  else if (role === "requestId") {
    if (plainId.test(value)) offer(search, requestIdIndex, value, rank);
  } else visitName(search, layer, role, value, rank);
}

/** Several words, or one with a capital, which a code would not have. */
const isPhrase = /\s|^[A-Z][a-z]+$/;

/** Visits a member whose meaning depends on those beside it. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per role
function visitName(search: Search, layer: object, role: string, value: string, rank: number): void {
  const hasMessage = typeof (getOwn(layer, "message") ?? getOwn(layer, "msg")) === "string";
  const isPart = rank >= partRank;
  if (role === "reason") {
    // Google's reasons are codes. In other formats, a reason beside a message is a code, and without one the message.
    if (getOwn(layer, "domain") ?? getOwn(layer, "@type")) offerCode(search, value, "phrase", 10);
    if (!hasMessage) offer(search, messageIndex, value, rank * 4 + 2);
    offerCode(search, value, hasMessage ? "status" : "phrase", rank + (hasMessage ? 10 : 40));
  } else if (role === "name" && (getOwn(layer, "in") || (isPart && (hasMessage || getOwn(layer, "reason")))))
    offer(search, paramIndex, value, rank + 1);
  else if (
    role === "id" ? hasMessage && /^[a-z_]+$/.test(value) : !isPart && (role === "status" || /_|[a-z][A-Z]/.test(value))
  )
    offerCode(search, value, "phrase", rank + 30);
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one case per form in which problems are nested
function visitObject(
  search: Search,
  layer: object,
  key: string,
  role: string,
  member: object,
  rank: number,
  isMap: boolean,
  field: string | undefined,
): void {
  const isContainer = role === "errors" || role === "message" || role === "description" || role === "other";
  const kindOfDetails =
    key === "metadata" && rank >= partRank
      ? 0
      : role === "description" || key === "extensions"
        ? 1
        : key === "errors"
          ? 2
          : 3;
  search.details[kindOfDetails] ??= member;
  const inner = rank + 1;
  const part = Math.max(inner, partRank);
  if (isMap && !isContainer && role !== "error") visit(search, member, part, true, fieldIn(field, key));
  else if (role === "field" && Array.isArray(member)) {
    // GraphQL's `path` leads into the response.
    if (!getOwn(layer, "locations")) offer(search, paramIndex, pathOf(member, key), rank);
  } else if (role === "message") {
    const value = getOwn(member, "value");
    if (value) visit(search, value, rank - 12, false);
    else visit(search, member, inner, isFieldMap(role, member), field);
  } else if (role === "error" || (!role && Object.keys(layer).length === 1)) visit(search, member, inner, false, field);
  else if (isContainer || /fields$/i.test(key)) visit(search, member, part, isFieldMap(role, member), field);
}

/** Names that have a role in an error, and are usual names of fields. */
const fieldLike = /^(name|id|title|status|)$/;

/** Returns whether the members of a container are fields: each is a list, or a text whose name is no other role. */
function isFieldMap(role: string, container: unknown): boolean {
  const isStrict = role === "description" || role === "other";
  for (const [name, member] of Object.entries(Object(container)))
    if (!Array.isArray(member) && (isStrict || !fieldLike.test(roleOf(name)))) return false;
  return true;
}

/** Names under which problems of no single field are listed. */
const noField = /^(base|all|__all__|general|root|json|body|query|_*schema|)$|errors$/i;

function fieldIn(field: string | undefined, key: string): string | undefined {
  if (noField.test(key)) return field;
  return field ? `${field}.${key}` : key;
}

/** Part of the request. As the first step of a path, it is not part of the field. */
const location = /^(body|query|path|headers?|cookies?|params?|url)$/;

function pathOf(steps: readonly unknown[], key: string): unknown {
  if (key.endsWith("s")) return steps[0];
  const [first] = steps;
  if (typeof first === "object") return undefined;
  return steps.slice(steps.length > 1 && location.test(`${first}`) ? 1 : 0).join(".");
}
