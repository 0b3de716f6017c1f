import type { Description } from "../../collect/index.ts";
import { isErrorName, nameOfKey, roleOfKey } from "../../names/index.ts";
import { wordOf } from "../../syntax/index.ts";
import { profileOf } from "../profile.ts";
import { isCodeName, type Symbols } from "../symbols.ts";

/** A function that creates errors. */
interface Factory {
  /** The status of its errors; undefined if there are several. */
  readonly status: number | undefined;
  /** Index of the parameter that is the code, whatever its name is; -1 if that is not known. */
  readonly place: number;
}

/** Finds the functions that create errors or their classes with a status, and take the code as a parameter: `NewNotFoundError(code)`. */
export class Factories {
  readonly #symbols: Symbols;
  readonly #factories = new Map<string, Factory>();

  constructor(symbols: Symbols) {
    this.#symbols = symbols;
  }

  /** Notes the status of the function around a description. `statusOf` returns that of a function that responds. */
  collect(description: Description, statusOf: (names: readonly string[]) => number | undefined): void {
    const { within, unit, callee } = description;
    // Others cannot call a function without a name.
    if (within === undefined || within === "" || !(isErrorName(within) || isErrorName(callee.at(-1)))) return;
    const profile = profileOf(this.#symbols.namedPairs(description), unit, this.#symbols);
    const status = profile.status ?? statusOf(callee.slice(-2));
    if (status === undefined || profile.code !== undefined || status < 400) return;
    const known = this.#factories.get(within);
    const place = this.#placeOf(description, within);
    this.#factories.set(within, {
      status: known === undefined || known.status === status ? status : undefined,
      place: known === undefined || known.place === place ? place : -1,
    });
  }

  /** Returns whether a function creates errors with a status. */
  has(name: string): boolean {
    return this.#factories.has(name);
  }

  /** Returns the status of the errors that a function creates; undefined if there are several. */
  statusOf(name: string): number | undefined {
    return this.#factories.get(name)?.status;
  }

  /** Returns the code that a call passes to a function that creates errors. */
  codeOf({ callee, pairs, unit }: Description): string | undefined {
    const value = pairs[this.#factories.get(callee.at(-1) ?? "")?.place ?? -1]?.value;
    const text = value?.type === "string" ? value.text : undefined;
    const code = text ?? this.#symbols.text(value, unit);
    return code !== undefined && isCodeName(code) ? code : undefined;
  }

  /** Returns the index of the parameter that a function passes on as the code of an error. */
  #placeOf(description: Description, within: string): number {
    const [parameters = [], ...others] = description.unit.parameters.get(within) ?? [];
    const named = description.pairs.filter(({ key }) => roleOfKey(key) === "code" || nameOfKey(key) === "error");
    const sent = [...this.#symbols.sentArguments(description), ...named];
    const places = sent.map(({ node }) => parameters.indexOf(wordOf(node) ?? ""));
    return others.length > 0 ? -1 : (places.find((place) => place >= 0) ?? -1);
  }
}
