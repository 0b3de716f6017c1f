import { STATUS_CODES } from "node:http";
import { isIdentifier, styleOf } from "../../../evidence/index.ts";
import { type Member, nameOfOwner } from "../../collect/index.ts";
import {
  isErrorName,
  isErrorPath,
  namesCode,
  roleOfKey,
  statusOfName,
  statusOfPhrase,
  wordsOf,
} from "../../names/index.ts";
import type { Value } from "../../syntax/index.ts";
import { caseOf, defaultStatus, type MemberFacts, readAttributes } from "../notes-of-members.ts";
import { type Profile, profileOf } from "../profile.ts";
import { isCodeText, isMessage, isStatus, nameOfProblem, type Symbols } from "../symbols.ts";
import { codeColumn, statusColumns } from "./columns.ts";
import { areKeyedByNumbers, failureOf, isKeyedByNumber, type MappedNumbers, mappedNumbers } from "./numbers.ts";
import { areDigits, areMessages, areTranslated, isSetting, prefixOf } from "./texts.ts";

/** A member of a list, with its code. */
export interface ListedCode {
  readonly member: Member;
  /** The member as it is declared, if it has no number of its own: others refer to this one. @default member */
  readonly declared?: Member | undefined;
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string | undefined;
  readonly profile: Profile | undefined;
}

const primitives: ReadonlySet<string> = new Set(
  "string String str int Int short long Long number const final static val var let char object any interface u16 u32 i32 i64 int32 int64 uint16 Final Symbol auto string_view size_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t NSString NSInteger URI Uri URL Url".split(
    " ",
  ),
);

/** Returns the name of the list that a member belongs to: its type, or the innermost place around it. */
export function ownerOf({ type, owners, place }: Member): string {
  if (place === "constant" && type !== undefined && !primitives.has(type)) return type;
  return nameOfOwner(owners);
}

/** Reads the codes of the members of one list. */
export class ListReader {
  readonly #declared: readonly Member[];
  readonly #members: readonly Member[];
  readonly #symbols: Symbols;
  readonly #areStatuses: boolean;
  /** Whether most members are numbers that are sent, so that small ones are, too. */
  readonly #areNumbers: boolean;
  readonly #codeColumn: number;
  readonly #statusColumns: ReadonlySet<number>;
  /** Whether all members are different numbers, as those of a class of results are, even if they are small. */
  readonly #areResults: boolean;
  /** Whether a function returns the numbers of most members, so that the names of others are not codes. */
  readonly #areAliased: boolean;
  /** Whether the comment above each member begins with its code. */
  readonly #areCommented: boolean;
  readonly #mapped: MappedNumbers;
  /** Whether the members are numbers of errors, each with its text: `1001 => "The book is gone."`. */
  readonly #areKeyed: boolean;
  /** Whether the members of a map are messages, so that a single word is one, too. */
  readonly #areMessages: boolean;
  /** Whether the members are codes with texts that are translated. */
  readonly #areTranslated: boolean;
  /** Whether the constants of a class are different texts of digits, longer than statuses. */
  readonly #areDigits: boolean;
  /** Whether the text of most members begins with a code: `"SHP-10404: The book is gone."`. */
  readonly #arePrefixed: boolean;

