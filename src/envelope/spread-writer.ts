import type { RenderValues } from "./envelope.ts";
import { jsonText, quoteText } from "./json-text.ts";
import type { ObjectNode, Spread } from "./template.ts";
import { declaredKeys } from "./template.ts";

/**
 * Compiles the writer of spread members, without the braces. A declared member wins: details that hold a member of the
 * same name, or are no object, go whole under the spread's own member where it names one; else only the member is lost.
 */
export function spreadWriter(
  node: ObjectNode,
  spread: Spread,
): (facts: RenderValues, item?: unknown) => string | undefined {
  const declared = declaredKeys(node);
  const { fact, under } = spread;
  const name = under === undefined ? undefined : quoteText(under);
  return (facts, item) => {
    const value = fact === "details" ? facts.details : item;
    const text = jsonText(value);
    if (text === undefined) return undefined;
    if (!text.startsWith("{")) return name === undefined ? undefined : `${name}:${text}`;
    if (!mayClash(value as object, declared)) return inner(text);
    const plain = JSON.parse(text) as Record<string, unknown>;
    const kept = Object.entries(plain).filter(([key]) => !declared.has(key));
    if (kept.length === Object.keys(plain).length) return inner(text);
    return name === undefined ? inner(JSON.stringify(Object.fromEntries(kept))) : `${name}:${text}`;
  };
}

/** An object that serialises itself shows its members only in its text. */
function mayClash(value: object, declared: ReadonlySet<string>): boolean {
  if ("toJSON" in value) return true;
  for (const key in value) if (declared.has(key)) return true;
  return false;
}

function inner(text: string): string | undefined {
  return text === "{}" ? undefined : text.slice(1, -1);
}
