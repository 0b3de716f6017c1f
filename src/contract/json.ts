/** Any value that JSON can represent. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of JSON. */
export type JsonObject = { readonly [member: string]: Json | undefined };

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = JsonObject;

/** The language-neutral form of a contract, as stored in `errata.json`. */
export type ContractJson = JsonObject;

/** Checks whether a value is plain data rather than a class instance. Works across realms: the prototype of plain data has no prototype. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    // A proxy that throws.
    return false;
  }
}

/** Returns an own member of a value of unknown shape, or undefined. */
export function getOwn(value: unknown, key: string): unknown {
  return isPlainObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Returns the own members of a value of unknown shape; empty unless it is a plain object. */
export function ownEntries(value: unknown): readonly (readonly [string, unknown])[] {
  return isPlainObject(value) ? Object.entries(value) : [];
}
