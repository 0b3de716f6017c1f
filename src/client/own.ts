/** Reads a member of a value of unknown shape, and none that it inherits. */
export function own(value: unknown, key: unknown): unknown {
  // biome-ignore lint/suspicious/noPrototypeBuiltins: in a loop over the members of an object V8 leaves out this check, but not Object.hasOwn
  return value && {}.hasOwnProperty.call(value, key as string)
    ? (value as Record<string, unknown>)[key as string]
    : undefined;
}
