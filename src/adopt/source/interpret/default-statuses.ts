import type { Arm, Member, Unit } from "../collect/index.ts";
import { ownerOf } from "./listing/index.ts";
import type { Symbols } from "./symbols.ts";

/** A status that a function returns for every member of a list that it does not name. */
interface DefaultStatus {
  readonly status: number;
  /** The case that returns it. */
  readonly arm: Arm;
  /** The members that it does not name. */
  readonly members: readonly Member[];
}

/** Fewest members that a function names with a status. */
const minNamed = 2;
/** Most functions of one source. */
const maxFunctions = 100;

/** Returns the statuses of functions from codes to statuses, for the members that have no case of their own: `default: return 500`. */
export function defaultStatuses(units: readonly Unit[], symbols: Symbols): readonly DefaultStatus[] {
  return units.flatMap((unit) => casesByFunction(unit).flatMap((cases) => defaultOf(cases, unit, symbols) ?? []));
}

function casesByFunction({ arms }: Unit): readonly (readonly Arm[])[] {
  const functions = new Map<string, Arm[]>();
  for (const arm of arms) {
    if (arm.isCase !== true || !/status|http/i.test(arm.owners.at(-1) ?? "")) continue;
    const key = arm.owners.join("\n");
    const cases = functions.get(key) ?? [];
    functions.set(key, cases);
    cases.push(arm);
  }
  return [...functions.values()].slice(0, maxFunctions);
}

function defaultOf(cases: readonly Arm[], unit: Unit, symbols: Symbols): DefaultStatus | undefined {
  const [last, ...others] = cases.filter(({ key }) => key.type === "name" && isDefault.test(key.path.join(".")));
  const status = last === undefined || others.length > 0 ? undefined : symbols.status(last.value, unit);
  if (last === undefined || status === undefined || status < 400) return undefined;
  const named = cases.flatMap(({ key, value }) => {
    const member =
      key.type === "name" && symbols.status(value, unit) !== undefined ? symbols.find(key.path, unit) : undefined;
    return member === undefined ? [] : [member];
  });
  const [first] = named;
  if (first === undefined || named.length < minNamed || !named.every((member) => isBeside(member, first)))
    return undefined;
  const known = new Set(named);
  const members = first.unit.members.filter((member) => isBeside(member, first) && !known.has(member));
  return { status, arm: last, members };
}

/** Names of the case for all others. */
const isDefault = /^(?:default|else|_)$/;

function isBeside(one: Member, other: Member): boolean {
  return one.unit === other.unit && one.place === other.place && ownerOf(one) === ownerOf(other);
}
