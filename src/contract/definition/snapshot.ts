import { isStandardSchema } from "../details/index.ts";
import { isPlainObject } from "../json.ts";

const maxDepth = 100;

/**
 * Copies the plain data of a definition and reads every member once, so that the checked value is the one that is used.
 * Schemas of libraries are kept. A part that cannot be read becomes a symbol that describes the reason; no check accepts symbols.
 */
export function snapshot(value: unknown): unknown {
  return copy(value, []);
}

function copy(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value !== "object" || value === null || isStandardSchema(value)) return value;
  if (ancestors.includes(value)) return Symbol("a part that contains itself");
  if (ancestors.length >= maxDepth) return Symbol(`a part more than ${maxDepth} levels deep`);
  const path = [...ancestors, value];
  if (Array.isArray(value)) return Array.from(value.keys(), (index) => copy(read(value, index), path));
  if (!isPlainObject(value)) return value;
  const members = Object.keys(value).flatMap((key) => {
    const member = copy(read(value, key), path);
    return member === undefined ? [] : [[key, member] as const];
  });
  return Object.fromEntries(members);
}

function read(from: object, key: string | number): unknown {
  try {
    return (from as Record<string | number, unknown>)[key];
  } catch (error) {
    return Symbol(`a getter that threw ${error instanceof Error ? error.name : typeof error}`);
  }
}
