import type { Kind } from "../contract/index.ts";
import type { AnyApi } from "./api.ts";
import type { BodyMap, BodyPath, BodyStep } from "./body-map.ts";
import type { ContractMetadata } from "./contract-metadata-types.ts";
import { own } from "./own.ts";
import type { Reading } from "./read-foreign.ts";

/**
 * Makes metadata read the API's own bodies by their maps. Only APIs have maps whose envelope the reader of all published
 * forms would read otherwise: details spread beside the code, lists that the template takes apart, unusual names.
 * `contractMetadata(contract)` does this by itself.
 */
export function withBodyMaps<Api extends AnyApi>(metadata: ContractMetadata<Api>): ContractMetadata<Api> {
  const maps = (metadata.bodies ?? []).map(prepare);
  const read = (body: unknown): Reading | undefined => {
    for (const map of maps) {
      const reading = readByMap(map, body);
      if (reading?.code) return reading;
    }
    return undefined;
  };
  // Not enumerable: metadata that are written down stay data.
  return Object.defineProperty({ ...metadata }, "read", { value: read });
}

/** A place, taken apart once for all bodies. */
interface Place extends Omit<BodyPath, "each" | "except"> {
  readonly keys: readonly string[];
  readonly each: readonly Place[] | undefined;
  readonly except: ReadonlySet<string> | undefined;
}

interface PreparedMap extends Omit<BodyMap, "places"> {
  readonly places: readonly Place[];
}

function prepare(map: BodyMap): PreparedMap {
  return { ...map, places: map.places.map(preparePlace) };
}

function preparePlace(place: BodyPath): Place {
  const { fact, each, except } = place;
  return { ...place, keys: fact.split("."), each: each?.map(preparePlace), except: except && new Set(except) };
}

/** Reads a body by a map. @returns undefined where the body is of another shape */
function readByMap({ fixed, places, kindNames }: PreparedMap, body: unknown): Reading | undefined {
  if (fixed) for (const { path, value } of fixed) if (follow(body, path) !== value) return undefined;
  const found = collect(places, body);
  const { details } = found;
  const param = own(details, "param");
  return {
    code: textOf(found.code),
    message: textOf(found.message),
    details,
    requestId: textOf(found.requestId),
    docsUrl: textOf(found.docsUrl),
    title: textOf(found.title),
    param: textOf(param),
    kind: own(kindNames, found.kind) as Kind | undefined,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function collect(places: readonly Place[], body: unknown): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const place of places) {
    const value = factOf(place, follow(body, place.path));
    if (value !== undefined && value !== null) put(found, place.keys, value);
  }
  return found;
}

function factOf({ absent, except, each, isShape }: Place, value: unknown): unknown {
  if (value === undefined || value === absent || (absent !== undefined && isEmpty(absent) && isEmpty(value)))
    return undefined;
  if (each) return Array.isArray(value) ? value.map((element) => collect(each, element).item ?? {}) : undefined;
  if (except) return without(value, except);
  return isShape && typeof value === "string" ? value.replace(/:.*|.*#/gs, "") : value;
}

function follow(body: unknown, path: readonly BodyStep[]): unknown {
  let at = body;
  for (const step of path) {
    if (typeof step !== "object") at = typeof at === "object" ? own(at, step) : undefined;
    else at = Array.isArray(at) ? at.find((element) => isLike(element, step)) : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

function isLike(element: unknown, step: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(step).every((key) => own(element, key) === step[key]);
}

/** Leaves out members; undefined where nothing is left, or where there never was an object. */
function without(value: unknown, keys: ReadonlySet<string>): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  let rest: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    if (keys.has(key)) continue;
    rest ??= {};
    const member = (value as Record<string, unknown>)[key];
    if (key === "__proto__") Object.defineProperty(rest, key, { value: member, enumerable: true, configurable: true });
    else rest[key] = member;
  }
  return rest;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function put(found: Record<string, unknown>, path: readonly string[], value: unknown, index = 0): void {
  const key = path[index] ?? "";
  const has = Object.hasOwn(found, key);
  if (index === path.length - 1) {
    if (!has) found[key] = value;
    return;
  }
  const member = has ? found[key] : {};
  if (typeof member !== "object" || member === null || Array.isArray(member)) return;
  // Copied, because what the body itself holds stays as it came.
  found[key] = { ...member };
  put(found[key] as Record<string, unknown>, path, value, index + 1);
}
