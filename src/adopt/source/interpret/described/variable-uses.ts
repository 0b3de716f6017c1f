import type { Description } from "../../collect/index.ts";
import type { Value } from "../../syntax/index.ts";
import type { Symbols } from "../symbols.ts";

/** Most calls with the same variable that are considered. */
const maxUses = 200;
/** Most lines between a body and the statement that sends it. */
const maxLines = 40;

/** Finds the statuses with which functions send the bodies that they assign to variables first. */
export class VariableUses {
  readonly #uses = new Map<string, { readonly line: number; readonly status: number }[]>();

  /** Notes every call with a status that has a variable among its arguments: `new ResponseEntity<>(body, HttpStatus.GONE)`. */
  collect(descriptions: readonly Description[], statusOf: (description: Description) => number | undefined): void {
    for (const description of descriptions) {
      const { within, pairs, node } = description;
      const names = within === undefined ? [] : pairs.flatMap(({ value }) => variableIn(value) ?? []);
      const status = names.length === 0 ? undefined : statusOf(description);
      if (status === undefined || status < 400) continue;
      for (const name of names) this.#add(keyOf(description, name), node.line, status);
    }
  }

  #add(key: string, line: number, status: number): void {
    const uses = this.#uses.get(key) ?? [];
    if (uses.length < maxUses) uses.push({ line, status });
    this.#uses.set(key, uses);
  }

  /** Returns the status with which the variable is sent next that a description is assigned to. */
  statusOf(description: Description, symbols: Symbols): number | undefined {
    const { owners, unit, within, node, key } = description;
    const name = owners.at(-1);
    if (within === undefined || name === undefined || key !== undefined) return undefined;
    const uses = this.#uses.get(keyOf(description, name)) ?? [];
    if (uses.length === 0 || symbols.assignmentsOf(name, unit, within).length === 0) return undefined;
    const next = uses.filter(({ line }) => line >= node.line && line <= node.line + maxLines);
    return next.toSorted((one, other) => one.line - other.line)[0]?.status;
  }
}

function keyOf({ unit, within }: Description, name: string): string {
  return [unit.file, within, name].join("\n");
}

/** Returns the variable that a value is, or that a call passes on, as `jsonify(body)` does. */
function variableIn(value: Value): string | undefined {
  if (value.type === "name") return value.path.length === 1 ? value.path[0] : undefined;
  const [only, ...others] = value.type === "call" ? value.pairs : [];
  return only?.value.type === "name" && others.length === 0 ? variableIn(only.value) : undefined;
}
