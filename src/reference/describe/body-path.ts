import type { Json } from "../../contract/index.ts";

/** Keys and positions that lead to a value within a body. */
export type BodyPath = readonly (string | number)[];

/** Returns the path of the first member that has a text as its value; undefined if none has. */
export function pathTo(value: Json | undefined, text: string): BodyPath | undefined {
  if (value === text) return [];
  if (typeof value !== "object" || value === null) return undefined;
  const members: readonly (readonly [string | number, Json | undefined])[] = Array.isArray(value)
    ? value.map((item: Json, index): [number, Json] => [index, item])
    : Object.entries(value);
  for (const [key, item] of members) {
    const rest = pathTo(item, text);
    if (rest !== undefined) return [key, ...rest];
  }
  return undefined;
}

/** Writes a path as a program would: `errors[0].code`. */
export function pathText(path: BodyPath): string {
  return path.map((key, index) => (typeof key === "number" ? `[${key}]` : index === 0 ? key : `.${key}`)).join("");
}
