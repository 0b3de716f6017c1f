import { STATUS_CODES } from "node:http";
import { mostlyFailures } from "../../../evidence/index.ts";
import { type Member, nameOfOwner, type Unit } from "../../collect/index.ts";
import { isErrorName, isErrorPath, wordsOf } from "../../names/index.ts";
import { isCodeText, isMessage, type Symbols } from "../symbols.ts";
import type { ListedCode } from "./list-reader.ts";

/** Errors of one place whose parts are constants of their own. */
export interface ErrorParts {
  readonly owner: string;
  /** All constants that are parts of them. */
  readonly members: readonly Member[];
  readonly codes: readonly ListedCode[];
}

type Role = "code" | "message" | "status";

/** The constants of one error, by what they state. */
type Parts = Partial<Record<Role, Member>>;

const roles: readonly (readonly [Role, RegExp])[] = [
  ["code", /^(?:err(?:or)? )?code$/],
  ["message", /^(?:err(?:or)? )?(?:messages?|msg|text|details?|description|desc|title)$/],
  ["status", /^(?:(?:err(?:or)?|http) )?status(?: code)?$|^http code$/],
];

/** Most words that name a part. */
const maxRoleWords = 3;
/** Indexes at which the words for the part may begin; those at the end of a name are at `end`. */
const places = ["end", 0, 1, 2] as const;
type Place = (typeof places)[number];

/**
 * Finds errors whose code, message and status are constants that share the rest of their names: `GoneCode`, `GoneMessage`,
 * `GoneStatus`, or `RESPONSE_CODE_GONE` and `RESPONSE_MESSAGE_GONE`.
 */
export function readErrorParts(units: readonly Unit[], symbols: Symbols): readonly ErrorParts[] {
  return units.flatMap((unit) => constantsByPlace(unit).flatMap((members) => partsAmong(members, unit, symbols) ?? []));
}

function constantsByPlace({ members }: Unit): readonly (readonly Member[])[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    if (member.place !== "constant" && member.place !== "object") continue;
    const key = `${member.place}\n${member.owners.join("\n")}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(member);
  }
  return [...groups.values()].filter(({ length }) => length >= 2 * minErrors);
}

/** Fewest errors with several parts. Fewer constants may share parts of their names by chance. */
const minErrors = 2;
const minUnnamed = 3;

function partsAmong(members: readonly Member[], unit: Unit, symbols: Symbols): ErrorParts | undefined {
  const byPlace = places.map((place) => completeParts(members, place));
  const errors = byPlace.reduce((best, one) => (one.length > best.length ? one : best));
  const owner = nameOfOwner(members[0]?.owners ?? []);
  const isNamed = isErrorName(owner) || isErrorPath(unit);
  if (errors.length < (isNamed ? minErrors : minUnnamed)) return undefined;
  const codes = errors.flatMap((parts) => readParts(parts, unit, symbols) ?? []);
  const texts = codes.map(({ code }) => code);
  const areCodes = codes.length * 10 >= errors.length * 8 && new Set(texts).size * 10 >= texts.length * 8;
  if (!areCodes || !(isNamed || areFailures(codes)) || areStatuses(texts)) return undefined;
  return { owner, members: errors.flatMap((parts) => Object.values(parts)), codes };
}

/** Returns the errors with a code, if most of them have another part. */
function completeParts(members: readonly Member[], place: Place): readonly Parts[] {
  const errors = new Map<string, Parts>();
  const unnamed = new Map<string, Member>();
  for (const member of members) {
    const words = wordsOf(member.name);
    const [role, rest] = roleIn(words, place) ?? [];
    if (role === undefined || rest === undefined) unnamed.set(words.join(" "), member);
    else errors.set(rest, { [role]: member, ...errors.get(rest) });
  }
  // The constant of the code may have no word for it: `GONE = "gone"` beside `GONE_MESSAGE`.
  for (const [rest, parts] of errors) {
    const code = unnamed.get(rest);
    if (parts.code === undefined && code !== undefined) errors.set(rest, { ...parts, code });
  }
  const coded = [...errors].filter(([rest, { code }]) => code !== undefined && !isSuccess.test(rest));
  const complete = coded.filter(([, parts]) => Object.keys(parts).length > 1);
  return complete.length * 2 < coded.length ? [] : coded.map(([, parts]) => parts);
}

const isSuccess = /(?:^| )(?:ok|success(?:ful)?|succeeded)$/;

/** Returns the part that words name at a place, and the other words. */
function roleIn(words: readonly string[], place: Place): readonly [Role, string] | undefined {
  for (let length = Math.min(maxRoleWords, words.length - 1); length > 0; length -= 1) {
    const start = place === "end" ? words.length - length : place;
    const text = words.slice(start, start + length).join(" ");
    const role = roles.find(([, pattern]) => pattern.test(text))?.[0];
    const rest = [...words.slice(0, start), ...words.slice(start + length)];
    if (role !== undefined && rest.length > 0) return [role, rest.join(" ")];
  }
  return undefined;
}

function readParts({ code, message, status }: Parts, unit: Unit, symbols: Symbols): ListedCode | undefined {
  const text = symbols.text(code?.value, unit) ?? symbols.number(code?.value, unit)?.toString();
  if (code === undefined || text === undefined || !(isCodeText(text) || /^-?\d{1,9}$/.test(text))) return undefined;
  const written = symbols.text(message?.value, unit);
  return {
    member: code,
    code: text,
    status: symbols.status(status?.value, unit),
    message: written !== undefined && isMessage(written) ? written : undefined,
    profile: undefined,
  };
}

function areFailures(codes: readonly ListedCode[]): boolean {
  const failed = codes.filter(({ status }) => status !== undefined && status >= 400);
  return (
    failed.length * 2 > codes.length ||
    mostlyFailures(codes.map(({ code, message = "", member }) => `${message} ${code} ${member.name}`))
  );
}

/** Checks whether most codes are statuses of HTTP, and no sequence, as the numbers of an API are. */
function areStatuses(codes: readonly string[]): boolean {
  const registered = codes.filter((code) => Object.hasOwn(STATUS_CODES, code));
  if (registered.length * 2 <= codes.length) return false;
  const numbers = codes.map(Number).toSorted((one, other) => one - other);
  const steps = numbers.filter((number, index) => number === (numbers[index - 1] ?? Number.NaN) + 1);
  return numbers.length < minCounted || steps.length * 10 < (numbers.length - 1) * 9;
}

/** Fewest numbers that form a sequence. Fewer could be statuses. */
const minCounted = 5;
