import type { FormatMessage } from "../contract/index.ts";
import type { RenderValues } from "./envelope.ts";
import { isPlainText, quoteText } from "./json-text.ts";

/**
 * Compiles the writer of a code's message as JSON text. Its constant pieces are quoted once, here; of a value only the
 * few characters that it adds are looked at, and what needs escaping takes the long way.
 */
export function messageWriter(format: FormatMessage): (facts: RenderValues) => string {
  const whole = ({ message, details }: RenderValues): string => quoteText(message ?? format(details));
  const { pieces } = format;
  // Half of a surrogate pair may stand at the end of a constant, its other half in the value beside it.
  if (pieces?.some((piece) => typeof piece === "string" && /[\ud800-\udfff]/.test(piece)) !== false) return whole;
  const quoted = pieces.map((piece) => (typeof piece === "string" ? JSON.stringify(piece).slice(1, -1) : piece));
  return (facts) => {
    if (facts.message !== undefined) return quoteText(facts.message);
    let text = '"';
    for (const piece of quoted) {
      const value = typeof piece === "string" ? piece : piece(facts.details);
      if (typeof piece !== "string" && !isPlainText(value)) return whole(facts);
      text += value;
    }
    return `${text}"`;
  };
}
