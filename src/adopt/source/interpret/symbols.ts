import { STATUS_CODES } from "node:http";
import { isIdentifier, styleOf } from "../../evidence/index.ts";
import { codeOfProblem } from "../../extract/bodies.ts";
import type { ClassDeclaration, Description, Member, Unit } from "../collect/index.ts";
import { nameOfKey, roleOfKey, statusOfName, statusOfPhrase } from "../names/index.ts";
import { type Pair, type Value, wordOf } from "../syntax/index.ts";

const maxSteps = 6;

/** The parameter of a constructor that is sent as the code. */
interface SentParameter {
  readonly index: number;
  /** The member that it is assigned to. */
  readonly key: Value;
}

/** Resolves names across sources. */
export class Symbols {
  readonly #members = new Map<string, Member[]>();
  /** The codes of members of enumerations, which a reference to the member stands for. */
  readonly codes: Map<Member, string> = new Map<Member, string>();

  /** Members of enumerations that stand for the errors within them, and have no code of their own. */
  readonly wrappers: Set<Member> = new Set<Member>();
  /** Declarations that have been found, by path. Long sources repeat few names. */
  readonly #found = new Map<Unit, Map<string, Member | undefined>>();
  /** Parents of the classes of each source. */
  readonly #parents = new Map<Unit, ReadonlySet<string>>();
  /** Parameters of the functions and classes that take a code, by name and number; undefined if several differ. */
  readonly #parameters = new Map<string, Map<number, readonly Value[] | undefined>>();
  /** Parameters of those that take no code by its name; undefined if there are several lists. */
  readonly #others = new Map<string, readonly Value[] | undefined>();
  /** The parameters that constructors send as the codes of their errors, by class. */
  readonly #sent = new Map<string, readonly SentParameter[]>();

  constructor(units: readonly Unit[]) {
    for (const unit of units) {
      for (const declaration of unit.classes) this.#addSent(declaration);
      for (const [name, lists] of unit.parameters) for (const list of lists) this.#addParameters(name, list);
    }
    // A row repeats the name of the member that it describes.
    for (const member of units.flatMap(({ members }) => members)) if (member.type !== "row") this.#addMember(member);
  }

