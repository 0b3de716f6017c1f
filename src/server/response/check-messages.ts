import type { AnyContract, ContractFault, MessageFormatter, MessagePart } from "../../contract/index.ts";
import { ContractError, needsFormatter, parseMessage, placeholders, quote } from "../../contract/index.ts";

/** Formatters that can format every message of a contract. An application may create several boundaries of one contract. */
const accepted = new WeakMap<AnyContract, WeakSet<MessageFormatter>>();

/**
 * Checks that the formatter can format every message, in every language of the contract. A message that only fails when it
 * is sent would replace the documented error.
 *
 * @throws ContractError when a message needs a formatter and there is none, or when the formatter rejects a message
 */
export function checkMessages(contract: AnyContract, formatter: MessageFormatter | undefined): void {
  const formatters = accepted.get(contract) ?? new WeakSet();
  if (formatter !== undefined && formatters.has(formatter)) return;
  const faults = faultsOf(contract, formatter);
  if (faults.length > 0) throw new ContractError(contract.name, faults);
  if (formatter !== undefined) accepted.set(contract, formatters.add(formatter));
}

function faultsOf(contract: AnyContract, formatter: MessageFormatter | undefined): readonly ContractFault[] {
  const faults: ContractFault[] = [];
  for (const { code, message, messages, condition } of contract.entries.values()) {
    const own = { language: contract.language, text: message, path: ["errors", code, "message"] };
    const translated = Object.entries(messages).map(([language, text]) => ({
      language,
      text,
      path: ["locales", language, code],
    }));
    for (const { language, text, path } of condition === undefined ? [own, ...translated] : translated) {
      const parts = parseMessage(text);
      if (!needsFormatter(parts)) continue;
      const location = { code, path };
      if (formatter === undefined) faults.push({ ...location, ...missing });
      else faults.push(...rejections(formatter, text, language, parts).map((fault) => ({ ...location, ...fault })));
    }
  }
  return faults;
}

type FaultText = Pick<ContractFault, "rule" | "expected" | "received" | "fix">;

const missing: FaultText = {
  rule: "ERRATA_FORMATTER_MISSING",
  expected: "a message that the core can format, or `formatter` in the boundary's options",
  received: "a message with plural, select or a date",
  fix: "Pass intl-messageformat or another formatter to the boundary as `formatter`.",
};

/** Formats a message with sample details and returns the first problem; empty when the formatter accepts the message. */
function rejections(
  formatter: MessageFormatter,
  message: string,
  language: string,
  parts: readonly MessagePart[],
): readonly FaultText[] {
  const reject = (expected: string, problem: string): readonly FaultText[] => {
    const sample = details === undefined ? "" : ` for the details ${quote(details)}`;
    const fix = `Correct the message: in "${language}", the formatter ${problem}${sample}.`;
    return [{ rule: "ERRATA_MESSAGE_REJECTED", expected, received: quote(message), fix }];
  };
  const names = [...placeholders(parts)];
  const rawPlaceholder = new RegExp(`\\{\\s*(?:${names.join("|")})\\s*[,}]`);
  let details: Readonly<Record<string, string | number>> | undefined;
  try {
    const format = formatter(message, language);
    for (details of sampleDetails(parts)) {
      const text: unknown = format(details);
      if (typeof text !== "string") return reject("a formatter that returns text", `returned ${quote(text)}`);
      // Formatters disagree on what an apostrophe quotes, so a placeholder can be text to one of them.
      if (names.length > 0 && rawPlaceholder.test(text))
        return reject("a message whose placeholders are replaced", `returned ${quote(text)}`);
    }
    return [];
  } catch (error) {
    return reject("a message that the formatter accepts", `failed with ${quote(String(error))}`);
  }
}

/** Each CLDR plural category of every language has one of these numbers. */
const pluralSamples = [0, 1, 2, 3, 6, 11, 100, 1.5, 1_000_000];
const maxCombinations = 200;

/** Returns details that select every arm of a message, and the arms in combination up to a limit. */
function sampleDetails(parts: readonly MessagePart[]): readonly Record<string, string | number>[] {
  const values = [...sampleValues(parts)];
  const length = Math.max(...values.map(([, samples]) => samples.length));
  const everyArm = Array.from({ length }, (_, index) =>
    Object.fromEntries(values.map(([name, samples]) => [name, samples[index % samples.length] ?? ""])),
  );
  let combinations: Record<string, string | number>[] = [{}];
  for (const [name, samples] of values)
    combinations = combinations
      .flatMap((details) => samples.map((value) => ({ ...details, [name]: value })))
      .slice(0, maxCombinations);
  return [...everyArm, ...combinations];
}

/** Returns the samples of each placeholder. One that is used both as a number and as text gets numbers. */
function sampleValues(parts: readonly MessagePart[]): ReadonlyMap<string, readonly (string | number)[]> {
  const all = argumentsOf(parts);
  const samples = new Map<string, readonly (string | number)[]>();
  for (const { name } of all) {
    const uses = all.filter((use) => use.name === name);
    const selectors = uses.flatMap(({ arms = [] }) => arms.map(({ selector }) => selector));
    const exact = selectors.filter((selector) => selector.startsWith("=")).map((selector) => Number(selector.slice(1)));
    const offset = uses.find((use) => use.offset !== undefined)?.offset ?? 0;
    const isText = uses.every(({ type }) => type === undefined || type === "select");
    if (isText) samples.set(name, selectors.length === 0 ? ["text"] : selectors);
    else samples.set(name, [...exact, ...pluralSamples.map((sample) => sample + offset)]);
  }
  return samples;
}

function argumentsOf(parts: readonly MessagePart[]): readonly Exclude<MessagePart, string>[] {
  return parts.flatMap((part) => {
    if (typeof part === "string") return [];
    return [part, ...(part.arms ?? []).flatMap((arm) => argumentsOf(arm.parts))];
  });
}