  constructor(declared: readonly Member[], symbols: Symbols) {
    const members = counted(declared.map(withArguments)).map((member) => withStatus(member, symbols));
    this.#declared = declared;
    this.#members = members;
    this.#symbols = symbols;
    const numbers = members.flatMap(({ value }) => (value?.type === "number" ? [value.value] : []));
    // Numbers such as 102 and 207, among others that are not registered, are the API's own.
    const registered = numbers.filter((number) => Object.hasOwn(STATUS_CODES, number)).length;
    this.#areStatuses = numbers.length > 1 && numbers.every(isStatus) && registered * 5 >= numbers.length * 4;
    const large = numbers.filter((number) => Math.abs(number) >= 100);
    // Nobody counts downwards: negative numbers are written because they are sent.
    const negative = numbers.filter((number) => number < 0).length;
    this.#areNumbers =
      (large.length > 4 && large.length * 2 >= members.length) || (negative > 2 && negative * 5 >= members.length * 4);
    const areDifferent = numbers.length > 5 && new Set(numbers).size * 10 >= members.length * 9;
    this.#areResults = areDifferent && registered * 2 < numbers.length;
    this.#codeColumn = codeColumn(members, symbols);
    this.#statusColumns = statusColumns(members);
    const aliased = members.filter((member) => /^-?\d+$/.test(symbols.codes.get(member) ?? ""));
    this.#areAliased = aliased.length > 2 && aliased.length * 5 >= members.length * 4;
    const commented = members.filter((member) => codeInComment(member) !== undefined);
    this.#areCommented = commented.length > 2 && commented.length * 5 >= members.length * 4;
    const prefixed = members.filter(({ value }) => value?.type === "string" && prefixOf(value.text) !== undefined);
    this.#areDigits = areDigits(members);
    this.#areMessages = areMessages(members);
    this.#areTranslated = areTranslated(members);
    this.#mapped = mappedNumbers(numbers, members.length);
    this.#areKeyed = areKeyedByNumbers(members);
    this.#arePrefixed = prefixed.length > 2 && prefixed.length * 2 >= members.length;
  }

  /** Returns the members that have a code. */
  read(): readonly ListedCode[] {
    return this.#members.flatMap((member, index) => {
      const listed = this.#read(member);
      return listed === undefined ? [] : [{ ...listed, declared: this.#declared[index] }];
    });
  }

  #read(member: Member): ListedCode | undefined {
    const { name, value, pairs, place, unit } = member;
    if (/^_|^(?:class|values|entries|iota|serialVersionUID)$/.test(name) || isUnnamed(member)) return undefined;
    if (this.#symbols.wrappers.has(member)) return undefined;
    if (place === "constant" && (/^(?:err|error|e|ex|exception)$/.test(name) || isResult(value))) return undefined;
    const facts = readAttributes(member, this.#symbols);
    if (isKeyedByNumber(member)) return this.#readKeyed(member, facts);
    if (unit.language === "protobuf") return this.#readProtobuf(member, facts);
    if (pairs.length > 0) return this.#readArguments(member, facts);
    const [code = facts.code, message = facts.message] = this.#prefixOf(member) ?? [this.#nameOf(member)];
    if (code !== undefined) return listed(member, code, { ...facts, message });
    if (value?.type === "number") return this.#readNumber(member, value.value, facts);
    return value === undefined ? this.#readName(member, facts) : this.#readText(member, value, facts);
  }

  /** Reads a number of a map with the text that describes its failure. */
  #readKeyed(member: Member, facts: MemberFacts): ListedCode | undefined {
    const message = this.#areKeyed ? failureOf(member) : undefined;
    return message === undefined ? undefined : listed(member, member.name, { ...facts, message });
  }

