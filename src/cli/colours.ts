/** Colours parts of a message. */
export interface Colours {
  readonly bad: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** Returns the colours of a terminal; none for a pipe or a file, and none if NO_COLOR is set. */
export function coloursOf(stream: NodeJS.WritableStream): Colours {
  const { isTTY } = stream as Partial<NodeJS.WriteStream>;
  return isTTY === true && (stream as NodeJS.WriteStream).hasColors()
    ? { bad: colour(31, 39), bold: colour(1, 22), dim: colour(2, 22) }
    : { bad: plain, bold: plain, dim: plain };
}

/** @see ECMA-48 section 8.3.117 (SGR): each colour has a code that starts it and one that ends it */
function colour(start: number, end: number): (text: string) => string {
  return (text) => `\u001b[${start}m${text}\u001b[${end}m`;
}

function plain(text: string): string {
  return text;
}
