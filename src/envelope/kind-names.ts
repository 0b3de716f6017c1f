import type { Kind } from "../contract/index.ts";
import { kinds } from "../contract/index.ts";

/** How an envelope writes the kinds. */
export interface KindNames {
  /** Gives a kind's name on the wire. */
  nameOf(kind: Kind): string;
  /** Gives the kind that a name stands for; undefined when it stands for several, or for none. */
  kindOf(name: string): Kind | undefined;
  /** Every name on the wire, each once. */
  readonly names: readonly string[];
}

/** Completes a table of names: `*` names every kind that has no name of its own, else a kind keeps its own. */
export function kindNames(table: Readonly<Record<string, string>>): KindNames {
  const all = Object.keys(kinds) as Kind[];
  const nameOf = (kind: Kind): string => table[kind] ?? table["*"] ?? kind;
  const kindByName = new Map<string, Kind | undefined>();
  for (const kind of all) kindByName.set(nameOf(kind), kindByName.has(nameOf(kind)) ? undefined : kind);
  return { nameOf, kindOf: (name) => kindByName.get(name), names: [...kindByName.keys()] };
}
