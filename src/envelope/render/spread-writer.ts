import type { RenderValues, Write } from "../envelope.ts";
import type { ObjectNode, Spread } from "../template/index.ts";
import { declaredKeys } from "../template/index.ts";
import { jsonText, quoteText } from "./json-text.ts";

/**
 * Compiles the writer of spread members, without the braces. Declared members take precedence. With a fallback key, a value
 * that clashes or is not an object is sent whole under that key. Without one, only the clashing members are dropped.
 */
export function spreadWriter(node: ObjectNode, spread: Spread): Write {
  const declared = declaredKeys(node);
  const { fallbackKey } = spread;
  const whole =
    fallbackKey === undefined ? () => undefined : (text: string): string => `${quoteText(fallbackKey)}:${text}`;
  return (values, item) => {
    const value = sourceOf(spread, values, item);
    const text = jsonText(value);
    if (text === undefined) return undefined;
    if (!text.startsWith("{")) return whole(text);
    if (!mayClash(value as object, declared)) return membersOf(text);
    const members = Object.entries(JSON.parse(text) as object);
    const kept = members.filter(([key]) => !declared.has(key));
    if (kept.length === members.length) return membersOf(text);
    return whole(text) ?? membersOf(JSON.stringify(Object.fromEntries(kept)));
  };
}

/** Reorders an object into which index keys ("0") were spread: JavaScript puts those first, and so does JSON.stringify. */
export function sortIndexKeys(write: (values: RenderValues, item?: unknown) => string, spread: Spread): Write {
  return (values, item) => {
    const text = write(values, item);
    const source = sourceOf(spread, values, item);
    if (typeof source !== "object" || source === null) return text;
    for (const key in source) return /^\d/.test(key) ? JSON.stringify(JSON.parse(text)) : text;
    return text;
  };
}

function sourceOf({ source }: Spread, values: RenderValues, item: unknown): unknown {
  return source === "details" ? values.details : item;
}

/** The members of an object with `toJSON` are known only from its text. */
function mayClash(value: object, declared: ReadonlySet<string>): boolean {
  if ("toJSON" in value) return true;
  for (const key in value) if (declared.has(key)) return true;
  return false;
}

function membersOf(objectText: string): string | undefined {
  return objectText === "{}" ? undefined : objectText.slice(1, -1);
}
