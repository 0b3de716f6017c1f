import { isPlainObject } from "./snapshot.ts";

/** Reads a member of a value of unknown shape; undefined where there is none of its own. */
export function member(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Lists the members of a value of unknown shape; none where it is no plain object. */
export function members(value: unknown): readonly (readonly [string, unknown])[] {
  return isPlainObject(value) ? Object.entries(value) : [];
}