  #addMember(member: Member): void {
    const list = this.#members.get(member.name);
    if (list === undefined) this.#members.set(member.name, [member]);
    else if (list.length < 200) list.push(member);
  }

  /** Notes the parameters of a constructor that are codes by the members that they become: `this.error = message`. */
  #addSent({ name, members, unit }: ClassDeclaration): void {
    const [list = [], ...others] = unit.parameters.get(name) ?? [];
    if (others.length > 0 || this.#sent.has(name)) return;
    const sent = members.flatMap(({ key, node }) => {
      const index = list.indexOf(wordOf(node) ?? "");
      const isCode = roleOfKey(key) === "code" || /^error(?:_?(?:code|name|type|key|id))?$/i.test(nameOfKey(key) ?? "");
      return index >= 0 && key !== undefined && isCode ? [{ index, key }] : [];
    });
    if (sent.length > 0) this.#sent.set(name, sent);
  }

  /** Returns the arguments that a class sends as the codes of its errors. */
  sentArguments({ callee, pairs }: Pick<Description, "callee" | "pairs">): readonly Pair[] {
    const sent = this.#sent.get(callee.at(-1) ?? "") ?? [];
    return sent.flatMap(({ index }) => pairs[index] ?? []);
  }

  #addParameters(name: string, list: readonly string[]): void {
    const keys = list.map((one): Value => ({ type: "name", path: [one] }));
    if (!keys.some((key) => roleOfKey(key) === "code")) {
      this.#others.set(name, this.#others.has(name) ? undefined : keys);
      return;
    }
    const lists = this.#parameters.get(name) ?? new Map<number, readonly Value[] | undefined>();
    this.#parameters.set(name, lists);
    const known = lists.get(keys.length);
    const isClear = !lists.has(keys.length) || known?.map(roleOfKey).join() === keys.map(roleOfKey).join();
    lists.set(keys.length, isClear ? keys : undefined);
  }

  /** Returns the arguments of a call with the names of the parameters, if the function or class takes a code. */
  namedPairs({ callee, pairs }: Description): readonly Pair[] {
    const lists = this.#parameters.get(callee.at(-1) ?? "") ?? new Map<number, undefined>();
    const lengths = [...lists.keys()].toSorted((one, other) => one - other);
    // Parameters with a default may be left out.
    const length = lengths.find((one) => one >= pairs.length) ?? lengths.at(-1);
    const keys = length === undefined ? undefined : lists.get(length);
    if (keys !== undefined) return pairs.map((pair, index) => ({ ...pair, key: pair.key ?? keys[index] }));
    // A number is a status only if its parameter may be one: `new ApiError("gone", 3)` with `data`.
    const others = this.#others.get(callee.at(-1) ?? "") ?? [];
    return pairs.map((pair, index) => {
      const name = others[index];
      const isOther = name !== undefined && !/code|status|http|^(?!id$).{1,2}$/i.test(nameOfKey(name) ?? "");
      return isOther && pair.value.type === "number" ? { ...pair, key: pair.key ?? name } : pair;
    });
  }

  /** Returns the arguments for the constructor of a parent with the names of its parameters, if a source declares it. */
  superPairs(description: Description, { parents }: ClassDeclaration): readonly Pair[] {
    const parent = parents.find((name) => this.#parameters.has(name) || this.#others.has(name));
    if (parent === undefined) return this.namedPairs(description);
    const sent = this.#sent.get(parent)?.find(({ index }) => maySend(description.pairs[index]?.value));
    const pairs = description.pairs.map((pair, index) => (index === sent?.index ? { ...pair, key: sent.key } : pair));
    const isSuper = /^(?:super|base|parent|__init__|__construct)$/.test(description.callee.at(-1) ?? "");
    return isSuper ? this.#passedPairs({ ...description, pairs }, parent) : this.namedPairs({ ...description, pairs });
  }

  /** Returns the arguments for the constructor of a parent with the names of its parameters. */
  #passedPairs(description: Description, parent: string): readonly Pair[] {
    if (this.#parameters.has(parent)) return this.namedPairs({ ...description, callee: [parent] });
    const names = (this.#others.get(parent) ?? []).map((name) =>
      mayBeCode.test(nameOfKey(name) ?? "") ? undefined : name,
    );
    return description.pairs.map((pair, index) => ({ ...pair, key: pair.key ?? names[index] }));
  }

  /** Returns the declaration of a name; undefined if there is none, or several that differ. */
  find(path: readonly string[], unit: Unit): Member | undefined {
    const key = path.join("\0");
    const found = this.#found.get(unit) ?? new Map<string, Member | undefined>();
    this.#found.set(unit, found);
    if (!found.has(key)) found.set(key, this.#findDeclared(path, unit));
    return found.get(key);
  }

  #findDeclared(path: readonly string[], unit: Unit): Member | undefined {
    const plain = this.#isDeclared(path) ? path : withoutAccessors(path);
    const name = plain.at(-1);
    const all = (name === undefined ? undefined : this.#members.get(name)) ?? [];
    const owner = plain.at(-2);
    const alias = owner === undefined ? undefined : this.#aliasOf(owner);
    const owned = all.filter(({ owners, type }) =>
      [owner, alias].some((place) => place !== undefined && (owners.includes(place) || type === place)),
    );
    // The package of a constant in Go and the module of one in Python are not among its owners.
    const isClass = owner !== undefined && /^[A-Z]/.test(owner) && !/^Self$/.test(owner);
    const free = isClass ? [] : all.filter(({ place }) => place === "constant" || place === "enum");
    // Maps from members to something else, within the enumeration that declares them, have the same names.
    const declared = owned.filter(({ place }) => place === "enum");
    const best = declared.length > 0 ? declared : owned.length > 0 ? owned : free;
    const here = best.filter((member) => member.unit === unit);
    const [first, ...rest] = here.length > 0 ? here : this.#inherited(best, unit);
    return rest.every((member) => sameValue(member.value, first?.value)) ? first : undefined;
  }

  /** Checks whether a constant is declared by its name and that of the class around it, as `Code` in `NoBook.Code` may be. */
  #isDeclared(path: readonly string[]): boolean {
    const [owner, name = ""] = path.slice(-2);
    const all = path.length > 1 ? (this.#members.get(name) ?? []) : [];
    return all.some(({ place, owners }) => place === "constant" && owners.at(-1) === owner);
  }

  /** Returns the members that the classes of a source inherit, if there are any among several. */
  #inherited(members: readonly Member[], unit: Unit): readonly Member[] {
    if (members.length < 2 || unit.classes.length === 0) return members;
    const parents = this.#parents.get(unit) ?? new Set(unit.classes.flatMap((declaration) => declaration.parents));
    this.#parents.set(unit, parents);
    const own = members.filter(({ owners }) => parents.has(owners.at(-1) ?? ""));
    return own.length > 0 ? own : members;
  }

  /** Returns the assignments to a variable of a function; `owner` is the class of a constructor. */
  assignmentsOf(name: string, unit: Unit, within: string, owner?: string | undefined): readonly Member[] {
    return this.constantsOf(name, unit).filter(
      ({ owners }) => owners.at(-1) === within && (owner === undefined || owners.at(-2) === owner),
    );
  }

  /** Returns the constants of a source with a name. */
  constantsOf(name: string, unit: Unit): readonly Member[] {
    return (this.#members.get(name) ?? []).filter((one) => one.unit === unit && one.place === "constant");
  }

  /** Returns the name that another one stands for: `Types` in `static Types = ShopErrorTypes`. */
  #aliasOf(name: string): string | undefined {
    const [member, ...others] = this.#members.get(name) ?? [];
    return others.length === 0 && member?.value?.type === "name" ? member.value.path.at(-1) : undefined;
  }

  /** Returns the code of the member that a name refers to, if it is one of a list of codes. */
  codeOf(path: readonly string[], unit: Unit): string | undefined {
    const member = this.find(path, unit);
    return member === undefined ? undefined : this.codes.get(member);
  }

  /** Returns the text that a value stands for. */
  text(value: Value | undefined, unit: Unit, steps = 0): string | undefined {
    if (value === undefined || steps > maxSteps) return undefined;
    if (value.type === "string" || value.type === "symbol") return value.text;
    if (value.type === "name") {
      const member = this.find(value.path, unit);
      if (member === undefined) return undefined;
      return this.codes.get(member) ?? this.text(member.value, member.unit, steps + 1);
    }
    if (value.type === "sum") return this.#joined(value.parts, unit, steps);
    if (value.type !== "call") return undefined;
    const own = isFormat(value.path) ? value.pairs.find(({ key }) => /^default/.test(nameOfKey(key) ?? "")) : undefined;
    if (own !== undefined) return this.text(own.value, unit, steps + 1);
    const [only, ...others] = value.pairs.filter(({ key }) => key === undefined);
    if (only === undefined || (others.length > 0 && !isFormat(value.path))) return undefined;
    return this.text(only.value, unit, steps + 1);
  }

  #joined(parts: readonly Value[], unit: Unit, steps: number): string | undefined {
    const texts = parts.map((part) => this.text(part, unit, steps + 1));
    return texts.includes(undefined) ? undefined : texts.join("");
  }

  /** Returns the number that a value stands for: of itself, or of the constant that it names. */
  number(value: Value | undefined, unit: Unit, steps = 0): number | undefined {
    if (value === undefined || steps > maxSteps) return undefined;
    if (value.type === "number") return value.value;
    const member = value.type === "name" ? this.find(value.path, unit) : undefined;
    return member === undefined ? undefined : this.number(member.value, member.unit, steps + 1);
  }

  /** Returns the status that a value stands for. */
  status(value: Value | undefined, unit: Unit, steps = 0): number | undefined {
    if (value === undefined || steps > maxSteps) return undefined;
    if (value.type === "number") return isStatus(value.value) ? value.value : undefined;
    if (value.type === "string") return statusOfText(value.text);
    if (value.type === "symbol") return statusOfPhrase(value.text);
    if (value.type === "name") return this.#namedStatus(value.path, unit, steps);
    if (value.type !== "call") return undefined;
    const named = this.#namedStatus(withoutAccessors(value.path), unit, steps);
    if (named !== undefined) return named;
    const [only, ...others] = value.pairs;
    const isWrapper =
      only !== undefined && others.length === 0 && /status|http|int|valueOf|u16|from/i.test(value.path.join("."));
    return isWrapper ? this.status(only.value, unit, steps + 1) : undefined;
  }

  /** Returns whether a value is a status wherever it stands: the constant of one, not just any number. */
  isStatusConstant(value: Value, unit: Unit): boolean {
    return (
      value.type !== "number" &&
      value.type !== "string" &&
      value.type !== "symbol" &&
      this.status(value, unit) !== undefined
    );
  }

  #namedStatus(path: readonly string[], unit: Unit, steps: number): number | undefined {
    const byName = statusOfName(withoutAccessors(path));
    if (byName !== undefined) return byName;
    // The number of an error may be the same as a status.
    if (isNumberOfError.test(path.at(-1) ?? "")) return undefined;
    const member = this.find(path, unit);
    if (member?.value === undefined || member.value.type === "string" || member.value.type === "symbol")
      return undefined;
    return this.status(member.value, member.unit, steps + 1);
  }
}

