import type { ClassDeclaration, Unit } from "../collect/index.ts";
import { profileOf } from "./profile.ts";
import { statusOfClass } from "./status-names.ts";
import type { Symbols } from "./symbols.ts";
import { roleOfKey } from "./words.ts";

const maxParents = 8;

/** Finds the statuses of classes, which may be those of their parents. */
export class ClassStatuses {
  readonly #symbols: Symbols;
  readonly #classes = new Map<string, ClassDeclaration>();
  readonly #statuses = new Map<ClassDeclaration, number | undefined>();

  constructor(units: readonly Unit[], symbols: Symbols) {
    this.#symbols = symbols;
    for (const declaration of units.flatMap(({ classes }) => classes))
      if (!this.#classes.has(declaration.name)) this.#classes.set(declaration.name, declaration);
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
    const status = this.own(declaration) ?? this.#inherited(declaration);
    this.#statuses.set(declaration, status);
    return status;
  }

  /** Returns the status that a class states itself: in a member, in an attribute or to its parent's constructor. */
  own({ members, supers, note, unit }: ClassDeclaration): number | undefined {
    const symbols = this.#symbols;
    const attributes = note.attributes.filter(({ name }) => /status/i.test(name)).flatMap(({ pairs }) => pairs);
    const named = members.filter(({ key }) => roleOfKey(key) === "status");
    for (const { value } of [...named, ...attributes]) {
      const status = symbols.status(value, unit);
      if (status !== undefined) return status;
    }
    for (const { pairs } of supers) {
      const { status } = profileOf(pairs, unit, symbols);
      if (status !== undefined) return status;
    }
    return profileOf(members, unit, symbols).status;
  }

  #inherited({ parents }: ClassDeclaration): number | undefined {
    for (const name of parents.slice(0, maxParents)) {
      const status = this.#classes.has(name) ? this.ofName(name) : statusOfClass(name);
      if (status !== undefined && status >= 400) return status;
    }
    return undefined;
  }
}
