import type { Member, Unit } from "../collect/index.ts";
import { readComments } from "./comment-facts.ts";
import { type ListedCode, ListReader, ownerOf } from "./list-reader.ts";
import { statusOfPhrase } from "./status-names.ts";
import { isStatus, type Symbols } from "./symbols.ts";
import { isErrorName, isErrorPath, otherSubject } from "./words.ts";

/** Members with the same owner, and whether they are codes. */
export interface CodeList {
  readonly owner: string;
  readonly members: readonly Member[];
  readonly codes: readonly ListedCode[];
  /** Why the list is left out, as the end of "It is …"; undefined if it is not. */
  readonly decoy: string | undefined;
}

/**
 * Groups the members of sources into lists, and decides which of them are lists of codes.
 *
 * @param described names that only stand for descriptions with a code of their own
 */
export function readLists(
  units: readonly Unit[],
  symbols: Symbols,
  described: ReadonlySet<string>,
): readonly CodeList[] {
  const groups = new Map<string, Member[]>();
  for (const member of units.flatMap(({ members }) => members)) {
    const { place, owners, unit } = member;
    const key = [unit.file, place, ownerOf(member), place === "enum" ? owners.slice(-3).join(".") : ""].join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  return [...groups.values()].map((members) => judge(members, symbols, described));
}

function judge(members: readonly Member[], symbols: Symbols, described: ReadonlySet<string>): CodeList {
  const [first] = members;
  const owner = first === undefined ? "" : listOwner(first, members);
  const codes = new ListReader(members, symbols).read();
  const none = (decoy?: string): CodeList => ({ owner, members, codes: [], decoy });
  if (first === undefined || codes.length === 0) return none();
  const isStated = statesStatuses(codes, owner);
  const other = otherSubject(owner);
  if (!isStated) {
    if (!isAboutErrors(members, owner)) return none(members.length > 2 && first.place === "enum" ? other : undefined);
    if (other !== undefined) return none(other);
  }
  if (isStatusTable(members)) return none("a table of HTTP statuses");
  const isList = first.place === "enum" ? !standsForOthers(codes, owner, described) : isConstantList(codes, owner);
  return isList ? { owner, members, codes, decoy: undefined } : none();
}

/** Returns the owner of a list. Objects whose values repeat their keys list the values of the type around them. */
function listOwner(first: Member, members: readonly Member[]): string {
  const repeats = ({ name, place, value }: Member): boolean =>
    place === "object" && value?.type === "string" && value.text === name;
  const type = members.length > 2 && members.every(repeats) ? first.owners.findLast(isErrorName) : undefined;
  return type ?? ownerOf(first);
}

/** Checks whether at least half of the members have the status of an error in their arguments or comments. */
function statesStatuses(codes: readonly ListedCode[], owner: string): boolean {
  const [first] = codes;
  const isList = first?.member.place === "enum" || (first?.member.place === "constant" && owner !== "");
  if (!isList || codes.every(({ member: { value } }) => value?.type === "number" && isStatus(value.value)))
    return false;
  const stated = codes.filter(({ status, member }) => {
    const known = status ?? readComments(member.note, member.name).status;
    return known !== undefined && known >= 400;
  });
  return stated.length > 0 && stated.length * 2 >= codes.length;
}

function isAboutErrors(members: readonly Member[], owner: string): boolean {
  const [first] = members;
  if (first === undefined) return false;
  if (isErrorName(owner) || (isErrorPath(first.unit.file) && isCodeOwner(owner, first))) return true;
  const areNumbers = first.place === "object" && members.every(({ value }) => value?.type === "number");
  if (areNumbers && first.owners.slice(-2).some(isErrorName)) return true;
  return first.place === "constant" && mostly(members, ({ name }) => isErrorName(name));
}

function isCodeOwner(owner: string, { place, unit }: Member): boolean {
  return /codes?$|reasons?$|types?$/i.test(owner) || (place === "constant" && owner === "" && unit.language !== "go");
}

/** Checks that constants or members of an object are codes, and not messages, defaults or settings. */
function isConstantList(codes: readonly ListedCode[], owner: string): boolean {
  if (codes.length < 2 && !(isErrorName(owner) && /codes?$/i.test(owner))) return false;
  // The same member of several objects, such as `field`, is no list.
  const names = new Set(codes.map(({ member: { name } }) => name));
  if (codes[0]?.member.place === "object" && codes.length > 1 && names.size === 1) return false;
  if (codes[0]?.member.place === "object")
    return !/(?:messages?|texts?|strings|translations|locales?|labels?|titles?)$/i.test(owner);
  return (
    codes[0]?.member.place === "list" ||
    owner !== "" ||
    mostly(
      codes,
      ({ member: { name }, code }) => isErrorName(name) || isAlike(name, code) || /^(?:E|ERR)_|_CODE$|Code$/.test(name),
    )
  );
}

/** Checks whether members without values only name descriptions, or are values of a program that are never sent. */
function standsForOthers(codes: readonly ListedCode[], owner: string, described: ReadonlySet<string>): boolean {
  if (!codes.every(({ member }) => member.value === undefined && member.pairs.length === 0)) return false;
  if (codes.filter(({ member }) => described.has(member.name)).length * 2 >= codes.length) return true;
  const isNamed = /Codes?$/.test(owner) || codes.some(({ member, code }) => code !== member.name);
  return codes[0]?.member.unit.language === "rust" && !isNamed;
}

function isStatusTable(members: readonly Member[]): boolean {
  if (members[0]?.place === "object") return false;
  const numbers = members.filter(({ value }) => value?.type === "number" && isStatus(value.value));
  if (numbers.length < 2 || numbers.length * 10 < members.length * 8) return false;
  return numbers.every(
    ({ name, value }) => value?.type === "number" && (statusOfPhrase(name) === value.value || /\d{3}/.test(name)),
  );
}

function mostly<Item>(items: readonly Item[], holds: (item: Item) => boolean): boolean {
  const count = items.filter(holds).length;
  return count > 1 && count * 10 >= items.length * 8;
}

function isAlike(one: string, other: string): boolean {
  const [plain, value] = [one, other].map((text) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
  return plain !== undefined && value !== undefined && (plain.includes(value) || value.includes(plain));
}
