import type { AnyContract, ContractDefinition, Entry, Operation } from "../../contract/index.ts";

/** How much a finding matters: an error fails the check, a warning deserves a look, and a note is a matter of taste. */
export type CheckSeverity = "error" | "warning" | "note";

/** Where a rule found something, and how to put it right. */
export interface Problem {
  /** The finding, as one sentence in Markdown. */
  readonly text: string;
  /** Path of the member within the definition: `["errors", "GONE", "status"]`. @default the code's entry */
  readonly path?: readonly (string | number)[];
  /** The change that removes the finding without a decision by a person. @default undefined: a person decides */
  readonly fix?: Fix;
}

/** A change of one member of the definition. */
export interface Fix {
  /** Path of the member. */
  readonly path: readonly (string | number)[];
  /** Its new value; undefined removes it. */
  readonly value: string | undefined;
}

/** The parts of a definition that an example needs; the name and the version are added. */
export type RuleExample = Partial<ContractDefinition> & Pick<ContractDefinition, "errors">;

/**
 * A rule of `checkContract`. Its examples are its tests.
 *
 * @example
 * ```ts
 * import type { CheckRule } from "errata/check";
 *
 * export const polite: CheckRule = {
 *   id: "message-polite",
 *   severity: "note",
 *   what: "A message does not shout.",
 *   why: "People read capitals as shouting.",
 *   source: "our style guide",
 *   fix: "Write the message in lower case.",
 *   check: ({ entries }) =>
 *     [...entries.values()]
 *       .filter(({ message }) => message === message.toUpperCase())
 *       .map(({ code, message }) => ({ path: ["errors", code, "message"], text: `"${message}" is in capitals.` })),
 *   bad: { errors: { GONE: { kind: "not_found", when: "It was deleted.", message: "IT IS GONE." } } },
 *   good: { errors: { GONE: { kind: "not_found", when: "It was deleted.", message: "It is gone." } } },
 * };
 * ```
 */
export interface CheckRule {
  /** Stable name: letters, digits and hyphens. */
  readonly id: string;
  /** How much a finding matters, unless a preset says otherwise. */
  readonly severity: CheckSeverity;
  /** The requirement, as one sentence. */
  readonly what: string;
  /** The reason, as one sentence. */
  readonly why: string;
  /** Where the requirement comes from: a standard, a guideline or a measurement. */
  readonly source: string;
  /** How to correct a finding, as one sentence. */
  readonly fix: string;
  /** Finds what breaks the rule. Must not change the contract. */
  check(contract: AnyContract, context: CheckContext): readonly Problem[];
  /** A definition that breaks the rule. */
  readonly bad: RuleExample;
  /** A definition that follows the rule. */
  readonly good: RuleExample;
}

/** Facts that a rule can depend on besides the contract. */
export interface CheckContext {
  /** The date, `YYYY-MM-DD`. */
  readonly today: string;
}

/** Returns the codes that the contract declares itself, without the default codes of conditions. */
export function ownEntries({ entries }: AnyContract): readonly Entry[] {
  return [...entries.values()].filter(({ condition }) => condition === undefined);
}

/** Applies a test to each of the contract's own codes. */
export function eachEntry(
  test: (entry: Entry, contract: AnyContract) => string | Omit<Problem, "path"> | undefined,
  member?: string,
): CheckRule["check"] {
  return (contract) =>
    ownEntries(contract).flatMap((entry): readonly Problem[] => {
      const found = test(entry, contract);
      if (found === undefined) return [];
      const path = ["errors", entry.code, ...(member === undefined ? [] : [member])];
      return [{ path, ...(typeof found === "string" ? { text: found } : found) }];
    });
}

/** Applies a test to each operation. */
export function eachOperation(
  test: (operation: Operation, entries: readonly Entry[], contract: AnyContract) => string | undefined,
): CheckRule["check"] {
  return (contract) =>
    [...contract.operations.values()].flatMap((operation): readonly Problem[] => {
      const entries = operation.codes.flatMap((code) => contract.entries.get(code) ?? []);
      const text = test(operation, entries, contract);
      return text === undefined ? [] : [{ path: ["operations", operation.name], text }];
    });
}

/** Splits a code into words in capitals: `orderNotFound` and `order.not-found` are ORDER, NOT, FOUND. */
export function wordsOf(code: string): readonly string[] {
  return code
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== "");
}
