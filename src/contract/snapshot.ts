import { isStandardSchema } from "./details.ts";

const maxDepth = 100;

/**
 * Copies the plain data of a definition, reading every member once, so that what was checked is what is used.
 * Schemas are kept as they are. A part that cannot be read becomes a symbol whose description says why; no check accepts a symbol.
 */
export function snapshot(value: unknown): unknown {
  return copy(value, []);
}

function copy(value: unknown, above: readonly object[]): unknown {
  if (typeof value !== "object" || value === null || isStandardSchema(value)) return value;
  if (above.includes(value)) return Symbol("a part that contains itself");
  if (above.length >= maxDepth) return Symbol(`a part more than ${maxDepth} levels deep`);
  const within = [...above, value];
  if (Array.isArray(value)) return Array.from(value.keys(), (index) => copy(read(value, index), within));
  if (!isPlainObject(value)) return value;
  const members = Object.keys(value).flatMap((key) => {
    const member = copy(read(value, key), within);
    return member === undefined ? [] : [[key, member] as const];
  });
  return Object.fromEntries(members);
}

/** Tells plain data from instances of classes, in every realm: the prototype of plain data has none itself. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function read(from: object, key: string | number): unknown {
  try {
    return (from as Record<string | number, unknown>)[key];
  } catch (error) {
    return Symbol(`a getter that threw ${error instanceof Error ? error.name : typeof error}`);
  }
}
