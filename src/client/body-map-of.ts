import type { AnyContract, Json, Kind } from "../contract/index.ts";
import { kinds } from "../contract/index.ts";
import { builtInEnvelopes } from "../envelope/index.ts";
import type { BodyMap, BodyPath, BodyStep } from "./body-map.ts";
import { own } from "./own.ts";

type Template = Readonly<Record<string, Json>>;

/** What was found in a template so far. */
interface Found {
  readonly fixed: { path: readonly BodyStep[]; value: unknown }[];
  readonly places: BodyPath[];
  /** Places that give less than the whole truth: texts of values that were no texts. */
  readonly inexact: BodyPath[];
}

/** Facts that a body may hold but that a client takes from the response, or not at all. */
const unread = new Set(["status", "grpc", "api", "ignored"]);

/** Draws the map of a contract's envelope, by its name or as a template. */
export function bodyMapOf(declaration: Json, { envelopes }: AnyContract): BodyMap {
  let full: unknown = declaration;
  for (let depth = 0; typeof full === "string" && depth < 9; depth += 1)
    full = (depth === 0 ? own(envelopes, full) : undefined) ?? own(builtInEnvelopes, full);
  const found: Found = { fixed: [], places: [], inexact: [] };
  walk((own(full, "$failure") ?? full) as Json, [], found, true);
  const kindNames = namesOf((own(full, "$kindNames") ?? {}) as Readonly<Record<string, string>>);
  return {
    ...(found.fixed.length > 0 && { fixed: found.fixed }),
    places: [...found.places.toSorted(byDepth), ...found.inexact.toSorted(byDepth)],
    ...(Object.keys(kindNames).length > 0 && { kindNames }),
  };
}

/** The whole before its members. */
function byDepth(one: BodyPath, other: BodyPath): number {
  return one.fact.split(".").length - other.fact.split(".").length;
}

function walk(node: Json, path: readonly BodyStep[], found: Found, isCertain: boolean): void {
  if (typeof node === "string" && /^\$[A-Za-z]/.test(node)) slot(node, path, found);
  else if (Array.isArray(node)) list(node, path, found);
  else if (typeof node === "object" && node !== null) members(node as Template, path, found, isCertain);
  else if (node !== null && isCertain) found.fixed.push({ path, value: constant(node) });
}

function slot(text: string, path: readonly BodyStep[], { places, inexact }: Found): void {
  const [, name = "", rest = "", format, absent] = /^\$(\w+)((?:\.[\w-]+)*)(?::(\w+))?(?:=(.*)|\?)?$/s.exec(text) ?? [];
  if (unread.has(name)) return;
  const place: BodyPath = {
    fact: name === "param" ? "details.param" : name + rest,
    path,
    ...(absent !== undefined && { absent: JSON.parse(absent) as unknown }),
    ...(format === "shape" && { isShape: true }),
  };
  (format === "string" ? inexact : places).push(place);
}

/** An element is told by its constants; one that has none by its place. */
function list(items: readonly Json[], path: readonly BodyStep[], found: Found): void {
  for (const [index, item] of items.entries()) {
    const constants = Object.entries(typeof item === "object" && item !== null ? item : {}).filter(
      ([key, value]) => key !== "$when" && !(typeof value === "string" && /^\$[A-Za-z]/.test(value)) && !isNode(value),
    );
    const step: BodyStep =
      constants.length > 0
        ? Object.fromEntries(constants.map(([key, value]) => [key, constant(value as Json)]))
        : index;
    walk(item, [...path, step], found, false);
  }
}

function members(node: Template, path: readonly BodyStep[], found: Found, isCertain: boolean): void {
  if (node.$each !== undefined) {
    each(node, path, found);
    return;
  }
  if (node.$protobuf !== undefined) return;
  const spreads = Object.entries(node).filter(([key]) => key.startsWith("..."));
  const keys = Object.keys(node).map((key) => key.replace(/^\.\.\./, ""));
  for (const [key, value] of Object.entries(node))
    if (!key.startsWith("...") && key !== "$when")
      walk(value, [...path, key], found, isCertain && node.$when === undefined);
  for (const [key, value] of spreads) {
    const fact = String(value).slice(1);
    if (key !== "...") found.places.push({ fact, path: [...path, key.slice(3)] });
    found.places.push({ fact, path, except: keys });
  }
}

/** Facts of the error itself that stand in every element are read from the first. */
function each(node: Template, path: readonly BodyStep[], found: Found): void {
  const inside: Found = { fixed: [], places: [], inexact: [] };
  walk(node.$item as Json, [], inside, false);
  const isItem = ({ fact }: BodyPath): boolean => /^item\b/.test(fact);
  const places = [...inside.places, ...inside.inexact];
  const source: Found = { fixed: [], places: [], inexact: [] };
  slot(String(node.$each), path, source);
  found.places.push(...source.places.map((place) => ({ ...place, each: places.filter(isItem) })));
  for (const place of places) if (!isItem(place)) found.places.push({ ...place, path: [...path, 0, ...place.path] });
}

function isNode(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function constant(value: Json): Json {
  return typeof value === "string" ? value.replace(/^\$\$/, "$") : value;
}

/** Turns the names of kinds round; a name of several kinds tells none. */
function namesOf(table: Readonly<Record<string, string>>): Record<string, Kind> {
  const all = Object.keys(kinds) as Kind[];
  const nameOf = (kind: Kind): unknown => own(table, kind) ?? table["*"];
  const sole = all.filter((kind) => all.filter((other) => nameOf(other) === nameOf(kind)).length === 1);
  return Object.fromEntries(sole.flatMap((kind) => (typeof nameOf(kind) === "string" ? [[nameOf(kind), kind]] : [])));
}
