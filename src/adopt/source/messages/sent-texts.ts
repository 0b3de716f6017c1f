import type { Description, Unit } from "../collect/index.ts";
import type { Pair } from "../syntax/index.ts";

/** Deepest nesting of arguments. */
const maxDepth = 4;

/** Returns the texts that sources pass to functions and classes named after errors; undefined if they call none. */
export function sentTexts(
  units: readonly Unit[],
  isErrorName: (name: string) => boolean,
): ReadonlySet<string> | undefined {
  const calls = units.flatMap(({ descriptions }) => descriptions.filter((one) => isSent(one, isErrorName)));
  const texts = calls.flatMap(({ pairs }) => textsIn(pairs, 0));
  return texts.length === 0 ? undefined : new Set(texts);
}

function isSent({ callee }: Description, isErrorName: (name: string) => boolean): boolean {
  const name = callee.at(-1);
  return name !== undefined && isErrorName(name);
}

function textsIn(pairs: readonly Pair[], depth: number): readonly string[] {
  if (depth > maxDepth) return [];
  return pairs.flatMap(({ value }) => {
    if (value.type === "string") return [value.text];
    return value.type === "pairs" || value.type === "call" ? textsIn(value.pairs, depth + 1) : [];
  });
}
