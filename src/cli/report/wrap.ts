/** Returns the width of lines: that of the terminal or of `COLUMNS`, up to a width that is comfortable to read. */
export function widthOf(stream: NodeJS.WritableStream): number {
  const { columns } = stream as Partial<NodeJS.WriteStream>;
  return Math.min(Math.max(Number(process.env.COLUMNS) || columns || maxWidth, minWidth), maxWidth);
}

const minWidth = 30;
const maxWidth = 100;

/** Breaks a text between words. A word that is longer than a line stays whole. */
export function wrap(text: string, indent: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}
