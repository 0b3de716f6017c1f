import type { Description } from "../../collect/index.ts";
import { isErrorName } from "../../names/index.ts";
import { isCodeText, type Symbols } from "../symbols.ts";

/** Fewest errors of one kind that show which argument is the code. */
const minShown = 5;
/** Codes that are written as titles, which only their place tells from messages: `"Range Not Satisfiable"`. */
const title = /^[A-Z][a-z]+(?: [A-Z][a-z]+){1,5}$/;

/** Finds codes by the argument that is the code of nearly all other errors of their kind. */
export class CodePlaces {
  readonly #symbols: Symbols;
  /** How often each argument is the code, by the name that is called. */
  readonly #counts = new Map<string, Map<number, number>>();
  readonly #missed: Description[] = [];

  constructor(symbols: Symbols) {
    this.#symbols = symbols;
  }

  /** Notes the code of a description; undefined if it has none. */
  add(description: Description, code: string | undefined): void {
    const name = description.callee.at(-1);
    if (name === undefined || !isErrorName(name)) return;
    if (code === undefined) this.#missed.push(description);
    else {
      const counts = this.#counts.get(name) ?? new Map<number, number>();
      this.#counts.set(name, counts);
      const place = description.pairs.findIndex((_, index) => this.#textAt(description, index) === code);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
  }

  /** Returns the descriptions without a code of their own, with the text at the place of the others. */
  found(): readonly (readonly [Description, string])[] {
    const places = new Map([...this.#counts].map(([name, counts]) => [name, placeOf(counts)]));
    return this.#missed.flatMap((description) => {
      const text = this.#textAt(description, places.get(description.callee.at(-1) ?? "") ?? -1);
      return text !== undefined && (isCodeText(text) || title.test(text)) ? [[description, text] as const] : [];
    });
  }

  #textAt({ pairs, unit }: Description, place: number): string | undefined {
    return this.#symbols.text(pairs[place]?.value, unit);
  }
}

/** Returns the argument that is nearly always the code; -1 if there is none. */
function placeOf(counts: ReadonlyMap<number, number>): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const [place = -1] = [...counts].find(([, count]) => count >= minShown && count * 10 >= total * 9) ?? [];
  return place;
}
