import type { Terminal } from "../verb.ts";

/** Sources after which the progress is printed again. */
const step = 50;
/** Sources that are read before somebody wonders what happens. */
const minimum = 200;

/** Returns a function that prints how many sources have been read: in one line of a terminal, or once in a log. */
export function progressOn({ stderr, colours }: Terminal, total: number): (read: number) => void {
  const isTerminal = (stderr as Partial<NodeJS.WriteStream>).isTTY === true;
  if (total < minimum) return () => {};
  if (!isTerminal) return (read) => void (read === 0 && stderr.write(`Reading the errors of ${total} files.\n`));
  return (read) => {
    if (read === total - 1) stderr.write("\r\u001b[2K");
    else if (read % step === 0) stderr.write(`\r${colours.dim(`Read the errors of ${read} of ${total} files`)}`);
  };
}
