import { isPlainObject } from "../snapshot.ts";
import { didYouMean } from "./nearest.ts";
import type { Spot } from "./spot.ts";

/** Notes at a place what is wrong with the value there. */
export type Check = (spot: Spot, value: unknown) => void;

/** The members that an object may have, with their checks. */
export type Members = Readonly<Record<string, Check>>;

/** Checks an object with known members. */
export function object(members: Members, required: readonly string[] = []): Check {
  return (spot, value) => {
    if (!isMapping(spot, value)) return;
    for (const [key, member] of Object.entries(value)) {
      const check = Object.hasOwn(members, key) ? members[key] : undefined;
      if (check === undefined) unknownMember(spot.at(key), key, Object.keys(members));
      else check(spot.at(key), member);
    }
    for (const key of required) {
      if (Object.hasOwn(value, key)) continue;
      const fix = `Add ${key}.`;
      spot.at(key).fault("MEMBER_MISSING", { expected: `the member "${key}"`, received: undefined, fix });
    }
  };
}

/** Checks an object whose keys are names of the author's choice. */
export function record(check: (spot: Spot, value: unknown, key: string) => void): Check {
  return (spot, value) => {
    if (isMapping(spot, value)) for (const [key, member] of Object.entries(value)) check(spot.at(key), member, key);
  };
}

/** Checks every item of an array. */
export function list(check: Check): Check {
  return (spot, value) => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) check(spot.at(index), item);
    else spot.fault("TYPE", { expected: "a list", received: value, fix: "Write a list, even of one." });
  };
}

/** Checks a text that says something. */
export const text: Check = (spot, value) => {
  if (typeof value !== "string") spot.fault("TYPE", { expected: "text", received: value, fix: "Write it as text." });
  else if (value.trim() === "")
    spot.fault("TEXT_EMPTY", { expected: "text that is not empty", received: value, fix: "Write what it is to say." });
};

/** Checks a value of a closed list. */
export function choice(rule: string, what: string, choices: readonly string[]): Check {
  return (spot, value) => {
    if (typeof value === "string" && choices.includes(value)) return;
    const all = `Use one of: ${choices.join(", ")}.`;
    const fix = typeof value === "string" ? didYouMean(value, choices, all) : all;
    spot.fault(rule, { expected: what, received: value, fix });
  };
}

export const yesOrNo: Check = (spot, value) => {
  if (typeof value !== "boolean")
    spot.fault("TYPE", { expected: "true or false", received: value, fix: "Write true or false." });
};

/** Checks an absolute address. */
export function address(shape: RegExp, expected = "an absolute address"): Check {
  return (spot, value) => {
    if (typeof value === "string" && shape.test(value) && URL.canParse(value)) return;
    const fix = "Write the whole address, such as https://….";
    spot.fault("URL_INVALID", { expected, received: value, fix });
  };
}

/** Checks that a value is what JSON can carry, all the way down. */
export const data: Check = (spot, value) => {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) data(spot.at(index), item);
  else if (isPlainObject(value)) for (const [key, member] of Object.entries(value)) data(spot.at(key), member);
  else if (!isScalar(value))
    spot.fault("NOT_DATA", { expected: "JSON data", received: value, fix: "Write it as plain data." });
};

function isScalar(value: unknown): boolean {
  return value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}

function isMapping(spot: Spot, value: unknown): value is Readonly<Record<string, unknown>> {
  if (isPlainObject(value)) return true;
  spot.fault("TYPE", { expected: "an object", received: value, fix: "Write an object with named members." });
  return false;
}

function unknownMember(spot: Spot, key: string, known: readonly string[]): void {
  const fix = didYouMean(key, known, `Remove it, or use one of: ${known.join(", ")}.`);
  spot.fault("MEMBER_UNKNOWN", { expected: "a known member", received: key, fix });
}
