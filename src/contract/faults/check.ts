import type { ContractFault } from "../contract-error.ts";
import { quote } from "../contract-error.ts";
import { isPlainObject } from "../json.ts";
import { nearest } from "./nearest.ts";

/** A location in a definition, at which faults are reported. */
export interface FaultLocation {
  /** Returns the location of a member. */
  at(step: string | number): FaultLocation;
  /** Returns the same location as a part of a code's entry. */
  inEntry(code: string): FaultLocation;
  /**
   * Reports a fault here.
   *
   * @param rule name of the rule without its prefix `ERRATA_CONTRACT_`
   * @param received the definition's value; quoted when it is reported
   * @param fix how to fix it, as an imperative sentence
   */
  report(rule: string, expected: string, received: unknown, fix: string): void;
}

/** Reports what is wrong with a value. */
export type Check = (location: FaultLocation, value: unknown) => void;

/** Returns the location of a whole definition. @param faults receives what is reported */
export function rootLocation(faults: ContractFault[]): FaultLocation {
  return locationOf(faults, [], undefined);
}

function locationOf(
  faults: ContractFault[],
  path: readonly (string | number)[],
  code: string | undefined,
): FaultLocation {
  return {
    at: (step) => locationOf(faults, [...path, step], code),
    inEntry: (owner) => locationOf(faults, path, owner),
    report(rule, expected, received, fix) {
      const entry = code === undefined ? {} : { code };
      faults.push({ rule: `ERRATA_CONTRACT_${rule}`, ...entry, path, expected, received: quote(received), fix });
    },
  };
}

/** Checks an object with known members. */
export function object(members: Readonly<Record<string, Check>>, required: readonly string[] = []): Check {
  return (location, value) => {
    if (!isMapping(location, value)) return;
    for (const [key, member] of Object.entries(value)) {
      const check = Object.hasOwn(members, key) ? members[key] : undefined;
      if (check === undefined) unknownMember(location.at(key), key, Object.keys(members));
      else check(location.at(key), member);
    }
    for (const key of required) {
      if (Object.hasOwn(value, key)) continue;
      const fix = `Add ${key}.`;
      location.at(key).report("MEMBER_MISSING", `the member "${key}"`, undefined, fix);
    }
  };
}

/** Checks an object whose keys the author chooses. */
export function record(check: (location: FaultLocation, value: unknown, key: string) => void): Check {
  return (location, value) => {
    if (!isMapping(location, value)) return;
    for (const [key, member] of Object.entries(value)) check(location.at(key), member, key);
  };
}

/** Checks every item of a list. */
export function list(check: Check): Check {
  return (location, value) => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) check(location.at(index), item);
    else location.report("TYPE", "a list", value, "Write a list, even for a single item.");
  };
}

export const text: Check = (location, value) => {
  if (typeof value !== "string") location.report("TYPE", "text", value, "Write it as text.");
  else if (value.trim() === "") location.report("TEXT_EMPTY", "text that is not empty", value, "Write the text.");
};

/** Checks a value of a closed list. @param expected what the list contains, such as "a kind" */
export function choice(rule: string, expected: string, choices: readonly string[]): Check {
  return (location, value) => {
    if (typeof value === "string" && choices.includes(value)) return;
    const all = `Use one of: ${choices.join(", ")}.`;
    const fix = typeof value === "string" ? didYouMean(value, choices, all) : all;
    location.report(rule, expected, value, fix);
  };
}

/** Checks a value with a predicate. The other parameters are those of `FaultLocation.report`. */
export function valid(rule: string, expected: string, isValid: (value: unknown) => boolean, fix: string): Check {
  return (location, value) => {
    if (!isValid(value)) location.report(rule, expected, value, fix);
  };
}

export const boolean: Check = valid(
  "TYPE",
  "true or false",
  (value) => typeof value === "boolean",
  "Write true or false.",
);

/** Checks an absolute URL. */
export function address(pattern: RegExp, expected = "an absolute URL"): Check {
  const isUrl = (value: unknown): boolean => typeof value === "string" && pattern.test(value) && URL.canParse(value);
  return valid("URL_INVALID", expected, isUrl, "Write the whole URL, such as https://….");
}

/** Checks that JSON can represent a value, at every depth. */
export const data: Check = (location, value) => {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) data(location.at(index), item);
  else if (isPlainObject(value)) for (const [key, member] of Object.entries(value)) data(location.at(key), member);
  else if (value !== null && !["string", "boolean"].includes(typeof value) && !Number.isFinite(value))
    location.report("NOT_DATA", "JSON data", value, "Replace it by plain data.");
};

function isMapping(location: FaultLocation, value: unknown): value is Readonly<Record<string, unknown>> {
  if (isPlainObject(value)) return true;
  location.report("TYPE", "an object", value, "Write an object with named members.");
  return false;
}

function unknownMember(location: FaultLocation, key: string, known: readonly string[]): void {
  const fix = didYouMean(key, known, `Remove it, or use one of: ${known.join(", ")}.`);
  location.report("MEMBER_UNKNOWN", "a known member", key, fix);
}

/** Returns the fix of an unknown name: the nearest candidate, or the given sentence if none is near. */
export function didYouMean(name: string, candidates: Iterable<string>, otherwise: string): string {
  const candidate = nearest(name, candidates);
  return candidate === undefined ? otherwise : `Did you mean "${candidate}"?`;
}
