import type { FormatMessage } from "../../contract/index.ts";
import type { RenderValues } from "../envelope.ts";
import { isPlainText, quoteText } from "./json-text.ts";

/**
 * Compiles the writer of a code's message as JSON text. The constant pieces are quoted here, once. A value that needs
 * escaping makes the writer quote the whole message.
 */
export function messageWriter(format: FormatMessage): (values: RenderValues) => string {
  const quoteWhole = ({ message, details }: RenderValues): string => quoteText(message ?? format(details));
  const { pieces } = format;
  // A constant may end in half of a surrogate pair whose other half is in the next value.
  if (pieces?.some((piece) => typeof piece === "string" && /[\ud800-\udfff]/.test(piece)) !== false) return quoteWhole;
  const quoted = pieces.map((piece) => (typeof piece === "string" ? JSON.stringify(piece).slice(1, -1) : piece));
  return (values) => {
    if (values.message !== undefined) return quoteText(values.message);
    let text = '"';
    for (const piece of quoted) {
      const value = typeof piece === "string" ? piece : piece(values.details);
      if (typeof piece !== "string" && !isPlainText(value)) return quoteWhole(values);
      text += value;
    }
    return `${text}"`;
  };
}