  /** Reads a member of an enumeration that is only a name. */
  #readName(member: Member, facts: MemberFacts): ListedCode | undefined {
    const known = this.#symbols.codes.get(member);
    if (member.place !== "enum" || (known === undefined && this.#areAliased)) return undefined;
    const commented = this.#areCommented ? codeInComment(member) : undefined;
    return listed(member, known ?? commented ?? caseOf(member), facts);
  }

  #readProtobuf(member: Member, facts: MemberFacts): ListedCode | undefined {
    const { name, value, pairs, place, unit } = member;
    if (place !== "enum" || value?.type !== "number") return undefined;
    const status = facts.status ?? profileOf(pairs, unit, this.#symbols).status ?? defaultStatus(member, this.#symbols);
    return listed(member, name, { ...facts, status });
  }

  #readText(member: Member, value: Value, facts: MemberFacts): ListedCode | undefined {
    const { name, place, unit } = member;
    const whole = this.#symbols.text(value, unit);
    const text = nameOfProblem(whole) ?? whole;
    const isAuto = place === "enum" && value.type === "call" && value.path.at(-1) === "auto";
    if (text === undefined) return isAuto ? listed(member, name, facts) : undefined;
    if (this.#areTranslated) return listed(member, name, isMessage(text) ? { ...facts, message: text } : facts);
    if (isPart(member)) return undefined;
    if (place === "object" && (isMessage(text) || this.#areMessages)) return this.#readMessage(member, text, facts);
    return this.#areDigits || this.#isCode(member, value, text) ? listed(member, text, facts) : undefined;
  }

  /** Checks whether the text of a member is a code, and not a setting, a success or what another constant is made of. */
  #isCode(member: Member, value: Value, text: string): boolean {
    const { name, place } = member;
    if (!isCodeText(text) || isWordOfCall(value, text) || (place !== "enum" && isSetting(name, text))) return false;
    return place !== "constant" || (isDirect(member, value) && !/^(?:ok|success)$/i.test(name));
  }

  /** Reads `SOLD_OUT: "No unit is left."`. */
  #readMessage(member: Member, message: string, facts: MemberFacts): ListedCode | undefined {
    const code = this.#symbols.text({ type: "name", path: [member.name] }, member.unit) ?? member.name;
    const style = styleOf(code);
    return isCodeText(code) && (/^[A-Z]{3,}$/.test(code) || (style !== "word" && style !== "phrase"))
      ? listed(member, code, { ...facts, message })
      : undefined;
  }

  #readNumber(member: Member, number: number, facts: MemberFacts): ListedCode | undefined {
    const { name, place } = member;
    if (place !== "enum" && roleOfKey({ type: "name", path: [name] }) !== undefined) return undefined;
    if (this.#areStatuses) {
      const isListed = number >= 400 && (place !== "constant" || isErrorName(ownerOf(member)));
      return isListed ? listed(member, name, { ...facts, status: number }) : undefined;
    }
    if (place === "object") return this.#readMapped(member, number, facts);
    if (isNoError(name, number) || (place === "constant" && !this.#isSent(member, number))) return undefined;
    // A derive macro that writes names in another case sends them.
    if (member.unit.language === "rust" && caseOf(member) !== name) return listed(member, caseOf(member), facts);
    return listed(member, this.#isSentAsNumber(member, number) ? String(number) : caseOf(member), facts);
  }

  /** Checks whether the number of a member is a code. An enumeration of PHP with values is sent by them. */
  #isSentAsNumber({ place, unit }: Member, number: number): boolean {
    return Math.abs(number) >= 100 || this.#areNumbers || place === "constant" || unit.language === "php";
  }

  /** Returns the code before the text of a constant, and the text. */
  #prefixOf({ value, place }: Member): readonly [string, string] | undefined {
    return this.#arePrefixed && place !== "enum" && value?.type === "string" ? prefixOf(value.text) : undefined;
  }

  /** Returns the name that a function returns for the number of a constant. */
  #nameOf(member: Member): string | undefined {
    const known = this.#symbols.codes.get(member);
    const isNumber = member.place === "constant" && member.value?.type === "number";
    return !isNumber || known === undefined || /^-?\d+$/.test(known) ? undefined : known;
  }

