import { type Occurrence, type Recorder, stackFrames } from "errata/server";

/** How deep a chain of causes is told. */
const maxCauses = 6;

/**
 * Takes out of every occurrence what could repeat a request: messages of what was thrown. Parsers quote the text that they
 * cannot read, and databases the values that they refuse. What is left are names, codes and places in our own files.
 */
export function privateRecord(record: Recorder): Recorder {
  return (occurrence) => {
    const { cause, stack, ...facts } = occurrence;
    record({ ...facts, cause: toldOf(cause), stack: stackFrames(stack) } satisfies Occurrence);
  };
}

function toldOf(cause: unknown): Error | undefined {
  const told: string[] = [];
  let value = cause;
  for (let depth = 0; depth < maxCauses && value instanceof Error; depth += 1) {
    const { name, code } = value as NodeJS.ErrnoException;
    // Codes of drivers are words and numbers; anything else is no code.
    told.push(
      [name, code]
        .filter((part) => typeof part === "string" && /^[A-Za-z][\w]{0,40}$|^[0-9A-Z]{5}$/.test(part))
        .join(" "),
    );
    value = value.cause;
  }
  if (cause === undefined) return undefined;
  const error = new Error(told.length > 0 ? told.join(" <- ") : `a thrown ${typeof cause}`);
  return Object.defineProperty(error, "stack", { value: undefined });
}
