import type { Kind } from "../contract/index.ts";
import type { AnyApi } from "./api.ts";
import type { BodyMap, BodyPlace, BodyStep } from "./body-map.ts";
import type { ClientFacts } from "./client-facts.ts";
import { own } from "./own.ts";
import type { Reading } from "./read-foreign.ts";

/**
 * Makes facts read the API's own bodies by their maps. Only APIs have maps whose envelope the reader of all published
 * forms would read otherwise: details spread beside the code, lists that the template takes apart, unusual names.
 * `clientFacts(contract)` does this by itself.
 */
export function exactly<Api extends AnyApi>(facts: ClientFacts<Api>): ClientFacts<Api> {
  const read = (body: unknown): Reading | undefined => {
    for (const map of facts.bodies ?? []) {
      const reading = readByMap(map, body);
      if (reading?.code) return reading;
    }
    return undefined;
  };
  // Not enumerable: facts that are written down stay data.
  return Object.defineProperty({ ...facts }, "read", { value: read });
}

/** Reads a body by a map. @returns undefined where the body is of another shape */
function readByMap({ fixed = [], places, kindNames }: BodyMap, body: unknown): Reading | undefined {
  if (!fixed.every(({ path, value }) => follow(body, path) === value)) return undefined;
  const found = collect(places, body);
  const { details } = found;
  const param = own(details, "param");
  const text = (fact: string): string | undefined => (typeof found[fact] === "string" ? found[fact] : undefined);
  return {
    code: text("code"),
    message: text("message"),
    details,
    requestId: text("requestId"),
    docsUrl: text("docsUrl"),
    title: text("title"),
    param: typeof param === "string" ? param : undefined,
    kind: own(kindNames, found.kind) as Kind | undefined,
  };
}

function collect(places: readonly BodyPlace[], body: unknown): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const place of places) {
    const value = factOf(place, follow(body, place.path));
    if (value !== undefined && value !== null) put(found, place.fact.split("."), value);
  }
  return found;
}

function factOf({ absent, except, each, isShape }: BodyPlace, value: unknown): unknown {
  if (value === absent || (isEmpty(absent) && isEmpty(value))) return undefined;
  if (each) return Array.isArray(value) ? value.map((element) => collect(each, element).item ?? {}) : undefined;
  if (except) return without(value, except);
  return isShape && typeof value === "string" ? value.replace(/:.*|.*#/gs, "") : value;
}

function follow(body: unknown, path: readonly BodyStep[]): unknown {
  return path.reduce<unknown>((at, step) => {
    if (typeof step !== "object") return typeof at === "object" ? own(at, step) : undefined;
    if (!Array.isArray(at)) return undefined;
    return at.find((element) => Object.keys(step).every((key) => own(element, key) === step[key]));
  }, body);
}

/** Leaves out members; undefined where nothing is left, or where there never was an object. */
function without(value: unknown, keys: readonly string[]): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const rest = Object.entries(value).filter(([key]) => !keys.includes(key));
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function put(found: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  const has = Object.hasOwn(found, key);
  if (rest.length === 0) {
    if (!has) found[key] = value;
    return;
  }
  const member = has ? found[key] : {};
  if (typeof member !== "object" || member === null || Array.isArray(member)) return;
  // Copied, because what the body itself holds stays as it came.
  found[key] = { ...member };
  put(found[key] as Record<string, unknown>, rest, value);
}