  /** Reads `NO_BOOK: -32004` of a map of errors. Numbers that are repeated are categories, so the names are the codes. */
  #readMapped(member: Member, number: number, facts: MemberFacts): ListedCode | undefined {
    const { areDifferent, areLong, areNumbered } = this.#mapped;
    const areCodes = areLong || (areNumbered && /errnos?$/i.test(ownerOf(member)));
    if (!areCodes || !member.owners.slice(-2).some(isErrorName)) return undefined;
    if (areDifferent) return listed(member, String(number), facts);
    return /^[A-Z][A-Za-z0-9_]+$/.test(member.name) ? listed(member, member.name, facts) : undefined;
  }

  /** Checks whether the number of a constant is a code, and not a size or an index. */
  #isSent(member: Member, number: number): boolean {
    const isResult = /(?:error|result|response|return)_?codes?$/i.test(ownerOf(member)) || isOfPrefix(member);
    if (isBound.test(member.name)) return false;
    if (this.#areResults && isResult) return true;
    const isOfErrors = isErrorName(ownerOf(member)) || isErrorName(member.name);
    const isCode =
      isErrorPath(member.unit) && (/^[Cc]odes?$|[a-z]Codes?$/.test(ownerOf(member)) || namesCode(member.name));
    return (number >= 100 || this.#areNumbers) && (isOfErrors || isCode);
  }

  /** Reads `USER_NOT_FOUND(404, "U001", "…")`. */
  #readArguments(member: Member, facts: MemberFacts): ListedCode | undefined {
    const { pairs, unit } = member;
    const symbols = this.#symbols;
    const rest = pairs.filter((_, index) => index !== this.#codeColumn);
    const profile = profileOf(rest, unit, symbols);
    const value = pairs[this.#codeColumn]?.value;
    const whole = symbols.text(value, unit);
    const number = symbols.number(value, unit)?.toString();
    const text = nameOfProblem(whole) ?? whole ?? number ?? codeOfRow(member, symbols);
    if (text === undefined && member.type === "row") return undefined;
    const status = statusOfRow(member) ?? this.#statusOfArguments(member) ?? profile.status ?? facts.status;
    const message = profile.message ?? facts.message;
    return {
      ...listed(member, text ?? facts.code ?? caseOf(member), { code: undefined, status, message }),
      profile: { ...profile, code: undefined },
    };
  }

  #statusOfArguments({ pairs, unit }: Member): number | undefined {
    for (const [index, { key, value }] of pairs.entries()) {
      if (index === this.#codeColumn) continue;
      const isNamed = roleOfKey(key) === "status" || this.#symbols.isStatusConstant(value, unit);
      const status = isNamed || this.#statusColumns.has(index) ? this.#symbols.status(value, unit) : undefined;
      if (status !== undefined) return status;
    }
    return undefined;
  }
}

/** Checks whether a member of an enumeration of Rust is written without its name, as `#[serde(untagged)]` says. */
function isUnnamed({ note: { attributes } }: Member): boolean {
  const options = attributes.filter(({ name }) => name === "serde").flatMap(({ pairs }) => pairs);
  return options.some(
    ({ value }) => value.type === "name" && /^(?:untagged|skip|skip_serializing)$/.test(value.path.join(".")),
  );
}

/** Checks whether a constant of C belongs to a list by the beginning of its name. */
function isOfPrefix({ name, owners: [owner = ""], unit }: Member): boolean {
  return unit.language === "c" && isErrorName(owner) && name.startsWith(`${owner}_`);
}

/** Returns the code that is the first line of the comment above a member: `` /// `M_NOT_FOUND` ``, or its name in another case. */
function codeInComment({ name, note: { above } }: Member): string | undefined {
  const text = above.replaceAll(/<\/?summary>/g, "").trim();
  const [, code] = /^\W*[`"']([\w.:/-]{3,80})[`"']\W*(?:\n|$)/.exec(text) ?? [];
  if (code !== undefined && isIdentifier(code)) return code;
  const [, plain = ""] = /^([a-z][a-z0-9]*(?:[._-][a-z0-9]+)*)(?:\n|$)/.exec(text) ?? [];
  return plain !== "" && wordsOf(plain).join("") === wordsOf(name).join("") ? plain : undefined;
}

/** Checks whether the value of a constant is a text. Classes have other constants with a prefix, such as the name of their type. */
function isDirect(member: Member, { type }: Value): boolean {
  return type !== "name" && (type !== "sum" || /(?:codes?|errors|reasons)$/i.test(ownerOf(member)));
}

/** Names of constants that are the first or the last of several numbers. */
const isBound = /^(?:[a-z](?=[A-Z]))?(?:first|last|min|max)(?=[A-Z_])\w*(?:code|number|value)$|_(?:OFFSET|BASE)$/i;

/** Checks whether an object or a class holds one error, of which a member is only a part. */
function isPart({ name, place }: Member): boolean {
  const role = roleOfKey({ type: "name", path: [name] });
  if (place === "object") return role !== undefined;
  return place === "constant" && /^(?:message|description|solution)$/.test(role ?? "");
}

/** Adds the numbers of members that count on from the one before them, and of those that repeat another one: `A = 10001, B, C = A`. */
function counted(members: readonly Member[]): readonly Member[] {
  const [first] = members;
  const counts = first?.place === "enum" && /^(?:typescript|csharp|swift|c)$/.test(first.unit.language);
  if (!counts || !members.some(({ value }) => value?.type === "number")) return members;
  const numbers = new Map<string, number>();
  let next: number | undefined = 0;
  const result: Member[] = [];
  for (const member of members) {
    const { name, value, pairs } = member;
    const number: number | undefined = value === undefined ? next : numberOf(value, numbers);
    if (number === undefined || pairs.length > 0) return members;
    numbers.set(name, number);
    next = number + 1;
    result.push({ ...member, value: { type: "number", value: number } });
  }
  return result;
}

/** Replaces the constant of a status in a map by its number: `"no_book": http.StatusNotFound`, and `:not_found` in Ruby. */
export function withStatus(member: Member, symbols: Symbols): Member {
  const { place, value, unit, node, owners } = member;
  // A key without quotes is a constant, except in TypeScript.
  const isText = node.type !== "word" || unit.language === "typescript";
  if (place !== "object" || value === undefined) return member;
  const isSymbol = value.type === "symbol" && /status|http/i.test(nameOfOwner(owners));
  const isConstant = isText && value.type === "name" && symbols.isStatusConstant(value, unit);
  if (!isSymbol && !isConstant) return member;
  const status = symbols.status(value, unit);
  // Classes are no codes, and names of statuses are those of HTTP.
  const isOther =
    /(?:Error|Exception)$/.test(member.name) ||
    statusOfPhrase(member.name) === status ||
    member.name === String(status);
  return status === undefined || isOther ? member : { ...member, value: { type: "number", value: status } };
}

function numberOf(value: Value, numbers: ReadonlyMap<string, number>): number | undefined {
  if (value.type === "number") return value.value;
  return value.type === "name" ? numbers.get(value.path.at(-1) ?? "") : undefined;
}

/** Adds the arguments of a constant of its own class, as in `static final Code GONE = new Code("GONE")`. */
function withArguments(member: Member): Member {
  const { place, type, value } = member;
  // A structure of C: `constexpr Error kGone{410, "gone", "It is gone."}`.
  if (place === "constant" && value?.type === "pairs" && member.unit.language === "c" && isErrorName(type))
    return { ...member, pairs: value.pairs };
  const isInstance = place === "constant" && value?.type === "call" && value.path.at(-1) === type;
  return isInstance && member.owners.at(-1) === type ? { ...member, pairs: value.pairs } : member;
}

/** Checks whether a text is the message of a new error, as in `errors.New("skip")` of Go, or the field that is invalid. */
function isWordOfCall(value: Value, text: string): boolean {
  const name = value.type === "call" ? (value.path.at(-1) ?? "") : "";
  if (/^[Nn]ew\w*(?:Field|Param(?:eter)?|Property|Attribute|Argument)Error$/.test(name)) return !/[_.-]/.test(text);
  return name === "New" && styleOf(text) === "word";
}

/** Checks whether a value is a logger, or what a call returns for the result of another one, as in `parse(form.get("size"))`. */
function isResult(value: Value | undefined): boolean {
  if (value?.type !== "call") return false;
  return (
    /logger$/i.test(value.path.at(-1) ?? "") || value.pairs.some(({ value: argument }) => argument.type === "call")
  );
}

function listed(member: Member, code: string, { status, message }: MemberFacts): ListedCode {
  return { member, code, status, message, profile: undefined };
}

/** Returns the name that begins a row, unless it is that of a member of a list, whose code the row only describes. */
function codeOfRow({ type, name, pairs: [first], unit }: Member, symbols: Symbols): string | undefined {
  const isOwn = first?.value.type === "name" && symbols.find(first.value.path, unit) === undefined;
  return type === "row" && isOwn ? name : undefined;
}

/** Checks whether a member stands for a success or for no value. */
function isNoError(name: string, number: number): boolean {
  if (/^(?:Err(?:or)?_?)?(?:OK|SUCCESS)$/i.test(name)) return true;
  const isNone =
    /^(?:.*_)?(?:UNKNOWN|UNSPECIFIED|NONE|OK|SUCCESS)$/i.test(name) ||
    /[a-z](?:Unknown|Unspecified|None|OK|Ok|Success|NoError)$/.test(name);
  return number === 0 && isNone;
}

/** Returns the status in a row of a macro, which is written without its type: `NotFound, InvalidRequest, NOT_FOUND;`. */
function statusOfRow({ type, pairs }: Member): number | undefined {
  if (type !== "macro") return undefined;
  for (const { value } of pairs) {
    const status =
      value.type === "name" ? (statusOfName(value.path) ?? statusOfPhrase(value.path.at(-1) ?? "")) : undefined;
    if (status !== undefined) return status;
  }
  return undefined;
}
