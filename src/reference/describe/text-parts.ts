/** Text of a contract, in which backticks mark code. */
export interface TextPart {
  readonly text: string;
  readonly isCode: boolean;
}

/** Splits a text at its pairs of backticks. A single backtick is text. */
export function textParts(text: string): readonly TextPart[] {
  return text
    .split(/(`[^`]+`)/)
    .filter((part) => part !== "")
    .map((part) => {
      const isCode = /^`[^`]+`$/.test(part);
      return { text: isCode ? part.slice(1, -1) : part, isCode };
    });
}
