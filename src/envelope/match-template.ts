import type { Json } from "../contract/index.ts";
import { connectNames, shapeName } from "./format.ts";
import { decodeMessage } from "./protobuf/index.ts";
import type {
  EachNode,
  Fact,
  ListNode,
  Member,
  MessageNode,
  ObjectNode,
  Slot,
  Spread,
  TemplateNode,
} from "./template.ts";
import { declaredKeys } from "./template.ts";

/** One fact that a body holds. */
export interface Finding {
  readonly fact: Fact;
  readonly path: readonly string[];
  readonly value: unknown;
  /** False for what was turned into strings on its way. */
  readonly exact: boolean;
  /** Whether the template had no place for some members of it. */
  readonly isPart?: boolean;
}

/**
 * Matches a parsed body against a template. Fixed members must be equal and the facts that every body has must be there
 * with their type; whatever may be absent may also be wrong, and unknown members are ignored.
 *
 * @returns the facts found; undefined when the body has another shape
 */
export function matchTemplate(node: TemplateNode, value: unknown): readonly Finding[] | undefined {
  switch (node.type) {
    case "fixed":
      return node.value === value || (node.value === null && value === undefined) ? [] : undefined;
    case "slot":
      return matchSlot(node, value);
    case "object":
      if (node.when !== undefined) return value === undefined ? [] : (matchMembers(node, value) ?? []);
      return matchMembers(node, value ?? {});
    case "list":
      return matchList(node, value);
    case "each":
      return matchEach(node, value);
    case "message":
      return matchMessage(node, value);
  }
}

/**
 * Joins findings into one value: `[]` is the whole, `["a", "b"]` a member. What was found first stays: exact before text,
 * the whole before its members, a list before parts of its elements, and those before what is no list at all.
 */
export function joinFindings(findings: readonly Finding[]): unknown {
  let whole: unknown;
  const ranked = findings.toSorted(
    (one, other) =>
      Number(other.exact) - Number(one.exact) || one.path.length - other.path.length || rankOf(one) - rankOf(other),
  );
  for (const { path, value } of ranked) whole = withMember(whole, path, value);
  return whole;
}

function rankOf({ isPart, value }: Finding): number {
  if (isPart) return 1;
  return Array.isArray(value) ? 0 : 2;
}

const always: ReadonlySet<Fact> = new Set(["code", "message", "kind", "title", "grpc", "status"]);

/** Facts that a parser gives back. The status is the response's own; the gRPC name and the API's are its contract's. */
const sent: ReadonlySet<Fact> = new Set([
  "code",
  "message",
  "details",
  "requestId",
  "kind",
  "docsUrl",
  "title",
  "item",
]);

function matchSlot(slot: Slot, value: unknown): readonly Finding[] | undefined {
  const { fact, path, format, absent } = slot;
  const isAbsent = value === undefined || value === null || (absent !== undefined && isEqual(absent, value));
  if (isAbsent || !hasType(slot, value)) return absent === null && always.has(fact) ? undefined : [];
  if (!sent.has(fact)) return [];
  return [{ fact, path, value: format === "shape" ? shapeName(String(value)) : value, exact: format !== "string" }];
}

function hasType({ fact, path, format }: Slot, value: unknown): boolean {
  switch (fact) {
    case "status":
      return format === "string" ? typeof value === "string" && /^\d{3}$/.test(value) : typeof value === "number";
    case "details":
    case "item":
      return format === undefined || path.length > 0 || isObject(value);
    case "grpc":
      return format === "connect" ? connectNames.includes(value as string) : typeof value === "string";
    default:
      return typeof value === "string";
  }
}

function matchMembers(node: ObjectNode, value: unknown): readonly Finding[] | undefined {
  if (!isObject(value)) return undefined;
  const findings: Finding[] = [];
  for (const member of node.members) {
    const found = member.type === "spread" ? matchSpread(node, member, value) : matchMember(member, value);
    if (found === undefined) return undefined;
    findings.push(...found);
  }
  return findings;
}

function matchMember({ key, node }: Member, object: object): readonly Finding[] | undefined {
  return matchTemplate(node, Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined);
}

function matchSpread(node: ObjectNode, { fact, under }: Spread, object: object): readonly Finding[] {
  const declared = declaredKeys(node);
  const others = Object.entries(object).filter(([key]) => key === under || !declared.has(key));
  // Our own bodies have either the one member or the others; in a foreign one that has both, none is lost.
  const [only, second] = others;
  if (only !== undefined && second === undefined && only[0] === under)
    return [{ fact, path: [], value: only[1], exact: true }];
  return others.length === 0 ? [] : [{ fact, path: [], value: Object.fromEntries(others), exact: true }];
}

/** Each item takes the first element left that fits it, so that elements which the template does not know do no harm. */
function matchList({ items }: ListNode, value: unknown): readonly Finding[] | undefined {
  if (value !== undefined && !Array.isArray(value)) return undefined;
  const left: unknown[] = value === undefined ? [] : [...value];
  const findings: Finding[] = [];
  for (const item of items) {
    const match = (element: unknown): readonly Finding[] | undefined =>
      item.type === "object" ? matchMembers(item, element) : matchTemplate(item, element);
    let found: readonly Finding[] | undefined;
    const index = left.findIndex((element) => {
      found = match(element);
      return found !== undefined;
    });
    if (index >= 0) left.splice(index, 1);
    found ??= matchTemplate(item, undefined);
    if (found === undefined) return undefined;
    findings.push(...found);
  }
  return findings;
}

/** What is no list, or has an element of another shape, is no reason to refuse a body whose code is known. */
function matchEach({ source, item }: EachNode, value: unknown): readonly Finding[] {
  if (!Array.isArray(value) || (source.absent !== undefined && isEqual(source.absent, value))) return [];
  const elements: unknown[] = [];
  const others: Finding[] = [];
  for (const element of value) {
    const found = matchTemplate(item, element);
    if (found === undefined) return [];
    elements.push(joinFindings(found.filter(({ fact }) => fact === "item")) ?? (item.type === "slot" ? null : {}));
    others.push(...found.filter(({ fact }) => fact !== "item"));
  }
  return [{ fact: "details", path: source.path, value: elements, exact: true, isPart: true }, ...others];
}

/** A message that cannot be read counts as absent. */
function matchMessage({ body }: MessageNode, value: unknown): readonly Finding[] | undefined {
  const fields = typeof value === "string" ? decodeMessage(body, value) : undefined;
  return fields === undefined ? [] : matchTemplate(body, fields);
}

function withMember(whole: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return whole === undefined ? value : whole;
  const object = whole === undefined ? {} : whole;
  if (!isObject(object)) return whole;
  const member = Object.hasOwn(object, key) ? object[key] : undefined;
  return { ...object, [key]: withMember(member, rest, value) };
}

/** Compares a body with a template's own value; looks no deeper than the template does, whatever the body nests. */
function isEqual(fixed: Json, value: unknown): boolean {
  if (typeof fixed !== "object" || fixed === null) return fixed === value;
  if (typeof value !== "object" || value === null || Array.isArray(fixed) !== Array.isArray(value)) return false;
  const members = Object.entries(fixed);
  if (members.length !== Object.keys(value).length) return false;
  return members.every(
    ([key, member]) => Object.hasOwn(value, key) && isEqual(member ?? null, (value as Record<string, unknown>)[key]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
