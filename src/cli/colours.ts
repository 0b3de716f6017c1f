/** Paints parts of a message. */
export interface Colours {
  readonly bad: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

const plain = (text: string): string => text;
const paint =
  (open: number, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`;

/** Gives colours where a person looks, and none in a pipe, a file, or where NO_COLOR asks for none. */
export function coloursOf(stream: NodeJS.WritableStream): Colours {
  const { isTTY } = stream as Partial<NodeJS.WriteStream>;
  return isTTY === true && (stream as NodeJS.WriteStream).hasColors()
    ? { bad: paint(31, 39), bold: paint(1, 22), dim: paint(2, 22) }
    : { bad: plain, bold: plain, dim: plain };
}
