/** Values of placeholders, by name: `key.pinch`, `customerId`, `uuid`, `base`. */
export type Values = Readonly<Record<string, string>>;

/**
 * Replaces the placeholders in every text of a value.
 *
 * @throws Error that names a placeholder without a value
 */
export function replacePlaceholders<Value>(value: Value, values: Values): Value {
  return mapTexts(value, (text) =>
    text.replaceAll(/\{\{(?:(?<repeated>[^{}])\*(?<times>\d+)|(?<name>[\w.]+))\}\}/g, (...match) => {
      const { repeated, times, name } = match.at(-1) as Record<"repeated" | "times" | "name", string | undefined>;
      if (repeated !== undefined) return repeated.repeat(Number(times));
      const replacement = values[name ?? ""];
      if (replacement === undefined)
        throw new Error(
          `No value for {{${name}}}. Capture it in an earlier step, or use one of ${Object.keys(values)}.`,
        );
      return replacement;
    }),
  );
}

/** Returns the value at a JSON Pointer (RFC 6901); undefined if there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  const names = pointer.split("/").slice(1);
  return names.reduce((value: any, name) => value?.[name.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}

function mapTexts<Value>(value: Value, change: (text: string) => string): Value {
  if (typeof value === "string") return change(value) as Value;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change)) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, mapTexts(member, change)])) as Value;
}
