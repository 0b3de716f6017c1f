import { STATUS_CODES } from "node:http";
import { describesFailure, mostlyFailures } from "../../../evidence/index.ts";
import type { Member } from "../../collect/index.ts";
import type { Value } from "../../syntax/index.ts";
import { isMessage, statusOfNumber } from "../symbols.ts";

/** Properties of the numbers of a map of names. */
export interface MappedNumbers {
  readonly areDifferent: boolean;
  /** Whether there are enough of them, and all have at least four digits. */
  readonly areLong: boolean;
  /** Whether there are enough of them, all have at least three digits, and HTTP does not define most of them. */
  readonly areNumbered: boolean;
}

/** Returns what the numbers of the members of a list are. */
export function mappedNumbers(numbers: readonly number[], count: number): MappedNumbers {
  const own = numbers.filter((one) => !Object.hasOwn(STATUS_CODES, one));
  const isMap = numbers.length > 2 && numbers.length === count;
  return {
    areDifferent: new Set(numbers).size === numbers.length,
    areLong: isMap && numbers.every((one) => Math.abs(one) >= 1_000 || statusOfNumber(one) !== undefined),
    areNumbered: isMap && own.length * 2 > numbers.length && numbers.every((one) => Math.abs(one) >= 100),
  };
}

/** Checks whether the members of a map are the numbers of errors, most of which HTTP does not define, with texts that describe failures. Small ones may count anything. */
export function areKeyedByNumbers(members: readonly Member[]): boolean {
  const texts = members.flatMap(({ value }) => textOf(value) ?? []);
  if (!members.every(isKeyedByNumber) || texts.length < members.length) return false;
  const registered = members.filter(({ name }) => Object.hasOwn(STATUS_CODES, name)).length;
  // Nobody writes a counter in quotes.
  const large = members.filter(({ name, node }) => name.length > (node.type === "string" ? 1 : 2)).length;
  return registered * 2 < members.length && large * 2 >= members.length && mostlyFailures(texts);
}

/** Checks whether a member of a map is a number with a text. */
export function isKeyedByNumber({ place, name, value }: Member): boolean {
  return place === "object" && value?.type === "string" && /^-?\d{1,9}$/.test(name);
}

/** Returns the text of a member, unless it is that of a success. */
export function failureOf({ value }: Member): string | undefined {
  const text = textOf(value);
  return text === undefined || tellsOfSuccess(text) ? undefined : text;
}

function tellsOfSuccess(text: string): boolean {
  return /\b(?:success(?:ful(?:ly)?)?|ok|approved|accepted|completed)\b/i.test(text) && !describesFailure(text);
}

/** Returns a text of several words. */
function textOf(value: Value | undefined): string | undefined {
  return value?.type === "string" && isMessage(value.text) ? value.text : undefined;
}
