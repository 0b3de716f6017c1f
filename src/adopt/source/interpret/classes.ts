import { describesFailure } from "../../evidence/index.ts";
import type { ClassDeclaration, Unit } from "../collect/index.ts";
import { isErrorName, nameOfKey, roleOfKey, statusOfClass } from "../names/index.ts";
import type { Pair, Value } from "../syntax/index.ts";
import { type CodeChoice, type Profile, profileOf } from "./profile.ts";
import { isCodeName, isNumberOfError, isStatus, type Symbols } from "./symbols.ts";

const maxParents = 8;

/** Finds the statuses of classes, which may be those of their parents. */
export class ClassStatuses {
  readonly #symbols: Symbols;
  readonly #classes = new Map<string, ClassDeclaration>();
  readonly #handled = new Map<string, number>();
  /** Number of classes with a number of an error. */
  readonly #numbered: number;
  /** Numbers beside the constants of statuses that several classes have in the same member, by their parent and the member. */
  readonly #ids = new Map<string, number[]>();
  /** Numbers of classes with a name of their own in a member, by their parent and the member. */
  readonly #namings = new Map<string, number>();
  readonly #statuses = new Map<ClassDeclaration, number | undefined>();

  constructor(units: readonly Unit[], symbols: Symbols) {
    this.#symbols = symbols;
    const all = units.flatMap(({ classes }) => classes);
    this.#numbered = all.filter(({ members }) => numberIn(members) !== undefined).length;
    for (const declaration of all) {
      this.#addNamings(declaration);
      this.#addId(declaration);
    }
    for (const declaration of all)
      if (!this.#classes.has(declaration.name)) this.#classes.set(declaration.name, declaration);
  }

  /** Notes the status with which exceptions of a class are handled. */
  handle(name: string, status: number): void {
    if (!this.#handled.has(name)) this.#handled.set(name, status);
    this.#statuses.clear();
  }

  /** Returns whether the sources declare a class. */
  has(name: string): boolean {
    return this.#classes.has(name);
  }

  /** Returns the status of the class with a name; undefined if it has none. */
  ofName(name: string): number | undefined {
    const declaration = this.#classes.get(name);
    return declaration === undefined ? undefined : this.of(declaration);
  }

  /** Returns the status of a class or of the next parent that has one. */
  of(declaration: ClassDeclaration): number | undefined {
    if (this.#statuses.has(declaration)) return this.#statuses.get(declaration);
    // A class that is its own ancestor has no status by it.
    this.#statuses.set(declaration, undefined);
    const status = this.own(declaration) ?? this.#handled.get(declaration.name) ?? this.#inherited(declaration);
    this.#statuses.set(declaration, status);
    return status;
  }

  /** Returns the status that a class states itself: in a member, in an attribute or to its parent's constructor. */
  own(declaration: ClassDeclaration): number | undefined {
    const { members, supers, note, unit } = declaration;
    const symbols = this.#symbols;
    const attributes = note.attributes.flatMap(({ name, pairs }) => {
      if (/status/i.test(name)) return pairs;
      return isErrorName(name) ? pairs.filter(({ key }) => roleOfKey(key) === "status") : [];
    });
    const named = members.filter(({ key }) => roleOfKey(key) === "status");
    for (const { value } of [...named, ...attributes]) {
      const status = symbols.status(value, unit);
      if (status !== undefined) return status;
    }
    for (const description of supers) {
      const { status } = profileOf(symbols.superPairs(description, declaration), unit, symbols);
      if (status !== undefined) return status;
    }
    return profileOf(members, unit, symbols).status;
  }

  /** Returns the number in a constant that several classes have, `const ERROR_CODE = 12`, or in a member beside the constant of a status. */
  numberOf(declaration: ClassDeclaration): string | undefined {
    const { members, unit } = declaration;
    const number = this.#symbols.number(numberIn(members), unit);
    const isOwn = number !== undefined && number > 0 && !(number >= 400 && isStatus(number));
    if (isOwn && this.#numbered > 2) return String(number);
    const [key, id] = this.#idOf(declaration) ?? [];
    const areIds = declaration.parents.some((parent) => areDifferent(this.#ids.get(`${parent}\n${key}`) ?? []));
    return id === undefined || !areIds ? undefined : String(id);
  }

  /** Returns the number in a member such as `id` of a class of errors, and the member, if the constant of a status is beside it. */
  #idOf({ members, supers, unit }: ClassDeclaration): readonly [key: string, id: number] | undefined {
    const pairs = [...members, ...supers.flatMap((description) => this.#symbols.namedPairs(description))];
    if (!pairs.some(({ value }) => this.#symbols.isStatusConstant(value, unit))) return undefined;
    const id = pairs.find(({ key }) => /^(?:id|number|no)$/i.test(nameOfKey(key) ?? ""));
    const number = this.#symbols.number(id?.value, unit);
    return number === undefined || !Number.isInteger(number) ? undefined : [nameOfKey(id?.key) ?? "", number];
  }

  #addId(declaration: ClassDeclaration): void {
    const [key, id] = this.#idOf(declaration) ?? [];
    if (id === undefined) return;
    for (const parent of declaration.parents.slice(0, maxParents).filter(isErrorName)) {
      const ids = this.#ids.get(`${parent}\n${key}`) ?? [];
      this.#ids.set(`${parent}\n${key}`, ids);
      ids.push(id);
    }
  }

  /** Returns whether a class names itself in a member by which others of its parent have other names: `name = "NoBook"`. */
  namesItself(declaration: ClassDeclaration): boolean {
    return this.isNaming(declaration, declaration.name);
  }

  /** Returns whether a text is in a member in which others of its parent have names, so that a single word is one, too. */
  isNaming({ members, parents }: ClassDeclaration, text: string): boolean {
    const own = members.find(({ key, value }) => roleOfKey(key) === "weakCode" && isText(value, text));
    const key = nameOfKey(own?.key);
    return (
      own !== undefined && namingParents(parents).some((parent) => (this.#namings.get(`${parent}\n${key}`) ?? 0) > 1)
    );
  }

  #addNamings({ name, members, parents }: ClassDeclaration): void {
    for (const { key, value } of members)
      if (roleOfKey(key) === "weakCode" && value.type === "string" && isCodeName(value.text) && value.text !== name)
        for (const parent of namingParents(parents)) {
          const naming = `${parent}\n${nameOfKey(key)}`;
          this.#namings.set(naming, (this.#namings.get(naming) ?? 0) + 1);
        }
  }

  #inherited({ parents }: ClassDeclaration): number | undefined {
    for (const name of parents.slice(0, maxParents)) {
      const status = this.#classes.has(name) ? this.ofName(name) : statusOfClass(name);
      if (status !== undefined && status >= 400) return status;
    }
    return undefined;
  }
}

/** Checks whether several numbers differ, apart from a few. */
function areDifferent(numbers: readonly number[]): boolean {
  return numbers.length > 2 && new Set(numbers).size * 5 >= numbers.length * 4;
}

/** Returns the parents whose classes name themselves alike; the types of Go have none. */
function namingParents(parents: readonly string[]): readonly string[] {
  return parents.length === 0 ? [""] : parents.slice(0, maxParents);
}

function isText(value: Value, text: string): boolean {
  return value.type === "string" && value.text === text;
}

function numberIn(members: readonly Pair[]): Value | undefined {
  return members.find(({ key }) => isNumberOfError.test(nameOfKey(key) ?? ""))?.value;
}

/**
 * Returns the code of a class: in a member, or among the arguments for its parent. `isNaming` tells whether a word is a name, and
 * `sent` is what the class sends without one.
 */
export function codeOfClass(
  name: string,
  [own, ...supers]: readonly Profile[],
  status: number | undefined,
  isNaming: (text: string) => boolean,
  sent: string | undefined,
): string | undefined {
  const named = [own, ...supers].find((profile) => profile?.code?.by === "named");
  if (named?.code !== undefined) return named.code.text;
  if (sent !== undefined) return sent;
  if (own?.code?.by === "weak" && (status !== undefined || tellsError(own.code))) {
    const { text } = own.code;
    if (isCodeName(text) || isNaming(text)) return text;
  }
  // A name beside a message, without a status, may be that of a field.
  const fits = (code: CodeChoice): boolean =>
    status !== undefined ||
    code.isReference ||
    (isCodeName(code.text) && (code.by !== "weak" || tellsError(code) || code.text === name));
  return supers.find(({ code }) => code !== undefined && fits(code))?.code?.text;
}

/**
 * Checks whether a class sends its own name as its code: as a member that is named so, or to its parent together with a status
 * or a message.
 */
export function isPassed(name: string, [own, ...supers]: readonly Profile[], status: number | undefined): boolean {
  if (own?.code?.by === "named") return own.code.text === name;
  return supers.some(({ code, message, isComplete }) => {
    if (code?.text !== name) return false;
    if (code.by !== "placed" && tellsError(code)) return true;
    return isComplete && (status !== undefined || message !== undefined || !/(?:Error|Exception)$/.test(name));
  });
}

/** Checks whether a member such as `error` or `type` of a class names what failed. */
function tellsError({ pair: { key }, text }: CodeChoice): boolean {
  const name = nameOfKey(key) ?? "";
  return isErrorName(name) || (/^(?:type|kind|identifier|key)$/.test(name) && describesFailure(text));
}
