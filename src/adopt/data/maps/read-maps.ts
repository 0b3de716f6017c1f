import type { Json } from "../../../contract/index.ts";
import { describesFailure, isIdentifier, mostlyFailures, styleOf } from "../../evidence/index.ts";
import { isRegistered, rejectionOf, textFieldOf } from "../../extract/index.ts";
import { type Decoy, type Fact, fact, type Reading, type SourcePosition, type Unread } from "../../facts.ts";
import { errorsOfGroups, repeatsKeys } from "./groups.ts";
import {
  areNumbered,
  codeAt,
  codeIn,
  codeMemberOf,
  codeMembers,
  errorText,
  hasRoles,
  hasText,
  isMember,
  isNoSuccess,
  isObject,
  type JsonObject,
  type Locate,
  membersOf,
  plain,
  roleOfMember,
  statedMembers,
  statusOf,
  textOf,
  titled,
  variantIn,
  withMessage,
} from "./members.ts";
import { kindOfNumbers, objectsOfRows } from "./rows.ts";

/** Finds codes in data: maps whose keys are codes, lists of objects with a code, and maps of codes to messages. */
export function readMaps(value: Json | undefined, locate: Locate, path: Path = []): Reading {
  const reader = new MapReader(locate);
  reader.read(value, path, 0);
  return { facts: reader.facts, decoys: reader.decoys, unread: reader.unread, bodies: [] };
}

type Path = readonly (string | number)[];

/** Members that describe the groups of the errors beside them. */
const isGroups = /^(?:error_?)?(?:categories|groups|classes|kinds)$/i;

