import { requireValue } from "../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../contract/faults/options.ts";
import { adviceFor } from "./advice.ts";
import { type Draft, entryOf, limitsOf, openReason, type Repair, repair, writeYaml } from "./contract/index.ts";
import { envelopesFrom } from "./envelope/index.ts";
import type { Decoy, ExampleBody, Reading, SourcePosition, SourceText, Unread } from "./facts.ts";
import { type FoundError, mergeFacts } from "./merge/index.ts";
import { readSource } from "./read-source.ts";
import { isSourceCode, readSourceCode } from "./source/index.ts";
import { readTraffic, type Traffic } from "./traffic/index.ts";

/** Options of `adopt`. */
export interface AdoptOptions {
  /** Name of the API. @default the title of the sources, or "api" */
  readonly name?: string;
  /** Statuses that a person has decided, by code. They take precedence over those of the sources. @default none */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Recorded exchanges, whose errors are added to those of the sources. @default none */
  readonly traffic?: Traffic;
  /**
   * Whether an error that several places of source code send without a code becomes an entry. Its code is proposed from its
   * message, and `guessed`. @default false
   */
  readonly proposeCodes?: boolean;
  /** Called before each source is read, with the number of those that were. @default nothing */
  readonly onProgress?: (read: number) => void;
}

/** A status that a person has to decide. */
export interface OpenStatus {
  /** The code without a status. */
  readonly code: string;
  /** Why it is open: no source states it, or several contradict each other. */
  readonly reason: string;
  /** The statuses that the sources state; empty if none does. */
  readonly choices: readonly number[];
  /** Where the code is described. */
  readonly source: SourcePosition;
}

/** The result of reading sources. */
export interface Adoption {
  /** The contract in YAML. A status that no source states is `open`, which loaders reject until a person sets it. */
  readonly yaml: string;
  /** Every code, with what the sources say about it and where. */
  readonly errors: readonly FoundError[];
  /** Examples of bodies that the sources have. */
  readonly bodies: readonly ExampleBody[];
  /** Statuses that a person has to decide. */
  readonly open: readonly OpenStatus[];
  /** Changes that were needed for the contract to load. */
  readonly repairs: readonly Repair[];
  /** Names that look like codes but are not, with the reason. */
  readonly decoys: readonly Decoy[];
  /** Parts that may be about errors and were not understood. */
  readonly unread: readonly Unread[];
}

/**
 * Reads the errors that sources describe, and writes them as a contract. Nothing is invented: each fact has its line, and a
 * status that no source states stays open.
 *
 * @param sources pages, files or source code; their formats are recognised by their shape
 * @throws RangeError if no source has a code, or there are more than 10,000
 * @throws AdoptError if a source is too large or too deep, or recorded exchanges are not complete
 * @example
 * ```ts
 * import { adopt } from "errata/adopt";
 *
 * const text = "| Code | Status | Meaning |\n|---|---|---|\n| SOLD_OUT | 409 | No unit is left. |";
 * const { yaml, open } = adopt([{ file: "errors.md", text }], { name: "shop" });
 * ```
 */
export function adopt(sources: readonly SourceText[], options: AdoptOptions = {}): Adoption {
  requireValue("adopt: sources", sources, "list");
  requireOptions("adopt", options, {
    name: "string",
    statuses: "object",
    traffic: "object",
    proposeCodes: "boolean",
    onProgress: "function",
  } satisfies OptionTypes<AdoptOptions>);
  const code = sources.filter(isSourceCode);
  const isCode = new Set(code);
  let read = 0;
  const onRead = (): void => {
    options.onProgress?.(read);
    read += 1;
  };
  const pages = sources.flatMap((source): readonly Reading[] => {
    if (isCode.has(source)) return [];
    onRead();
    return [readSource(source)];
  });
  const readings =
    code.length === 0
      ? pages
      : [...pages, readSourceCode(code, { onRead, proposesCodes: options.proposeCodes === true })];
  return contractFrom(
    sources,
    options.traffic === undefined ? readings : [...readings, readTraffic(options.traffic)],
    options,
  );
}

function contractFrom(sources: readonly SourceText[], readings: readonly Reading[], options: AdoptOptions): Adoption {
  const { name, statuses = {} } = options;
  const facts = readings.flatMap((reading) => reading.facts);
  const bodies = readings.flatMap((reading) => reading.bodies);
  const shown = envelopesFrom(bodies, new Set(facts.map(({ code }) => code)));
  const merged = mergeFacts([...facts, ...shown.facts]);
  if (merged.length > maxCodes)
    throw new RangeError(
      `expected at most ${maxCodes} codes, received ${merged.length}. Pass the part that lists the errors of one API.`,
    );
  const found = merged.map((error) => decide(error, statuses[error.code]));
  if (found.length === 0) throw noCodes(sources, readings, options);
  const entries = found.map((error) => entryOf(error, shown.byCode.get(error.code)));
  const limits = Object.assign({}, ...found.map(({ code, meaning }) => limitsOf(code, meaning?.value ?? "")));
  const draft: Draft = {
    name: name ?? nameOf(readings),
    version: "1.0.0",
    ...(shown.envelope === undefined ? {} : { envelope: shown.envelope }),
    ...(Object.keys(shown.envelopes).length === 0 ? {} : { envelopes: shown.envelopes }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    errors: Object.fromEntries(entries.map(({ error, members }) => [error.code, { ...members }])),
    ...Object.fromEntries(readings.flatMap(({ operations }) => (operations ? [["operations", operations]] : []))),
  };
  const repairs = repair(draft);
  return {
    yaml: writeYaml(draft, entries),
    repairs,
    errors: found,
    bodies,
    open: found
      .filter(({ status }) => status === undefined)
      .map((error) => ({
        code: error.code,
        reason: openReason(error),
        choices: error.statuses.map(({ value }) => value),
        source: error.source,
      })),
    decoys: readings.flatMap(({ decoys }) => decoys),
    unread: readings.flatMap(({ unread }) => unread),
  };
}

/** Codes of one contract. The largest published reference has about 5,000. */
const maxCodes = 10_000;

function noCodes(
  sources: readonly SourceText[],
  readings: readonly Reading[],
  { traffic, proposeCodes }: AdoptOptions,
): RangeError {
  const advice = adviceFor(sources, readings, proposeCodes === true);
  if (traffic === undefined)
    return new RangeError(`expected a source that lists error codes, received none. ${advice}`);
  const [first] = readings.at(-1)?.unread ?? [];
  const reason = first === undefined ? "No recorded response is an error." : `${first.text}. ${first.reason}`;
  return new RangeError(`expected a recorded response with an error code, received none. ${reason}`);
}

function decide(error: FoundError, status: number | undefined): FoundError {
  if (status === undefined) return error;
  const known = { value: status, source: error.source, confidence: "stated" } as const;
  return { ...error, status: known, statuses: [known] };
}

function nameOf(readings: readonly Reading[]): string {
  const words = readings.find(({ name }) => name !== undefined)?.name ?? "";
  const name = words
    .toLowerCase()
    .replaceAll(
      /\b(?:api|error|errors|codes?|reference|status|statuses|response|responses|handling|list|of|the|and|docs|documentation)\b/g,
      " ",
    )
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 40);
  return name === "" ? "api" : name;
}
