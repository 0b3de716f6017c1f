import { STATUS_CODES } from "node:http";
import { type Arm, emptyNote, type Member, type Unit } from "../collect/index.ts";
import { isErrorName, statusOfName } from "../names/index.ts";
import type { Value } from "../syntax/index.ts";
import { isCodeName } from "./symbols.ts";

/**
 * Adds the members that only the cases of functions and maps name: those of an enumeration that is declared elsewhere, as in
 * `Self::SoldOut => "sold_out"` and `ErrorCode.SOLD_OUT to 410`, and codes with their statuses, as in `case "sold_out": return 410`.
 */
export function addImpliedMembers(units: readonly Unit[]): void {
  const members = units.flatMap((unit) => unit.members);
  const declared = new Set(members.flatMap(({ name, place }) => (place === "object" ? [] : [name])));
  for (const unit of units)
    for (const arms of armsByPlace(unit)) {
      const cases = arms.filter(({ isCase }) => isCase === true);
      unit.members.push(...namedIn(cases, declared), ...statusesIn(cases), ...mappedIn(arms, declared));
    }
}

/** Returns the cases of each function, and the members of each map, that has several. */
function armsByPlace({ arms }: Unit): readonly (readonly Arm[])[] {
  const places = new Map<string, Arm[]>();
  for (const arm of arms) {
    const key = arm.owners.join("\n");
    const place = places.get(key) ?? [];
    places.set(key, place);
    place.push(arm);
  }
  return [...places.values()].filter(({ length }) => length > 1);
}

/** Returns the members that a function of errors gives their codes, unless a source declares them. */
function namedIn(arms: readonly Arm[], declared: ReadonlySet<string>): readonly Member[] {
  const owners = arms[0]?.owners.slice(0, -1) ?? [];
  const place = arms[0]?.owners.at(-1) ?? "";
  if (!namesCodes.test(place) || !isErrorName(owners.at(-1))) return [];
  const named = arms.flatMap((arm): readonly Member[] => {
    const { key, value } = arm;
    const name = key.type === "name" || key.type === "call" ? (key.path.at(-1) ?? "") : "";
    if (!/^[A-Z]/.test(name) || declared.has(name) || value.type !== "string" || !isCodeName(value.text)) return [];
    return [memberOf(arm, name, owners)];
  });
  return named.length > 1 ? named : [];
}

/** Functions that return the text of a code. */
const namesCodes =
  /^(?:as_str|to_?string|fmt|slug|(?:as|get|error|api|string|str)?_?(?:error_?)?code(?:_?(?:str|string|name))?)$/i;

/** Returns the texts that a function gives the statuses of errors, if it gives none of them anything else. */
function statusesIn(arms: readonly Arm[]): readonly Member[] {
  const owners = arms[0]?.owners ?? [];
  if (!owners.slice(-2).some((owner) => isErrorName(owner) || /status|http|code/i.test(owner))) return [];
  const texts = arms.filter(({ key }) => key.type === "string" || key.type === "symbol");
  const members = texts.flatMap((arm): readonly Member[] => {
    const { key, value } = arm;
    const text = key.type === "string" || key.type === "symbol" ? key.text : "";
    const status = failureOf(value);
    if (status === undefined || !isCodeName(text)) return [];
    return [{ ...memberOf(arm, text, owners), place: "object", value: { type: "number", value: status } }];
  });
  return members.length === texts.length ? members : [];
}

/**
 * Returns the members of an enumeration of errors of another source that a function or a map gives statuses of errors, if it
 * gives none of them anything else. Names are sent as they are in languages of the JVM and in C#.
 */
function mappedIn(arms: readonly Arm[], declared: ReadonlySet<string>): readonly Member[] {
  if (!/^(?:java|kotlin|csharp)$/.test(arms[0]?.unit.language ?? "")) return [];
  const named = arms.flatMap((arm): readonly Member[] => {
    const path = arm.key.type === "name" ? arm.key.path : [];
    const [name = "", owner = arm.owners.slice(-3).findLast(isErrorList)] = path.toReversed();
    const isOther = owner === undefined || !isErrorList(owner) || declared.has(name);
    // Without an owner of its own, a name in another case may be that of an exception.
    const isMember = path.length > 1 ? /^[A-Z]/.test(name) : /^[A-Z][A-Z0-9_]+$/.test(name);
    return isOther || !isMember ? [] : [memberOf(arm, name, [owner])];
  });
  const own = new Set(named.map(({ node }) => node));
  const areFailures = arms.every(({ node, value }) => !own.has(node) || failureOf(value) !== undefined);
  return named.length > 2 && areFailures ? named : [];
}

/** Checks whether a name is that of a list of errors, and not of their kinds. */
function isErrorList(name: string): boolean {
  return isErrorName(name) && !/(?:Type|Kind|Category|Class|Group|Level)s?$/.test(name);
}

/** Returns the status of an error that a value is. */
function failureOf(value: Value): number | undefined {
  const status = value.type === "number" ? value.value : value.type === "name" ? statusOfName(value.path) : undefined;
  return status !== undefined && status >= 400 && Object.hasOwn(STATUS_CODES, status) ? status : undefined;
}

function memberOf({ node, unit }: Arm, name: string, owners: readonly string[]): Member {
  return { name, owners, place: "enum", type: undefined, value: undefined, pairs: [], note: emptyNote, node, unit };
}
