import { type Fact, fact, type SourcePosition, type Unread } from "../../facts.ts";
import { proposeCode } from "./propose-code.ts";

/** Errors without a code, as facts under proposed codes and as parts that were not understood. */
interface InlineReading {
  readonly facts: readonly Fact[];
  readonly unread: readonly Unread[];
}

/** Most different errors that are collected. */
const maxErrors = 1_000;
/** Most places of one error that are listed. */
const maxPlaces = 200;

interface InlineError {
  readonly status: number;
  readonly message: string;
  readonly places: SourcePosition[];
  count: number;
}

/** Collects errors that handlers send without a code. Those with the same status and the same words are one. */
export class InlineErrors {
  readonly #errors = new Map<string, InlineError>();

  /** Adds one place that sends an error. */
  add(status: number, message: string, source: SourcePosition): void {
    const key = `${status} ${proposeCode(message, status)}`;
    const found = this.#errors.get(key);
    if (found === undefined) {
      if (this.#errors.size < maxErrors) this.#errors.set(key, { status, message, places: [source], count: 1 });
      return;
    }
    found.count += 1;
    if (found.places.length < maxPlaces) found.places.push(source);
  }

  /**
   * Ends the sources.
   *
   * @param codes codes that the sources state; proposed ones are written as most of them are
   * @param proposesCodes whether an error that several places send becomes an entry under a proposed code
   */
  finish(codes: ReadonlySet<string>, proposesCodes: boolean): InlineReading {
    const facts: Fact[] = [];
    const unread: Unread[] = [];
    const taken = new Set(codes);
    for (const error of this.#errors.values()) {
      const isProposed = proposesCodes && error.count > 1;
      if (isProposed) facts.push(...factsOf(error, proposeCode(error.message, error.status, taken)));
      else unread.push(unreadOf(error));
    }
    return { facts, unread };
  }
}

function factsOf({ status, message, places }: InlineError, code: string): readonly Fact[] {
  const [first] = places;
  if (first === undefined) return [];
  return [
    ...places.map((place) => fact(code, "code", code, place, "guessed")),
    fact(code, "status", status, first),
    fact(code, "message", message, first),
  ];
}

/** Beginning of the reason for an error without a code. */
export const sentWithoutCode = "The error is sent without a code";

function unreadOf({ status, message, places: [source], count }: InlineError): Unread {
  const where = count === 1 ? "" : ` in ${count} places`;
  return {
    text: `${status} "${message.slice(0, 90)}"`,
    reason: `${sentWithoutCode}${where}. Choose a code and send it.`,
    source: source ?? { file: "", line: 1, column: 1 },
  };
}
