import { STATUS_CODES } from "node:http";
import { describesFailure, isIdentifier, mostlyFailures } from "../../evidence/index.ts";
import { isCallOwner, type Member, nameOfOwner, type Unit } from "../collect/index.ts";
import { isErrorName, isErrorPath, namesCode, otherSubject, statusOfPhrase, wordsOf } from "../names/index.ts";
import {
  areKeyedByNumbers,
  type ListedCode,
  ListReader,
  ownerOf,
  readErrorParts,
  withStatus,
} from "./listing/index.ts";
import { isTagged, readComments } from "./notes-of-members.ts";
import { isStatus, type Symbols } from "./symbols.ts";

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
 * @param ignored members of something else than lists
 */
export function readLists(
  units: readonly Unit[],
  symbols: Symbols,
  described: ReadonlySet<string>,
  ignored: ReadonlySet<Member>,
): readonly CodeList[] {
  const parts = readErrorParts(units, symbols);
  const inParts = new Set(parts.flatMap(({ members }) => members));
  const groups = new Map<string, Member[]>();
  for (const member of units.flatMap(({ members }) => members)) {
    if (ignored.has(member) || inParts.has(member) || refersToMember(member, symbols)) continue;
    const { place, owners, unit } = member;
    const key = [unit.file, place, ownerOf(member), place === "enum" ? owners.slice(-3).join(".") : ""].join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  const lists = [...groups.values()].flatMap((members) => {
    const list = judge(members, symbols, described);
    if (list.codes.length > 0 || list.decoy !== undefined) return [list];
    return partsOf(members, symbols).map((part) => judge(part, symbols, described));
  });
  return [...parts.map((list) => ({ ...list, decoy: undefined })), ...lists];
}

/** Returns whether a list of types or kinds stands beside a list of codes in the same file. */
export function isCategory({ owner, codes: [first], codes }: CodeList, lists: readonly CodeList[]): boolean {
  if (!/(?:Type|Kind|Class|Group)s?$/.test(owner)) return false;
  return lists.some(
    (other) =>
      other.owner !== owner &&
      other.codes.length > codes.length &&
      other.codes[0]?.member.unit.file === first?.member.unit.file,
  );
}

/** Checks whether the key of a map without texts is a constant. It is a text in TypeScript, and in Ruby and Elixir if it is in lower case. */
function refersToMember({ place, name, node, value, unit }: Member, symbols: Symbols): boolean {
  if (place !== "object" || value?.type === "string") return false;
  // A key in brackets is computed: `[ErrorCode.Gone]: 410`.
  if (node.type === "group") return node.open === "[" && node.items[0]?.type === "word";
  if (node.type !== "word") return false;
  if (unit.language === "typescript") return false;
  if (/^(?:ruby|elixir)$/.test(unit.language) && !/^[A-Z]/.test(name)) return false;
  return symbols.find([name], unit) !== undefined;
}

/** Splits members of one name: codes and other numbers of one type are in blocks of their own, and maps of one function differ in their values. */
function partsOf(members: readonly Member[], symbols: Symbols): readonly (readonly Member[])[] {
  const kindOf = (member: Member): string => {
    const { block, place, value } = withStatus(member, symbols);
    return `${block} ${place === "object" && value?.type === "number"}`;
  };
  const parts = new Map<string, Member[]>();
  for (const member of members) {
    const part = parts.get(kindOf(member)) ?? [];
    parts.set(kindOf(member), part);
    part.push(member);
  }
  return [...parts.values()];
}

function judge(members: readonly Member[], symbols: Symbols, described: ReadonlySet<string>): CodeList {
  const [first] = members;
  const owner = first === undefined ? "" : listOwner(first, members);
  const codes = new ListReader(members, symbols).read();
  const none = { owner, members, codes: [], decoy: undefined };
  if (codes.length === 0) return none;
  const refusal = refusalOf(
    members.map((member) => withStatus(member, symbols)),
    codes,
    owner,
  );
  if (refusal !== undefined) return { ...none, decoy: refusal.decoy };
  return isCodeList(codes, owner, described, symbols) ? { owner, members, codes, decoy: undefined } : none;
}

/** Returns that a list is not about errors, with the reason to report if its name or its place suggests that it is. */
function refusalOf(
  members: readonly Member[],
  codes: readonly ListedCode[],
  owner: string,
): { readonly decoy: string | undefined } | undefined {
  const content = otherContent(codes);
  if (content !== undefined) return { decoy: isErrorName(owner) ? content : undefined };
  if (!statesStatuses(codes, owner)) {
    const isAbout = isAboutErrors(members, owner) || tellOfFailures(codes, owner);
    const other = subjectOf(members, owner);
    if (!isAbout || other !== undefined) return { decoy: isAbout || isOwnEnum(members) ? other : undefined };
  }
  return isStatusTable(members) ? { decoy: "a table of HTTP statuses" } : undefined;
}

/**
 * Returns what a list is about instead of errors. The values of `HTTP_STATUS = { "sold_out": 409 }` are statuses, but its keys are
 * codes, and a list of statuses with numbers of its own has codes.
 */
function subjectOf(members: readonly Member[], owner: string): string | undefined {
  const isOfCodes = /status/i.test(owner) && (areStatusesOfErrors(members) || areNumbersBeyondStatuses(members));
  return isOfCodes ? undefined : otherSubject(owner);
}

/** Checks whether most members are numbers of more digits than a status has. */
function areNumbersBeyondStatuses(members: readonly Member[]): boolean {
  const own = members.filter(({ value }) => value?.type === "number" && value.value >= 1000);
  return own.length > 5 && own.length * 10 >= members.length * 8;
}

function isOwnEnum(members: readonly Member[]): boolean {
  return members.length > 2 && members[0]?.place === "enum";
}

function isCodeList(
  codes: readonly ListedCode[],
  owner: string,
  described: ReadonlySet<string>,
  symbols: Symbols,
): boolean {
  const isEnum = codes[0]?.member.place === "enum";
  const areKeys = codes.filter(({ member: { name } }) => described.has(name)).length * 2 >= codes.length;
  if (areKeys && codes.every(({ member: { value } }) => value?.type === "number")) return false;
  return isEnum ? !standsForOthers(codes, owner, described, symbols) : isConstantList(codes, owner);
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
  if (isErrorName(owner) || (isErrorPath(first.unit) && isCodeOwner(owner, first))) return true;
  if (areKeyedByNumbers(members)) return first.owners.some(isErrorName) || isErrorPath(first.unit);
  const areNumbers = first.place === "object" && members.every(({ value }) => value?.type === "number");
  if (areNumbers && (first.owners.slice(-2).some(isErrorName) || areStatusesOfErrors(members))) return true;
  if (first.place !== "constant") return false;
  // The constants of a class within one of error codes are about a part of the API.
  if (owner !== "" && isOfCodes(first)) return true;
  const isFailure = ({ name, value }: Member): boolean =>
    value?.type === "string"
      ? /Code$/.test(name) || describesFailure(value.text) || describesFailure(name)
      : value?.type === "number" && namesCode(name);
  return (
    mostly(members, ({ name, value }) => isErrorName(name) || isPrefixed(value)) ||
    (isErrorPath(first.unit) && members.length > 2 && members.filter(isFailure).length * 2 >= members.length)
  );
}

/** Checks whether a constant is within a class of error codes. */
function isOfCodes({ place, owners }: Member): boolean {
  return place === "constant" && owners.some((owner) => /err(?:or)?_?codes?$/i.test(owner));
}

/** Checks whether a text begins with a word for errors: `"error.book.lent"`. */
function isPrefixed(value: Member["value"]): boolean {
  return value?.type === "string" && /^err(?:or)?s?[._:/-]\w/.test(value.text);
}

/**
 * Checks whether members of an object have statuses of errors, and a name around them or that of their file is about errors.
 * Names that are the phrases of their statuses are those of HTTP.
 */
function areStatusesOfErrors(members: readonly Member[]): boolean {
  const statuses = members.map(({ value }) => (value?.type === "number" && value.value >= 400 ? value.value : 0));
  const phrases = members.filter(({ name }, index) => statusOfPhrase(name) === statuses[index]).length;
  return (
    members.length > 2 &&
    statuses.every((status) => Object.hasOwn(STATUS_CODES, status)) &&
    phrases * 2 <= members.length &&
    members.every(({ owners, unit }) => owners.some(isErrorName) || isErrorPath(unit))
  );
}

/**
 * Checks whether most members of a named list describe failures. Names alone may be those of states, such as `EXPIRED`, so
 * there have to be more of them.
 */
function tellOfFailures(codes: readonly ListedCode[], owner: string): boolean {
  if (owner === "" || codes[0]?.member.place === "list") return false;
  const messages = codes.flatMap(({ message, profile, member }) => {
    const text = message ?? profile?.message ?? profile?.description;
    return text === undefined ? [] : [`${text} ${member.name}`];
  });
  if (messages.length * 2 >= codes.length) return mostlyFailures(messages);
  const named = codes.filter(({ code, member: { name } }) => describesFailure(code) || describesFailure(name));
  // A list of the codes of responses has those of successes as well.
  const share = /(?:response|result|return|reason|status)_?codes?(?:_?enum)?$/i.test(owner) ? 0.5 : 0.8;
  return codes.length > 5 && named.length >= codes.length * share;
}

function isCodeOwner(owner: string, { place, unit }: Member): boolean {
  return /codes?$|reasons?$|types?$/i.test(owner) || (place === "constant" && owner === "" && unit.language !== "go");
}

/** Checks that constants or members of an object are codes, and not messages, defaults or settings. */
function isConstantList(codes: readonly ListedCode[], owner: string): boolean {
  if (
    codes.length < 2 &&
    !(isErrorName(owner) && /codes?$/i.test(owner)) &&
    !codes.some(({ member }) => isOfCodes(member))
  )
    return false;
  // The same member of several objects, such as `field`, is not a list.
  const names = new Set(codes.map(({ member: { name } }) => name));
  if (codes[0]?.member.place === "object" && codes.length > 1 && names.size === 1) return false;
  if (translate(codes)) return false;
  if (areKeyedByNumbers(codes.map(({ member }) => member))) return true;
  if (codes[0]?.member.place === "object")
    return (
      !/(?:messages?|msgs?|texts?|strings|translations|locales?|labels?|titles?)$/i.test(owner) ||
      areLookedUp(codes) ||
      codes.every(({ member: { value } }) => value?.type === "call")
    );
  return (
    codes[0]?.member.place === "list" ||
    owner !== "" ||
    mostly(
      codes,
      ({ member: { name, value }, code }) =>
        isErrorName(name) || isAlike(name, code) || namesCode(name) || isPrefixed(value),
    )
  );
}

/**
 * Checks whether a map of errors has the messages of codes, which programs look up when they run: its keys are texts that are
 * written as codes, and not names by which a program refers to its own messages.
 */
function areLookedUp(codes: readonly ListedCode[]): boolean {
  const areKeys = codes.every(({ code, message, member: { name, node, unit } }) => {
    const isQuoted = node.type === "string" && unit.language !== "typescript";
    return message !== undefined && code === name && (isQuoted ? isIdentifier(code) : /^[a-z]\w*[_-]/.test(code));
  });
  const owners = codes[0]?.member.owners ?? [];
  const isDefault = owners.some((owner) => /^default/i.test(owner));
  return areKeys && !isDefault && owners.some(isErrorName) && mostlyFailures(codes.map(({ message = "" }) => message));
}

/** Checks whether a map has words in quotes for other words, such as those of another language, and not names for codes. */
function translate(codes: readonly ListedCode[]): boolean {
  const words = codes.filter(
    ({ code, member: { place, node, value, name } }) =>
      place === "object" && node.type === "string" && value?.type === "string" && value.text === code && code !== name,
  );
  const others = words.filter(({ code, member: { name } }) => !/\d/.test(code) && !isAlike(name, code));
  return others.length * 2 > codes.length;
}

/** Checks whether members without values only name descriptions, or are values of a program that are never sent. */
function standsForOthers(
  codes: readonly ListedCode[],
  owner: string,
  described: ReadonlySet<string>,
  symbols: Symbols,
): boolean {
  if (!codes.every(({ member }) => member.value === undefined && member.pairs.length === 0)) return false;
  if (codes.filter(({ member }) => described.has(member.name)).length * 2 >= codes.length) return true;
  const isNamed =
    /Codes?$/.test(owner) || codes.some(({ member, code }) => code !== member.name || symbols.codes.has(member));
  const [first] = codes;
  // The members of Swift are sent if they have values, which may be their names.
  if (first?.member.unit.language === "swift") return first.member.type === undefined && !isNamed;
  return first?.member.unit.language === "rust" && !isNamed && !isTagged(first.member);
}

/** Returns what members are if they are not codes, whatever their list is named. */
function otherContent(codes: readonly ListedCode[]): string | undefined {
  if (areClasses(codes)) return "a list of names of classes";
  if (codes.length > 1 && mostly(codes, ({ code }) => levels.test(code))) return "a list of levels";
  return areFields(codes) ? "a list of fields" : undefined;
}

/** Levels of logs, and of the notices that pages show. */
const levels = /^(?:trace|debug|info|notice|warn|warning|error|critical|fatal|success)$/i;

/** Checks whether an array lists classes of errors, as one of errors to ignore does. */
function areClasses(codes: readonly ListedCode[]): boolean {
  const names = codes.filter(({ code }) => /^[A-Z]\w*(?:Error|Exception)$/.test(code));
  const [first] = codes;
  if (first?.member.place !== "list" || names.length * 2 < codes.length) return false;
  return !/(?:error|problem)_?(?:types?|names?|codes?|kinds?)$/i.test(ownerOf(first.member));
}

/**
 * Checks whether members are the fields of an invalid request, as in `new ValidationError({ size: "It is too large." })`, or
 * fields and variables of the same name in several places.
 */
function areFields(codes: readonly ListedCode[]): boolean {
  const { place, owners } = codes[0]?.member ?? {};
  if (place !== "object" && place !== "constant") return false;
  const names = new Set(codes.map(({ member: { name } }) => name));
  const isCreated =
    place === "object" && isCallOwner(owners?.at(-1)) && /(?:Error|Exception)$/.test(nameOfOwner(owners ?? []));
  const areCodes = codes.every(({ code }) => /^[A-Z0-9_]+$/.test(code));
  return (isCreated && !areCodes) || (codes.length > 1 && names.size * 2 <= codes.length);
}

function isStatusTable(members: readonly Member[]): boolean {
  if (members[0]?.place === "object") return mostly(members, isPhraseOfKey);
  const numbers = members.filter(({ value }) => value?.type === "number" && isStatus(value.value));
  if (numbers.length < 2 || numbers.length * 10 < members.length * 8) return false;
  return numbers.every(
    ({ name, value }) => value?.type === "number" && (statusOfPhrase(name) === value.value || /\d{3}/.test(name)),
  );
}

/** Checks whether a member of a map names a status: `"403" => :forbidden`. */
function isPhraseOfKey({ name, value }: Member): boolean {
  const isText = value?.type === "string" || value?.type === "symbol";
  return isText && /^[1-5]\d\d$/.test(name) && statusOfPhrase(value.text) === Number(name);
}

function mostly<Item>(items: readonly Item[], holds: (item: Item) => boolean): boolean {
  const count = items.filter(holds).length;
  return count > 1 && count * 10 >= items.length * 8;
}

/** Checks whether a name and a value are written alike, or share half of the words of the shorter one. */
function isAlike(one: string, other: string): boolean {
  const [plain = "", value = ""] = [one, other].map((text) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
  if (plain.includes(value) || value.includes(plain)) return true;
  const [words, others] = [new Set(wordsOf(one)), new Set(wordsOf(other))];
  return [...words].filter((word) => others.has(word)).length * 2 >= Math.min(words.size, others.size);
}
