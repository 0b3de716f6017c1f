import { STATUS_CODES } from "node:http";
import type { Description } from "../../collect/index.ts";
import { isErrorName, isErrorPath } from "../../names/index.ts";
import type { Pair } from "../../syntax/index.ts";
import { isMessage, type Symbols } from "../symbols.ts";

/**
 * Finds the numbers of errors that several calls of one function declare, of whatever size and at whatever place they are:
 * `ErrLent = Register(desk, 2, "book is lent")`. Numbers that are repeated, such as statuses, are none.
 */
export function declaredNumbers(
  descriptions: readonly Description[],
  symbols: Symbols,
): ReadonlyMap<Description, string> {
  const groups = new Map<string, Description[]>();
  for (const description of descriptions) {
    const { callee, owners, within, unit } = description;
    const name = callee.at(-1) ?? "";
    if (within !== undefined || !owners.slice(-2).some(isErrorName) || passesOn.test(name) || name === "") continue;
    if (addsPrefix(description, symbols)) continue;
    const place = numberAt(description);
    const key = `${unit.file} ${callee.join(".")} ${place}`;
    const group = groups.get(key) ?? [];
    if (place < 0) continue;
    groups.set(key, group);
    group.push(description);
  }
  const numbers = [...groups.values()].filter(areNumbered).flat();
  return new Map(numbers.map((one) => [one, String(numberOf(one, numberAt(one)))]));
}

/**
 * Finds the codes with which several calls of one function register messages, as in `MsgGone = register("LB1001", "The book is gone.")`,
 * in a source about errors.
 */
export function registeredCodes(
  descriptions: readonly Description[],
  symbols: Symbols,
): ReadonlyMap<Description, string> {
  const groups = new Map<string, [Description, string][]>();
  for (const description of descriptions) {
    const { callee, pairs, within, unit } = description;
    const [code, message] = pairs
      .slice(0, 2)
      .map(({ key, value }) => (key === undefined ? symbols.text(value, unit) : undefined));
    if (within !== undefined || !isErrorPath(unit) || !/^[A-Z]{1,8}[-_]?\d{3,6}$/.test(code ?? "")) continue;
    if (message === undefined || !isMessage(message) || passesOn.test(callee.at(-1) ?? "")) continue;
    const key = `${unit.file} ${callee.join(".")}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push([description, code ?? ""]);
  }
  return new Map([...groups.values()].filter(({ length }) => length >= minRegistered).flat());
}

/** Fewest calls that register messages. */
const minRegistered = 4;

/** Checks whether a factory that was created with a prefix writes it before the number: `codes = Factory("LIB"); codes.create(1, "…")`. */
function addsPrefix({ callee, unit }: Description, symbols: Symbols): boolean {
  const factory = callee.length > 1 ? symbols.find(callee.slice(0, -1), unit)?.value : undefined;
  const [only, ...others] = factory?.type === "call" ? factory.pairs : [];
  return others.length === 0 && only?.value.type === "string" && /^[A-Z][A-Z0-9_-]{0,11}$/.test(only.value.text);
}

/** Returns the place of the only number beside a text and, with several, beside a status; -1 without one. */
function numberAt({ pairs }: Description): number {
  const numbers = pairs.filter(({ key, value }) => key === undefined && value.type === "number");
  const [only, ...others] = numbers.length > 1 ? numbers.filter((pair) => !isRegistered(pair)) : numbers;
  const place = only === undefined || others.length > 0 ? -1 : pairs.indexOf(only);
  const before = pairs.slice(0, place).map(({ value }) => value);
  if (!before.every(({ type }) => type === "name" || type === "string")) return -1;
  const after = pairs.slice(place + 1);
  const isLast = after.every(isRegistered) && before.some((value) => value.type === "string" && isMessage(value.text));
  return isLast || after.some(({ value }) => value.type === "string") ? place : -1;
}

/** Checks whether an argument is a status that HTTP defines. */
function isRegistered({ value }: Pair): boolean {
  return value.type === "number" && Object.hasOwn(STATUS_CODES, value.value);
}

/** Finds the numbers of errors that are the keys of a map of descriptions, as in `1001: { message: "No such book." }`. */
export function keyedNumbers(descriptions: readonly Description[]): ReadonlyMap<Description, string> {
  const maps = new Map<string, Description[]>();
  for (const description of descriptions) {
    const { key, owners, unit, pairs } = description;
    if (key?.type !== "number" || !(owners.some(isErrorName) || isErrorPath(unit))) continue;
    if (!pairs.some(({ value }) => value.type === "string" && isMessage(value.text))) continue;
    const place = [unit.file, ...owners.slice(0, -1)].join("\n");
    const map = maps.get(place) ?? [];
    maps.set(place, map);
    map.push(description);
  }
  // Small numbers may count anything.
  const areLarge = (map: readonly Description[]): boolean => map.every((one) => Math.abs(keyOf(one)) >= 100);
  const numbered = [...maps.values()].filter((map) => areOwn(map.map(keyOf)) && areLarge(map)).flat();
  return new Map(numbered.map((one) => [one, String(keyOf(one))]));
}

function keyOf({ key }: Description): number {
  return key?.type === "number" ? key.value : 0;
}

function numberOf({ pairs }: Description, place: number): number {
  const value = pairs[place]?.value;
  return value?.type === "number" ? value.value : 0;
}

function areNumbered(calls: readonly Description[]): boolean {
  return areOwn(calls.map((call) => numberOf(call, numberAt(call))));
}

/** Checks whether several numbers are different, and HTTP does not define most of them. */
function areOwn(numbers: readonly number[]): boolean {
  const own = numbers.filter((number) => !Object.hasOwn(STATUS_CODES, number));
  return numbers.length > 2 && new Set(numbers).size * 10 >= numbers.length * 9 && own.length * 2 > numbers.length;
}

/** Functions that add to an error, look at it or show it. */
export const passesOn: RegExp =
  /^_*(?:wrap|annotate|log|trace|report|handle|check|is|has|import|export|set|add|show|display|build|write|render|print|format|get|find|infer|determine|resolve|parse|map|convert|assert|expect|clear|reset|emit|notify|toast|on|with)(?=[A-Z_])/i;
