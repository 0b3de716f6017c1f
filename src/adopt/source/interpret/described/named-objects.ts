import { STATUS_CODES } from "node:http";
import { isIdentifier } from "../../../evidence/index.ts";
import type { Description } from "../../collect/index.ts";
import { isErrorName, isErrorPath, nameOfKey, roleOfKey } from "../../names/index.ts";
import type { Pair, Value } from "../../syntax/index.ts";
import { type Profile, profileOf } from "../profile.ts";
import { isCodeName, isStatus, type Symbols } from "../symbols.ts";

/** A constant that is an error and has no code of its own. */
export interface NamedObject {
  readonly name: string;
  /** The status; undefined if it is a number that HTTP does not define. */
  readonly status: number | undefined;
}

/** Fewest constants that are a list. */
const minObjects = 3;

/**
 * Finds constants that are errors with a status and a message, and whose names are the codes:
 * `export const NoBook: ErrorFormat = { code: 404, description: "There is no such book." }`. Most of those that are declared alike
 * have statuses, so that the other numbers are no codes.
 */
export function namedObjects(
  descriptions: readonly Description[],
  symbols: Symbols,
): ReadonlyMap<Description, NamedObject> {
  const groups = new Map<string, [Description, NamedObject][]>();
  for (const description of descriptions) {
    const named = namedObject(description, symbols);
    if (named === undefined) continue;
    const { unit, callee, owners, pairs } = description;
    const type = typeOf(callee);
    const keys = type === undefined ? pairs.flatMap(({ key }) => nameOfKey(key) ?? []).toSorted() : [type];
    const place = [
      unit.file,
      ...owners.slice(0, -1).filter((owner) => owner !== type && owner !== "exports"),
      ...keys,
    ].join("\n");
    const group = groups.get(place) ?? [];
    groups.set(place, group);
    group.push([description, named]);
  }
  return new Map([...groups.values()].filter((group) => areErrors(group.map(([, named]) => named))).flat());
}

function namedObject(description: Description, symbols: Symbols): NamedObject | undefined {
  const { owners, unit, within, key, callee } = description;
  const name = owners.at(-1) ?? "";
  if (within !== undefined || key !== undefined || !isListed(name, description)) return undefined;
  const isError = callee.length > 0 ? isErrorName(typeOf(callee)) : isErrorPath(unit) || isErrorName(owners.at(-2));
  if (!isError || !isValueOf(name, description, symbols) || !description.pairs.every(mayBeStatus)) return undefined;
  const pairs = symbols.namedPairs(description);
  const profile = profileOf(pairs, unit, symbols);
  if (!hasText(profile) || (profile.code !== undefined && !/^-?\d+$/.test(profile.code.text))) return undefined;
  const value = pairs.find((pair) => roleOfKey(pair.key) === "code")?.value;
  const number = profile.status ?? (value?.type === "number" ? value.value : undefined);
  return { name, status: number !== undefined && Object.hasOwn(STATUS_CODES, number) ? number : undefined };
}

/** Returns the type that is created: `ErrorFormat` in `ErrorFormat.new(…)`; undefined for an object without a type. */
function typeOf(callee: readonly string[]): string | undefined {
  return callee.findLast((word) => !/^(?:new|of|create)$/i.test(word));
}

/** Checks whether an argument is no number of its own, which would be the code. */
function mayBeStatus({ key, value }: Pair): boolean {
  return key !== undefined || value.type !== "number" || isStatus(value.value);
}

/** Checks whether the name of a constant may be a code. Those of Go that begin with `Err` are names of variables. */
function isListed(name: string, { unit }: Description): boolean {
  return /^[A-Z]\w*[A-Za-z0-9]$/.test(name) && (unit.language !== "go" || !/^Err(?:or)?[A-Z]/.test(name));
}

function hasText({ message, description, namesMessage }: Profile): boolean {
  return message !== undefined || description !== undefined || namesMessage;
}

/** Checks whether a description is the value of a constant, and not a part of it. */
function isValueOf(name: string, { pairs: [first], callee, unit }: Description, symbols: Symbols): boolean {
  return symbols.constantsOf(name, unit).some(({ value }) => {
    const own = value?.type === "call" && callee.length === 0 ? passedOn(value) : value;
    if (own?.type !== "pairs" && own?.type !== "call") return false;
    const isSame = (own.type === "call") === callee.length > 0;
    return isSame && first !== undefined && own.pairs[0]?.node.offset === first.node.offset;
  });
}

/** Returns the object that a call such as `Object.freeze({ … })` passes on. */
function passedOn({ pairs: [only, ...others] }: { readonly pairs: readonly Pair[] }): Value | undefined {
  return others.length === 0 && only?.key === undefined ? only?.value : undefined;
}

/** Checks whether most of several constants have the statuses of errors and names that are written as codes, and not as classes. */
function areErrors(objects: readonly NamedObject[]): boolean {
  const isMost = (holds: (one: NamedObject) => boolean): boolean => objects.filter(holds).length * 2 > objects.length;
  return (
    objects.length >= minObjects &&
    isMost(({ status = 0 }) => status >= 400) &&
    isMost(({ name }) => isIdentifier(name) || isCodeName(name)) &&
    !isMost(({ name }) => /(?:Error|Exception)$/.test(name))
  );
}
