import { hasRoles, isObject, type JsonObject, statusOf } from "./members.ts";

/** An error in groups, and its keys. */
export interface GroupedError {
  readonly steps: readonly string[];
  readonly item: JsonObject;
}

/** Returns the errors of an object that has only some with a status and a text, and groups of these; undefined for any other one. */
export function errorsOfGroups(map: JsonObject, steps: readonly string[]): readonly GroupedError[] | undefined {
  const errors: GroupedError[] = [];
  for (const [key, item] of Object.entries(map)) {
    if (!isObject(item) || !/^[a-z]\w*$/.test(key) || steps.length > 3) return undefined;
    const own = [...steps, key];
    const isError = statusOf(item) !== undefined && hasRoles(item) && !Object.values(item).some(isObject);
    const inner = isError ? [{ steps: own, item }] : errorsOfGroups(item, own);
    if (inner === undefined || inner.length === 0) return undefined;
    errors.push(...inner);
  }
  return errors;
}

/** Checks whether keys of errors are repeated in other groups, and not all of them, as those of translations are. */
export function repeatsKeys(errors: readonly GroupedError[]): boolean {
  const keys = new Set(errors.map(({ steps }) => steps.at(-1)));
  return keys.size < errors.length && keys.size * 2 > errors.length;
}