/** Returns the status that a text is, which may have its phrase: `"404"`, `"404 Not Found"`. */
function statusOfText(text: string): number | undefined {
  const status = /^([1-5]\d\d)(?: [A-Z][A-Za-z' -]{1,40})?$/.exec(text)?.[1];
  return status === undefined ? undefined : Number(status);
}

/** Returns whether a number is an HTTP status. */
export function isStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 100 && value < 600;
}

/** Returns whether the number of an error is a code: neither one that may be a status, nor a small one, such as that of an exit. */
export function isCodeNumber(value: number): boolean {
  if (statusOfNumber(value) !== undefined) return true;
  return Number.isInteger(value) && Math.abs(value) >= 100 && (value < 200 || value >= 600);
}

/** Returns the status that a number of an error begins with: 404 of 404.3. */
export function statusOfNumber(value: number): number | undefined {
  const status = Math.trunc(value);
  return !Number.isInteger(value) && status >= 400 && Object.hasOwn(STATUS_CODES, status) ? status : undefined;
}

/** Returns whether a text may be a code as it is sent. */
export function isCodeText(text: string): boolean {
  const style = styleOf(text);
  if (/^[45]\d\d\.\d{1,3}$/.test(text)) return true;
  if (style === undefined)
    return /^[a-zA-Z][\w.:/-]{2,79}[a-zA-Z0-9]$/.test(text) && !/^https?:|\.\w{1,4}$|\/\//.test(text);
  return style !== "phrase" && style !== "number" && !/^[1-5]\d\d$/.test(text);
}

/** Returns the last part of the address of a type of problems. @see RFC 9457, section 3.1.1 */
export function nameOfProblem(text: string | undefined): string | undefined {
  const isAddress = /^(?:https?:\/\/|urn:|\/)\S{0,200}?\b(?:probs?|problems?|errors?)[/:#-]/i.test(text ?? "");
  return isAddress && text !== undefined ? codeOfProblem({ type: text, title: "" }) : undefined;
}

/** Checks whether an argument may be a code, and is no message. */
function maySend(value: Value | undefined): boolean {
  return value?.type === "name" || (value?.type === "string" && isCodeName(value.text));
}

/** Returns whether a text is written as codes are, and not as a word of ordinary language. */
export function isCodeName(text: string): boolean {
  return isIdentifier(text) || /^[A-Z][A-Z0-9]{2,}$/.test(text);
}

/** Returns whether a text is a message for people. */
export function isMessage(text: string): boolean {
  return /\S\s+\S/.test(text) || (/[.!]$/.test(text) && text.length > 8) || withoutSpaces.test(text);
}

/** Texts in Chinese, Japanese and Korean, which may have no spaces. */
const withoutSpaces = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}/;

/** Names of parameters that may take the code of an error. */
const mayBeCode = /code|id$|name|type|key|kind|slug|reason|err|exception|value|tag|status|^.{1,2}$/i;

/** Names of constants that hold the number of an error. */
export const isNumberOfError: RegExp = /^err(?:or)?_?(?:code|no|number)$/i;

function withoutAccessors(path: readonly string[]): readonly string[] {
  const last = path.at(-1) ?? "";
  const isAccessor =
    /^(?:value|name|[cC]ode|to_s|to_sym|toString|to_string|String|string|getValue|getCode|getName|getStatusCode|rawValue|as_str|into|to_owned|freeze|getReasonPhrase|ordinal|phrase|as_u16)$/.test(
      last,
    );
  return isAccessor && path.length > 1 ? path.slice(0, -1) : path;
}

/** Returns whether a function fills in or translates a text. */
export function isFormat(path: readonly string[]): boolean {
  return /sprintf|format|errorf|printf|(?:^|\.)t$|^_$|translate|String\.format|fmt/i.test(path.join("."));
}

function sameValue(one: Value | undefined, other: Value | undefined): boolean {
  if (one === undefined || other === undefined || one.type !== other.type) return one === other;
  if (one.type === "string" || one.type === "symbol") return "text" in other && one.text === other.text;
  if (one.type === "number") return "value" in other && one.value === other.value;
  if (one.type === "sum") return "parts" in other && one.parts.every((part, at) => sameValue(part, other.parts[at]));
  return one.type === "name" && "path" in other && one.path.join(".") === other.path.join(".");
}
