import type { Node } from "./tree.ts";

/** A value as it is written. */
export type Value =
  | { readonly type: "string"; readonly text: string }
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "symbol"; readonly text: string }
  /** A name such as `ErrorCode.NOT_FOUND`. */
  | { readonly type: "name"; readonly path: readonly string[] }
  | { readonly type: "call"; readonly path: readonly string[]; readonly pairs: readonly Pair[] }
  | { readonly type: "pairs"; readonly pairs: readonly Pair[] }
  /** Texts and names that are joined: `PREFIX + ".gone"`. */
  | { readonly type: "sum"; readonly parts: readonly Value[] }
  | { readonly type: "other" };

/** An argument, a member or an element. */
export interface Pair {
  /** Its name, before the colon, the arrow or the equals sign; undefined for a positional one. */
  readonly key: Value | undefined;
  readonly value: Value;
  /** The first node, for its position. */
  readonly node: Node;
}
