import { type Occurrence, type Recorder, stackFrames } from "errata/server";

/** Length of the chain of causes that is recorded. */
const maxCauses = 6;

/**
 * Removes error messages from every occurrence, because they can contain parts of the request: parsers quote invalid text
 * and databases quote rejected values. Names, codes and stack frames remain.
 */
export function privateRecord(record: Recorder): Recorder {
  return (occurrence, request) => {
    const { cause, stack, ...rest } = occurrence;
    record({ ...rest, cause: withoutMessages(cause), stack: stackFrames(stack) } satisfies Occurrence, request);
  };
}

function withoutMessages(cause: unknown): Error | undefined {
  const names: string[] = [];
  let value = cause;
  for (let depth = 0; depth < maxCauses && value instanceof Error; depth += 1) {
    const { name, code } = value as NodeJS.ErrnoException;
    // Driver codes are words or SQLSTATEs; any other value could be text from the request.
    names.push(
      [name, code]
        .filter((part) => typeof part === "string" && /^[A-Za-z][\w]{0,40}$|^[0-9A-Z]{5}$/.test(part))
        .join(" "),
    );
    value = value.cause;
  }
  if (cause === undefined) return undefined;
  const error = new Error(names.length > 0 ? names.join(" <- ") : `a thrown ${typeof cause}`);
  return Object.defineProperty(error, "stack", { value: undefined });
}
