import { placedTokens } from "./places.ts";
import { isWord, type Lexis } from "./tokens.ts";
import type { Part, Unit } from "./units.ts";

/** A token in its unit. */
export interface Occurrence {
  readonly token: string;
  readonly lexis: Lexis;
  /** Index of the unit. */
  readonly unit: number;
  readonly part: Part;
}

/** A place that recurs in the units of one kind, with the tokens that stand in it. */
export interface Slot {
  readonly kind: string;
  /** Title of the column or name of the attribute. */
  readonly name: string;
  readonly place: string;
  readonly occurrences: readonly Occurrence[];
}

/** Collects the tokens of a page by slot. */
export function slotsOf(units: readonly Unit[]): readonly Slot[] {
  const slots = new SlotList();
  for (const [unit, { kind, parts, isOther }] of units.entries())
    if (!isOther && !slots.isFull) for (const part of parts.slice(0, maxParts)) slots.add(kind, unit, part);
  return kept(slots.all);
}

class SlotList {
  readonly all = new Map<string, Slot & { readonly occurrences: Occurrence[] }>();
  #count = 0;

  get isFull(): boolean {
    return this.#count > maxTokens;
  }

  add(kind: string, unit: number, part: Part): void {
    for (const { place, token, lexis } of placedTokens(part)) {
      this.#count += 1;
      const key = `${kind}\n${part.name}\n${place}`;
      const one = { token, lexis, unit, part };
      const slot = this.all.get(key);
      if (slot !== undefined) slot.occurrences.push(one);
      else if (this.all.size < maxSlots) this.all.set(key, { kind, name: part.name, place, occurrences: [one] });
    }
  }
}

/** Returns the slots that have enough tokens which are more than single words. */
function kept(slots: ReadonlyMap<string, Slot>): readonly Slot[] {
  return [...slots.values()].filter(
    ({ occurrences }) => occurrences.length >= minTokens && occurrences.some(({ lexis }) => !isWord(lexis)),
  );
}

/** Fewest codes of a slot. Fewer may stand in the same place by chance. */
export const minTokens = 5;
/** Tokens of one page, in all slots. */
const maxTokens = 300_000;
const maxSlots = 5_000;
/** Cells of a row, and attributes of a component. */
const maxParts = 12;