class MapReader {
  readonly facts: Fact[] = [];
  readonly decoys: Decoy[] = [];
  readonly unread: Unread[] = [];
  readonly #locate: Locate;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  read(value: Json | undefined, path: Path, depth: number): void {
    if (depth > 8) return;
    const list = Array.isArray(value) ? (objectsOfRows(value) ?? (value as readonly Json[])) : undefined;
    if (list !== undefined && !this.#readNames(list, path) && !this.#readSingles(list, path, depth))
      this.#readList(list, path, depth);
    if (!isObject(value) || this.#readNumbers(value, path) || this.#readGroups(value, path)) return;
    if (this.#readMap(value, path)) return;
    const hasCodes = Object.keys(value).some((key) => /^(?:error_?)?(?:codes|errors)$/i.test(key));
    for (const [key, member] of Object.entries(value))
      if (!(hasCodes && isGroups.test(key))) this.read(member, [...path, key], depth + 1);
  }

  #readList(list: readonly Json[], path: Path, depth: number): void {
    const member = this.#codeMemberOf(list, path);
    const isNumbered = member !== undefined && areNumbered(list, member);
    for (const [index, item] of list.entries()) {
      const code = isObject(item) && member !== undefined ? codeAt(item, member) : undefined;
      const source = this.#locate([...path, index]);
      if (isObject(item) && isNumbered && isNoSuccess(item, member) && hasRoles(item)) {
        const { [member]: number, ...facts } = item;
        this.#addFacts(String(number), facts, source, path);
      } else if (isObject(item) && code !== undefined) this.#add(code, item, source, path);
      else if (isObject(item) && member !== undefined && item[member] === "") this.#skip(item, member, path, index);
      else this.read(item, [...path, index], depth + 1);
    }
  }

  /**
   * Returns the member that holds the codes of a list. Names are some if their place is named after errors, or if a quarter of the
   * objects have statuses or tell of failures.
   */
  #codeMemberOf(items: readonly Json[], path: Path): string | undefined {
    const member = codeMemberOf(items);
    const isCode = member === undefined || !isName.test(member);
    if (isCode || isErrorPlace.test([this.#locate([]).file, ...path].join("/"))) return member;
    const failures = items.filter(
      (item) =>
        isObject(item) &&
        (statusOf(item) !== undefined || Object.values(item).some((text) => describesFailure(textOf(text) ?? ""))),
    );
    return failures.length * 4 >= items.length ? member : undefined;
  }

  /** Reads a list of codes below a member that is named after errors, or below a status: `{"404": ["NO_BOOK", "NO_SHELF"]}`. */
  #readNames(list: readonly Json[], path: Path): boolean {
    const names = list.filter((item): item is string => typeof item === "string" && isIdentifier(item));
    const place = [this.#locate(path).file, ...path].join("/");
    const isNamed = isErrorList.test(String(path.at(-1))) || /^[45]\d\d$/.test(String(path.at(-1)));
    const areCodes = names.every((name) => styleOf(name) === "upper") || mostlyFailures(names);
    if (names.length < 1 || names.length < list.length || !isNamed || !isErrorPlace.test(place) || !areCodes)
      return false;
    for (const [index, name] of names.entries()) this.#add(name, {}, this.#locate([...path, index]), path);
    return true;
  }

  /** Reads a list of objects with one member each as the map of these: `[{"NO_BOOK": "No book"}, {"NO_SHELF": "No shelf"}]`. */
  #readSingles(list: readonly Json[], path: Path, depth: number): boolean {
    const entries = list.flatMap((item) => (isObject(item) ? Object.entries(item) : []));
    const places = new Map(entries.map(([key], index) => [key, index]));
    const areSingles = list.every((item) => isObject(item) && Object.keys(item).length === 1);
    if (list.length < 2 || !areSingles || places.size < list.length) return false;
    const { length } = path;
    const reader = new MapReader((steps) => {
      const key = steps[length];
      return this.#locate(key === undefined ? steps : [...path, places.get(String(key)) ?? 0, ...steps.slice(length)]);
    });
    reader.read(Object.fromEntries(entries), path, depth + 1);
    this.facts.push(...reader.facts);
    this.decoys.push(...reader.decoys);
    this.unread.push(...reader.unread);
    return true;
  }

  /** Reads groups of errors that repeat the keys of others, so that each code is the path of its keys: `card.missing_name`. */
  #readGroups(map: JsonObject, path: Path): boolean {
    if (!isErrorPlace.test([this.#locate(path).file, ...path].join("/"))) return false;
    // One group with all others is none of them.
    const errors = Object.keys(map).length > 1 ? errorsOfGroups(map, []) : undefined;
    if (errors === undefined || !repeatsKeys(errors)) return false;
    for (const { steps, item } of errors) this.#add(steps.join("."), item, this.#locate([...path, ...steps]), path);
    return true;
  }

  #skip(item: JsonObject, member: string, path: Path, index: number): void {
    const text = JSON.stringify(item).slice(0, 120);
    if (this.unread.length < maxUnread)
      this.unread.push({ text, reason: `Its ${member} is empty.`, source: this.#locate([...path, index]) });
  }

  /** Reads a map of names to numbers below a name of errors. */
  #readNumbers(map: JsonObject, path: Path): boolean {
    const kind = isErrorPlace.test([this.#locate(path).file, ...path].join("/")) ? kindOfNumbers(map) : undefined;
    if (kind === undefined) return false;
    for (const [name, number] of Object.entries(map)) {
      const source = this.#locate([...path, name]);
      if (kind === "statuses") this.#add(name, { status: number }, source, path);
      else if (number !== 0) this.#addFacts(String(number), { title: name }, source, path);
    }
    return true;
  }

  /** Reads a map of codes; the keys of most of its members have to be codes. */
  #readMap(declared: JsonObject, path: Path): boolean {
    const rows = objectsOfRows(
      Object.values(declared),
      Object.keys(declared).every((key) => /\d/.test(key)) ? ["code"] : [],
    );
    const map =
      rows === undefined ? declared : Object.fromEntries(Object.keys(declared).map((key, index) => [key, rows[index]]));
    // Some files end with an empty key, after which nobody has to remove a comma.
    const entries = Object.entries(map).filter(([key]) => key !== "");
    // The members of one error are not codes themselves.
    if (entries.filter(([key]) => isMember.test(plain(key))).length > 1) return false;
    const isShort = areShortNumbers(map, [this.#locate(path).file, ...path].join("/"));
    const hasNumbers = isShort || areNumberKeys(entries.map(([key]) => key));
    const isKey = (key: string): boolean => isCodeKey(key) || (hasNumbers && key !== "0");
    const named = entries.filter(([key, value]) => isKey(key) && (isObject(value) || typeof value === "string"));
    const described = named.filter(
      ([, value]) =>
        typeof value === "string" ||
        (isObject(value) && (hasRoles(value) || errorText(value) !== undefined || (isShort && hasText(value)))),
    );
    if (described.length < 2 || described.length * 2 < entries.length) return false;
    const isSibling = ([key, value]: (typeof entries)[number]): boolean =>
      key !== "0" && isObject(value) && hasRoles(value) && styleOf(key) !== undefined;
    const siblings = entries.filter(isSibling);
    // Numbers are sent as codes; a name beside one is for people.
    const areNumbers = isShort || described.every(([key]) => /^\d{4,6}$/.test(key));
    this.#addMembers(new Map([...described, ...siblings]), path, { areNumbers, hasNumbers });
    return true;
  }

  /** Adds the members of a map of codes: under the number that most of them have, under the code of their own, or under their key. */
  #addMembers(
    members: ReadonlyMap<string, Json | undefined>,
    path: Path,
    { areNumbers, hasNumbers }: { readonly areNumbers: boolean; readonly hasNumbers: boolean },
  ): void {
    const stated = [...members.values()].flatMap((value) => (isObject(value) ? membersOf(value, statedMembers) : []));
    const number = [...new Set(stated)].find((member) => areNumbered([...members.values()], member));
    for (const [key, value] of members) {
      const source = this.#locate([...path, key]);
      const item = isObject(value) ? value : { message: value ?? null };
      if (number !== undefined && typeof item[number] === "number") {
        const { [number]: code, ...facts } = item;
        this.#addFacts(String(code), { title: key, ...facts }, source, path);
        continue;
      }
      const own = codeIn(item, areNumbers ? statedMembers : codeMembers) ?? key;
      if (hasNumbers && own === key) this.#addFacts(own, withMessage(titled(item)), source, path);
      else this.#add(own, withMessage(item), source, path);
    }
  }

  #add(code: string, item: JsonObject, source: SourcePosition, path: Path): void {
    const reason = rejectionOf(code);
    if (reason === undefined) this.#addFacts(code, item, source, path);
    else this.decoys.push({ name: code, reason, source });
  }

  #addFacts(code: string, item: JsonObject, source: SourcePosition, path: Path): void {
    this.facts.push(fact(code, "code", code, source));
    const own = statusOf(item);
    const inherited = path.findLast((step) => /^[45]\d\d$/.test(String(step)));
    if (own !== undefined) this.facts.push(fact(code, "status", own, source));
    else if (inherited !== undefined) this.facts.push(fact(code, "status", Number(inherited), source, "derived"));
    for (const [name, value] of Object.entries(item)) this.#addText(code, name, value, source);
  }

  #addText(code: string, name: string, value: Json | undefined, source: SourcePosition): void {
    const field = textFieldOf(roleOfMember(name));
    const texts = Array.isArray(value)
      ? value.flatMap((item) => textOf(item as Json) ?? [])
      : [textOf(isObject(value) ? variantIn(value) : value) ?? []].flat();
    if (typeof value === "boolean" && field === "retry") this.facts.push(fact(code, "retry", String(value), source));
    else if (field !== undefined) for (const text of texts) this.facts.push(fact(code, field, text, source));
    if (name === "deprecated" && value === true) this.facts.push(fact(code, "deprecated", true, source));
  }
}

/** Items of lists that are reported as not understood. */
const maxUnread = 500;
/** Checks whether keys are numbers, most of which have three digits and are no statuses: then shorter ones are codes, too. */
function areNumberKeys(keys: readonly string[]): boolean {
  const own = keys.filter((key) => /^\d{3,6}$/.test(key) && !isRegistered(Number(key)));
  return keys.length > 3 && keys.every((key) => /^\d{1,6}$/.test(key)) && own.length * 2 > keys.length;
}

/**
 * Checks whether keys are numbers of any length, also negative and hexadecimal ones, whose texts describe failures. A map that
 * is named after errors may describe some of them in other words.
 */
function areShortNumbers(map: JsonObject, place: string): boolean {
  const keys = Object.keys(map).filter(Boolean);
  const isNumber = (key: string): boolean =>
    /^(?:-?\d{1,9}|0x[\da-f]{1,8}|(?=.{0,3}\d|[a-f]{1,2}$)[\da-f]{1,4})$/i.test(key);
  const registered = keys.filter((key) => isRegistered(Number(key)));
  if (keys.length < 4 || !keys.every(isNumber) || registered.length * 2 >= keys.length) return false;
  const texts = Object.values(map).flatMap((value) => {
    const members = isObject(value)
      ? Object.values(value).flatMap((member) => textOf(member) ?? [])
      : [textOf(value) ?? []].flat();
    return members.length === 0 ? [] : [members.join(". ")];
  });
  const failures = texts.filter(describesFailure).length;
  const isNamed = isErrorPlace.test(place);
  return texts.length * 10 >= keys.length * 9 && failures * (isNamed ? 4 : 2) >= texts.length;
}

/** Members that have the names of anything. */
const isName = /^(?:id|identifier|key|name|slug|type)$/i;

/** Names of members that are lists of codes. */
const isErrorList =
  /^(?:[a-z]+[_-]?)?(?:err(?:or)?|exception|fault|failure|problem)s?(?:[_-]?(?:codes?|names?|types?|reasons?|ids?))?$/i;

/** Names of files and members that hold errors. */
const isErrorPlace = /err|fault|problem|exception|fail/i;

function isCodeKey(key: string): boolean {
  return isIdentifier(key) || /^\d{3,6}$/.test(key) || /^[A-Z]{3,}$/.test(key) || /^[A-Z][a-z]{3,}$/.test(key);
}
