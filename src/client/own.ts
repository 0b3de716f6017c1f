/** Reads a member of a value of unknown shape, and none that it inherits. */
export function own(value: unknown, key: unknown): unknown {
  return value && Object.hasOwn(value, key as string) ? (value as Record<string, unknown>)[key as string] : undefined;
}
