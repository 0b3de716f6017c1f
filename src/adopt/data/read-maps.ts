import type { Json } from "../../contract/index.ts";
import { isIdentifier, type Role, rejectionOf, roleOf, statusesIn, styleOf, textFieldOf } from "../extract/index.ts";
import { type Decoy, type Fact, fact, type Reading, type SourcePosition } from "../facts.ts";
import { isObject, type JsonObject, type Locate, textOf } from "./json-value.ts";

/** Finds codes in data: maps whose keys are codes, lists of objects with a code, and maps of codes to messages. */
export function readMaps(document: Json, locate: Locate): Reading {
  const reader = new MapReader(locate);
  reader.read(document, [], 0);
  return { facts: reader.facts, decoys: reader.decoys, unread: [], bodies: [] };
}

type Path = readonly (string | number)[];

class MapReader {
  readonly facts: Fact[] = [];
  readonly decoys: Decoy[] = [];
  readonly #locate: Locate;

  constructor(locate: Locate) {
    this.#locate = locate;
  }

  read(value: Json | undefined, path: Path, depth: number): void {
    if (depth > 8) return;
    if (Array.isArray(value)) this.#readList(value as readonly Json[], path, depth);
    if (!isObject(value) || this.#readMap(value, path)) return;
    for (const [key, member] of Object.entries(value)) this.read(member, [...path, key], depth + 1);
  }

  #readList(list: readonly Json[], path: Path, depth: number): void {
    for (const [index, item] of list.entries()) {
      const code = isObject(item) ? codeOf(item) : undefined;
      if (code === undefined || !isObject(item)) this.read(item, [...path, index], depth + 1);
      else this.#add(code, item, this.#locate([...path, index]), path);
    }
  }

  /** Reads a map of codes; the keys of most of its members have to be codes. */
  #readMap(map: JsonObject, path: Path): boolean {
    const entries = Object.entries(map);
    const named = entries.filter(([key, value]) => isCodeKey(key) && (isObject(value) || typeof value === "string"));
    const described = named.filter(([, value]) => typeof value === "string" || (isObject(value) && hasRoles(value)));
    if (described.length < 2 || described.length * 2 < entries.length) return false;
    for (const [key, value] of described) {
      const own = isObject(value) ? (codeOf(value) ?? key) : key;
      this.#add(own, isObject(value) ? value : { message: value ?? null }, this.#locate([...path, key]), path);
    }
    return true;
  }

  #add(code: string, item: JsonObject, source: SourcePosition, path: Path): void {
    const reason = rejectionOf(code);
    if (reason !== undefined) {
      this.decoys.push({ name: code, reason, source });
      return;
    }
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
      : [textOf(value) ?? []].flat();
    if (typeof value === "boolean" && field === "retry") this.facts.push(fact(code, "retry", String(value), source));
    else if (field !== undefined) for (const text of texts) this.facts.push(fact(code, field, text, source));
    if (name === "deprecated" && value === true) this.facts.push(fact(code, "deprecated", true, source));
  }
}

/** Members that hold the code of an object, the most reliable first. */
const codeMembers = [
  "code",
  "error_code",
  "errorCode",
  "error",
  "reason",
  "slug",
  "identifier",
  "id",
  "name",
  "key",
  "type",
];

function codeOf(item: JsonObject): string | undefined {
  if (!hasRoles(item)) return undefined;
  for (const name of codeMembers) {
    const value = item[name];
    const code = typeof value === "number" ? String(value) : textOf(value);
    if (
      code !== undefined &&
      (isIdentifier(code) || (name !== "name" && name !== "id" && /^(?:number|word)$/.test(styleOf(code) ?? ""))) &&
      !/^[1-5]\d\d$/.test(code)
    )
      return code;
  }
  return undefined;
}

/** Checks whether an object describes an error: it has a status, a message or a meaning. */
function hasRoles(item: JsonObject): boolean {
  return (
    statusOf(item) !== undefined ||
    Object.entries(item).some(
      ([name, value]) =>
        ["message", "meaning", "cause", "solution"].includes(roleOfMember(name)) &&
        (typeof value === "string" || Array.isArray(value)),
    )
  );
}

function statusOf(item: JsonObject): number | undefined {
  for (const [name, value] of Object.entries(item)) {
    if (!/^(?:http_?)?(?:status|status_?code|code)$|^http$/i.test(name)) continue;
    const [status, ...others] = statusesIn(String(value));
    if (status !== undefined && status >= 400 && others.length === 0) return status;
  }
  return undefined;
}

function roleOfMember(name: string): Role {
  return roleOf(name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll(/[_-]/g, " "));
}

function isCodeKey(key: string): boolean {
  return isIdentifier(key) || /^\d{3,6}$/.test(key) || /^[A-Z]{3,}$/.test(key) || /^[A-Z][a-z]{3,}$/.test(key);
}
