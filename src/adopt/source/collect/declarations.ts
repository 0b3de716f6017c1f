import type { Language, Node, Pair, Value } from "../syntax/index.ts";

/** Comments and attributes of a declaration. */
export interface Note {
  /** The comment above it. */
  readonly above: string;
  /** The comment behind it, on its last line. */
  readonly behind: string;
  /** The last comment above it that is a status and nothing else. */
  readonly section: string;
  /** Annotations, decorators and attributes, each with its arguments. */
  readonly attributes: readonly Attribute[];
}

/** An annotation, decorator or attribute. */
export interface Attribute {
  readonly name: string;
  readonly pairs: readonly Pair[];
}

/** A member of an enumeration, a constant, or a member of an object with a simple value. */
export interface Member {
  readonly name: string;
  /** Names of the places around it, the innermost last: modules, classes, functions, variables, keys. */
  readonly owners: readonly string[];
  readonly place: "enum" | "constant" | "object" | "list";
  /** Name of its type, if it is written. */
  readonly type: string | undefined;
  readonly value: Value | undefined;
  /** The arguments of a member of an enumeration, with the names of the parameters. */
  readonly pairs: readonly Pair[];
  /** Offset of the block of constants that it belongs to, as `const ( … )` of Go. @default none */
  readonly block?: number | undefined;
  readonly note: Note;
  readonly node: Node;
  readonly unit: Unit;
}

/** A call, an object or a tuple that may describe an error. */
export interface Description {
  /** Names of the called functions or types. */
  readonly callee: readonly string[];
  readonly pairs: readonly Pair[];
  /** The name or the key that it is assigned to. */
  readonly key: Value | undefined;
  readonly owners: readonly string[];
  /** Pairs of the calls around it: they may state its status. */
  readonly around: readonly Pair[];
  /** Name of the function around it. */
  readonly within: string | undefined;
  /** Defaults of the parameters of the function around it. */
  readonly defaults: ReadonlyMap<string, Value>;
  readonly note: Note;
  readonly node: Node;
  readonly unit: Unit;
}

/** A class. */
export interface ClassDeclaration {
  readonly name: string;
  readonly parents: readonly string[];
  readonly members: Pair[];
  /** Arguments of the calls of the parent's constructor. */
  readonly supers: Description[];
  readonly note: Note;
  readonly node: Node;
  readonly unit: Unit;
}

/** One case of a switch, a match or a map. */
export interface Arm {
  readonly key: Value;
  readonly value: Value;
  /** Names of the places around it. */
  readonly owners: readonly string[];
  /** Whether it is a statement of a function, and not the member of an object. @default false */
  readonly isCase?: boolean;
  readonly node: Node;
  readonly unit: Unit;
}

/** A function that responds to exceptions: `@ExceptionHandler(NoBookException.class)`. */
export interface Handler {
  /** Names of the classes that it handles. */
  readonly types: readonly string[];
  /** Arguments of the attribute that states the status. */
  readonly pairs: readonly Pair[];
  readonly line: number;
  readonly endLine: number;
}

/** Everything that one source declares. */
export interface Unit {
  readonly file: string;
  readonly language: Language;
  /** Last part of the package or module that it declares, which is the name of its folder in Go, Java and Kotlin; empty without one. */
  readonly folder: string;
  /** Whether a program wrote it. */
  readonly isGenerated: boolean;
  /** How names of the source become codes: `snake_case` and others; undefined if they stay. */
  readonly caseRule: string | undefined;
  readonly members: Member[];
  readonly descriptions: Description[];
  readonly classes: ClassDeclaration[];
  readonly arms: Arm[];
  readonly handlers: Handler[];
  /** The names of the parameters of functions and constructors, by the name that is called; of each number of them, the first list. */
  readonly parameters: Map<string, readonly (readonly string[])[]>;
  /** Paths of the modules that it imports, by the name in the source. */
  readonly imports: ReadonlyMap<string, string>;
  /** Enumerations, with their attributes. */
  readonly enums: { readonly name: string; readonly note: Note; readonly node: Node }[];
}
