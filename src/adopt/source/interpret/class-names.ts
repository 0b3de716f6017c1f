import type { ClassDeclaration, Unit } from "../collect/index.ts";
import { isErrorName, isErrorPath, nameOfKey, roleOfKey, wordsOf } from "../names/index.ts";
import { isInSnakeCase, isOwnName, type Pair, type Value } from "../syntax/index.ts";
import { readAttributes } from "./notes-of-members.ts";
import { isCodeName, isCodeText, type Symbols } from "./symbols.ts";

/** Most classes that a class inherits from. */
const maxAncestors = 16;

/** Finds classes whose names are sent as their codes, as a parent says: `self.code = type(self).__name__`. */
export class ClassNames {
  readonly #symbols: Symbols;
  readonly #classes = new Map<string, ClassDeclaration>();
  /** Names of classes that others inherit. */
  readonly #parents: ReadonlySet<string>;
  /** The code that a class sends for those that inherit it. */
  readonly #sent = new Map<ClassDeclaration, Value>();

  constructor(units: readonly Unit[], symbols: Symbols) {
    this.#symbols = symbols;
    const all = units.flatMap(({ classes }) => classes);
    this.#parents = new Set(all.flatMap(({ parents }) => parents));
    for (const declaration of all) {
      if (!this.#classes.has(declaration.name)) this.#classes.set(declaration.name, declaration);
      const value = this.#sentBy(declaration);
      if (value !== undefined) this.#sent.set(declaration, value);
    }
  }

  /** Returns the code of a class that sends its name, or that of a parent with a code of its own; undefined for any other. */
  codeOf(declaration: ClassDeclaration): string | undefined {
    const attribute = this.#codeOfAttribute(declaration);
    if (attribute !== undefined) return attribute;
    if (this.#sent.size === 0 || this.#sent.has(declaration)) return undefined;
    const isShared = this.#parents.has(declaration.name) && !declaration.members.some(isMessageOf);
    if (isShared) return undefined;
    const ancestors = this.#ancestorsOf(declaration);
    const sender = ancestors.findIndex((one) => this.#sent.has(one));
    const value = this.#sent.get(ancestors[sender] ?? declaration);
    if (value === undefined) return undefined;
    const inherited = ancestors.slice(0, sender).flatMap((one) => this.#stated(one) ?? []);
    return inherited[0] ?? (isInSnakeCase(value) ? wordsOf(declaration.name).join("_") : declaration.name);
  }

  /** Returns whether a parent has a code of its own, so that a name that a class passes to it is something else. */
  inheritsCode(declaration: ClassDeclaration): boolean {
    return this.#ancestorsOf(declaration).some((one) => this.#stated(one) !== undefined && hasParameters(one));
  }

  /** Returns the name under which an error is serialised: `@SerialName("NO_BOOK") class NoBook : LibraryError`. */
  #codeOfAttribute(declaration: ClassDeclaration): string | undefined {
    const { name, parents, unit, note } = declaration;
    // Names of structures of Rust are those of schemas.
    if (note.attributes.length === 0 || unit.language === "rust") return undefined;
    if (![name, ...parents].some(isErrorName) && !isErrorPath(unit)) return undefined;
    const { code } = readAttributes(declaration, this.#symbols);
    return code !== undefined && isCodeName(code) ? code : undefined;
  }

  #ancestorsOf(declaration: ClassDeclaration): readonly ClassDeclaration[] {
    const found = new Set<ClassDeclaration>([declaration]);
    for (const one of found) {
      if (found.size > maxAncestors) break;
      for (const name of one.parents) {
        const parent = this.#classes.get(name);
        if (parent !== undefined) found.add(parent);
      }
    }
    return [...found].slice(1);
  }

  /** Returns the name of its class that a class sends, in a member or through the constructor of its parent. */
  #sentBy(declaration: ClassDeclaration): Value | undefined {
    const passed = declaration.supers.flatMap((one) => this.#symbols.superPairs(one, declaration));
    return [...declaration.members, ...passed].find(({ key, value }) => isCodeKey(key) && isOwnName(value))?.value;
  }

  #stated({ members, unit }: ClassDeclaration): string | undefined {
    const texts = members.filter(({ key }) => isCodeKey(key)).map(({ value }) => this.#symbols.text(value, unit));
    return texts.find((text) => text !== undefined && isCodeText(text));
  }
}

/** Checks whether the parameters of the constructor of a class are known by their names. */
function hasParameters({ name, unit }: ClassDeclaration): boolean {
  const lists = unit.parameters.get(name) ?? [];
  return lists.some((list) => list.some((parameter) => !/^(?:args|kwargs)$/.test(parameter)));
}

function isCodeKey(key: Value | undefined): boolean {
  return roleOfKey(key) === "code" || /^_?error_?(?:type|name|key)?$/i.test(nameOfKey(key) ?? "");
}

function isMessageOf({ key }: Pair): boolean {
  return roleOfKey(key) === "message";
}
