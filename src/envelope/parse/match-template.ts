import type { Json } from "../../contract/index.ts";
import { decodeMessage } from "../protobuf/index.ts";
import type {
  EachNode,
  ListNode,
  Member,
  ObjectNode,
  ProtobufNode,
  Spread,
  TemplateNode,
  Variable,
  VariableNode,
} from "../template/index.ts";
import { connectNames, declaredKeys, shapeName } from "../template/index.ts";

/** One value found in a body. */
export interface Match {
  readonly name: Variable;
  readonly path: readonly string[];
  readonly value: unknown;
  /** False for a value that was converted to a string. */
  readonly exact: boolean;
  /** Whether the template may omit members of the value. */
  readonly isPartial?: boolean;
}

/**
 * Matches a parsed body against a template. An object matches if its constants are equal and the values that every error
 * has are present with their type. Objects that do not match, optional values of a wrong type and unknown members are ignored.
 *
 * @returns the values found; undefined when the body has another shape
 */
export function matchTemplate(node: TemplateNode, value: unknown): readonly Match[] | undefined {
  switch (node.type) {
    case "constant":
      return node.value === value || (node.value === null && value === undefined) ? [] : undefined;
    case "variable":
      return matchVariable(node, value);
    case "object":
      return matchMembers(node, value) ?? [];
    case "list":
      return matchList(node, value);
    case "each":
      return matchEach(node, value);
    case "protobuf":
      return matchProtobuf(node, value);
  }
}

/**
 * Merges the matches of one variable; the path `[]` is the whole value. The first match wins: exact values before strings,
 * the whole before its members, complete lists before partial ones, and lists before other values.
 */
export function mergeMatches(matches: readonly Match[]): unknown {
  let whole: unknown;
  const ranked = matches.toSorted(
    (a, b) => Number(b.exact) - Number(a.exact) || a.path.length - b.path.length || rank(a) - rank(b),
  );
  for (const { path, value } of ranked) whole = withMember(whole, path, value);
  return whole;
}

function rank({ isPartial, value }: Match): number {
  if (isPartial) return 1;
  return Array.isArray(value) ? 0 : 2;
}

/** Variables that every error has. */
const required: ReadonlySet<Variable> = new Set(["code", "message", "kind", "title", "grpc", "status"]);

/** Variables that a parser returns. The status is the response's own; the gRPC and API names are in the contract. */
const returned: ReadonlySet<Variable> = new Set([
  "code",
  "message",
  "details",
  "requestId",
  "kind",
  "docsUrl",
  "title",
  "item",
]);

function matchVariable(node: VariableNode, value: unknown): readonly Match[] | undefined {
  const { name, path, format, fallback } = node;
  const isAbsent = value === undefined || value === null || (fallback !== undefined && isEqual(fallback, value));
  if (isAbsent || !hasType(node, value)) return fallback === null && required.has(name) ? undefined : [];
  if (!returned.has(name)) return [];
  return [{ name, path, value: format === "shape" ? shapeName(String(value)) : value, exact: format !== "string" }];
}

function hasType({ name, path, format }: VariableNode, value: unknown): boolean {
  switch (name) {
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

function matchMembers(node: ObjectNode, value: unknown): readonly Match[] | undefined {
  if (!isObject(value)) return undefined;
  const matches: Match[] = [];
  for (const member of node.members) {
    const found = member.type === "spread" ? matchSpread(node, member, value) : matchMember(member, value);
    if (found === undefined) return undefined;
    matches.push(...found);
  }
  return matches;
}

function matchMember({ key, node }: Member, object: Record<string, unknown>): readonly Match[] | undefined {
  return matchTemplate(node, Object.hasOwn(object, key) ? object[key] : undefined);
}

function matchSpread(node: ObjectNode, { source, fallbackKey }: Spread, object: object): readonly Match[] {
  const declared = declaredKeys(node);
  const others = Object.entries(object).filter(([key]) => key === fallbackKey || !declared.has(key));
  const match = (value: unknown): readonly Match[] => [{ name: source, path: [], value, exact: true }];
  if (others.length === 0) return [];
  // A rendered body has either the fallback key or other members. If a foreign body has both, all are kept.
  const [[key, value] = []] = others;
  return match(others.length === 1 && key === fallbackKey ? value : Object.fromEntries(others));
}

/** Matches each item with the first remaining element that fits, so that unknown elements are ignored. */
function matchList({ items }: ListNode, value: unknown): readonly Match[] | undefined {
  if (value !== undefined && !Array.isArray(value)) return undefined;
  const remaining: unknown[] = [...(value ?? [])];
  const matches: Match[] = [];
  for (const item of items) {
    let found: readonly Match[] | undefined;
    const index = remaining.findIndex((element) => {
      found = item.type === "object" ? matchMembers(item, element) : matchTemplate(item, element);
      return found !== undefined;
    });
    if (index >= 0) remaining.splice(index, 1);
    found ??= matchTemplate(item, undefined);
    if (found === undefined) return undefined;
    matches.push(...found);
  }
  return matches;
}

/** Ignores a value that is not a list of the expected items: the body is still recognised by its code. */
function matchEach({ source, item }: EachNode, value: unknown): readonly Match[] {
  if (!Array.isArray(value) || (source.fallback !== undefined && isEqual(source.fallback, value))) return [];
  const elements: unknown[] = [];
  const others: Match[] = [];
  for (const element of value) {
    const found = matchTemplate(item, element);
    if (found === undefined) return [];
    elements.push(mergeMatches(found.filter(({ name }) => name === "item")) ?? (item.type === "variable" ? null : {}));
    others.push(...found.filter(({ name }) => name !== "item"));
  }
  return [{ name: "details", path: source.path, value: elements, exact: true, isPartial: true }, ...others];
}

/** Treats a message that cannot be decoded as absent. */
function matchProtobuf({ body }: ProtobufNode, value: unknown): readonly Match[] | undefined {
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

/** Compares a body with a constant of the template. Recursion is bounded by the depth of the template. */
function isEqual(constant: Json, value: unknown): boolean {
  if (typeof constant !== "object" || constant === null) return constant === value;
  if (typeof value !== "object" || value === null || Array.isArray(constant) !== Array.isArray(value)) return false;
  const members = Object.entries(constant);
  if (members.length !== Object.keys(value).length) return false;
  return members.every(
    ([key, member]) => Object.hasOwn(value, key) && isEqual(member ?? null, (value as Record<string, unknown>)[key]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
