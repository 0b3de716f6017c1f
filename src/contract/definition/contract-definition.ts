import type { Condition, ConditionCode } from "../condition.ts";
import type { Definitions, OperationDefinition, RetiredCode } from "../entry/index.ts";
import type { Json } from "../json.ts";

/** A contract as its authors write it: data, in TypeScript, YAML or JSON. */
export interface ContractDefinition<
  Errors extends Definitions = Definitions,
  Operations = Readonly<Record<string, OperationDefinition>>,
  Always extends string = string,
  Limits = Readonly<Record<string, number>>,
  Conditions = Readonly<Partial<Record<Condition, keyof Errors & string>>>,
> {
  /** Version of the contract format; a reader rejects versions that it does not know. @default 1 */
  readonly errata?: 1;
  /** URL or path of the JSON Schema, for editors. @default undefined */
  readonly $schema?: string;
  /** Name of the API; not empty. */
  readonly name: string;
  /** Semantic version of the contract. */
  readonly version: string;
  /** Canonical BCP 47 tag of the messages in `errors`. @default "en" */
  readonly language?: string;
  /** Absolute URL to which a code is appended, so it ends in `/`, `#` or similar. @default undefined */
  readonly docsUrl?: string;
  /** Name of an envelope (built in, or one of `envelopes`), or the template itself. @default "problem+json" */
  readonly envelope?: Json;
  /** Additional envelopes, by the name that a code's `envelope` uses. @default none */
  readonly envelopes?: Readonly<Record<string, Json>>;
  /**
   * One envelope (a name or a template) for every code, in place of the codes' own, so that an API can replace several
   * formats by one. Successful responses keep their format. @default each code uses its own envelope
   */
  readonly unified?: Json;
  /** Finite numbers that guards enforce and the reference prints. The unit belongs in the name: `reportBytes`. @default none */
  readonly limits?: Limits;
  /** Every error of the API, by code; at least one. */
  readonly errors: Errors;
  /** Codes that the API no longer returns. Their names stay reserved. @default none */
  readonly retired?: Readonly<Record<string, RetiredCode>>;
  /** Every `METHOD /path`, with the codes that it may return besides `always`. @default none */
  readonly operations?: Operations;
  /** Codes that any operation may return. @default none */
  readonly always?: readonly Always[];
  /** Every code once, in the order that decides between overlapping conditions: the first one that applies is returned. @default none */
  readonly precedence?: readonly (keyof Errors & string)[];
  /** The contract's own codes for failures that the boundary detects itself. @default the codes of the table `conditions` */
  readonly conditions?: Conditions;
  /** Messages in other languages: BCP 47 tag, then every own code and, optionally, the default codes of conditions. @default none */
  readonly locales?: Readonly<
    Record<
      string,
      Readonly<Partial<Record<(keyof Errors & string) | ConditionCode | Lowercase<ConditionCode>, string>>>
    >
  >;
  /** Entries of unmapped conditions, which `toJSON` writes for readers without the table. Ignored when a contract is read. @default undefined */
  readonly boundary?: Json;
}
