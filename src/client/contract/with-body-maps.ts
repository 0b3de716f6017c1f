import type { Kind } from "../../contract/index.ts";
import type { AnyApi } from "../api.ts";
import type { BodyMap, BodyPath, BodyPathStep, ContractMetadata, ParsedBody } from "../metadata.ts";
import { checkMetadata } from "../options/index.ts";
import { getOwn } from "../parse/index.ts";

/**
 * Returns metadata that parse the API's own bodies by their maps. Metadata have maps if an envelope spreads details beside
 * the code, takes lists apart or has unusual names. `contractMetadata(contract)` calls it; call it for metadata from JSON.
 *
 * @example
 * ```ts
 * import { type ContractMetadata, parseError, withBodyMaps } from "errata/client";
 *
 * const metadata: ContractMetadata = withBodyMaps({
 *   codes: { BOOK_GONE: "not_found" },
 *   kinds: {},
 *   bodies: [{ paths: [{ property: "code", path: ["fault", "id"] }] }],
 * });
 * console.log(parseError(404, {}, '{"fault":{"id":"BOOK_GONE"}}', metadata).code);
 * ```
 */
export function withBodyMaps<Api extends AnyApi>(metadata: ContractMetadata<Api>): ContractMetadata<Api> {
  checkMetadata(metadata);
  const maps = (metadata.bodies ?? []).map(prepare);
  const read = (body: unknown): ParsedBody | undefined => {
    for (const map of maps) {
      const parsed = parseByMap(map, body);
      if (parsed) return parsed;
    }
    return undefined;
  };
  // Not enumerable, so that metadata can still be written as JSON.
  return Object.defineProperty({ ...metadata }, "read", { value: read });
}

/** A path, prepared once for all bodies. */
interface PreparedPath extends Omit<BodyPath, "each" | "except" | "isAwsShape"> {
  readonly keys: readonly string[];
  readonly each: readonly PreparedPath[] | undefined;
  readonly except: ReadonlySet<string> | undefined;
  readonly isAwsShape: boolean | undefined;
}

/** Paths of each property, so that parsing names no property at run time, which takes twice as long. */
interface PreparedMap {
  readonly fixed: BodyMap["fixed"] | undefined;
  readonly kindNames: BodyMap["kindNames"] | undefined;
  readonly code: readonly PreparedPath[];
  readonly message: readonly PreparedPath[];
  readonly details: readonly PreparedPath[];
  readonly requestId: readonly PreparedPath[];
  readonly docsUrl: readonly PreparedPath[];
  readonly title: readonly PreparedPath[];
  readonly kind: readonly PreparedPath[];
  /** Whether single members of the details have paths. */
  readonly isNested: boolean;
}

function prepare({ fixed, kindNames, paths }: BodyMap): PreparedMap {
  const prepared = paths.map(preparePath);
  const pathsOf = (name: string): readonly PreparedPath[] => prepared.filter(({ keys }) => keys[0] === name);
  const details = pathsOf("details");
  return {
    fixed,
    kindNames,
    code: pathsOf("code"),
    message: pathsOf("message"),
    details,
    requestId: pathsOf("requestId"),
    docsUrl: pathsOf("docsUrl"),
    title: pathsOf("title"),
    kind: pathsOf("kind"),
    isNested: details.some(({ keys }) => keys.length > 1),
  };
}

function preparePath(path: BodyPath): PreparedPath {
  const { property, path: steps, absent, each, except, isAwsShape } = path;
  // All members, so that all paths have one shape, which V8 reads twice as fast.
  return {
    property,
    path: steps,
    keys: property.split("."),
    absent,
    each: each?.map(preparePath),
    except: except && new Set(except),
    isAwsShape,
  };
}

/** Parses a body by a map; returns undefined if the body has another shape. */
function parseByMap(map: PreparedMap, body: unknown): ParsedBody | undefined {
  if (map.fixed) for (const { path, value } of map.fixed) if (follow(body, path) !== value) return undefined;
  // First, because most bodies of other shapes have no code there.
  const code = textOf(first(map.code, body));
  if (!code) return undefined;
  const details = map.isNested ? collect(map.details, body).details : first(map.details, body);
  return {
    code,
    message: textOf(first(map.message, body)),
    details,
    requestId: textOf(first(map.requestId, body)),
    docsUrl: textOf(first(map.docsUrl, body)),
    title: textOf(first(map.title, body)),
    param: textOf(getOwn(details, "param")),
    kind: map.kindNames && (getOwn(map.kindNames, first(map.kind, body)) as Kind | undefined),
  };
}

/** Returns the first value that a body has at one of the paths. */
function first(paths: readonly PreparedPath[], body: unknown): unknown {
  for (const path of paths) {
    const value = propertyValue(path, follow(body, path.path));
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function collect(paths: readonly PreparedPath[], body: unknown): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const path of paths) {
    const value = propertyValue(path, follow(body, path.path));
    if (value === undefined || value === null) continue;
    const [key = ""] = path.keys;
    if (path.keys.length === 1) values[key] ??= value;
    else assign(values, path.keys, value);
  }
  return values;
}

function propertyValue({ absent, except, each, isAwsShape }: PreparedPath, value: unknown): unknown {
  if (value === undefined || value === absent || (isEmpty(absent) && isEmpty(value))) return undefined;
  if (each) return Array.isArray(value) ? value.map((element) => collect(each, element).item ?? {}) : undefined;
  if (except) return omit(value, except);
  return isAwsShape && typeof value === "string" ? value.replace(/:.*|.*#/gs, "") : value;
}

/** Follows a path into a body; returns undefined if a step is missing. */
function follow(body: unknown, path: readonly BodyPathStep[]): unknown {
  let value = body;
  for (const step of path) {
    if (typeof step !== "object") value = typeof value === "object" ? getOwn(value, step) : undefined;
    else value = Array.isArray(value) ? value.find((element) => hasMembers(element, step)) : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

function hasMembers(element: unknown, members: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(members).every((key) => getOwn(element, key) === members[key]);
}

/** Omits members; returns undefined if none are left, or if the value is not an object. */
function omit(value: unknown, keys: ReadonlySet<string>): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  let rest: Record<string, unknown> | undefined;
  for (const key in value) {
    // biome-ignore lint/suspicious/noPrototypeBuiltins: V8 optimises this check away inside for-in loops, but not Object.hasOwn
    if (keys.has(key) || !{}.hasOwnProperty.call(value, key)) continue;
    rest ??= {};
    // Assigning it would set the prototype.
    if (key === "__proto__") Object.defineProperty(rest, key, { value: getOwn(value, key), enumerable: true });
    else rest[key] = (value as Readonly<Record<string, unknown>>)[key];
  }
  return rest;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** Sets a nested value, unless it is set already. */
function assign(values: Record<string, unknown>, keys: readonly string[], value: unknown, index = 0): void {
  const key = keys[index] ?? "";
  const isSet = Object.hasOwn(values, key);
  if (index === keys.length - 1) {
    if (!isSet) values[key] = value;
    return;
  }
  const member = isSet ? values[key] : {};
  if (typeof member !== "object" || member === null || Array.isArray(member)) return;
  // Copied, because the member may be part of the body, which stays as it is.
  const copy: Record<string, unknown> = { ...member };
  values[key] = copy;
  assign(copy, keys, value, index + 1);
}
