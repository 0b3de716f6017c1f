import type { Condition, ConditionCode } from "./condition.ts";
import type { Definitions } from "./factory.ts";
import type { Json } from "./json.ts";
import type { OperationDefinition } from "./operation.ts";

/** A contract as it is written: data, in TypeScript, YAML or JSON alike. */
export interface ContractDefinition<
  Errors extends Definitions = Definitions,
  Operations = Readonly<Record<string, OperationDefinition>>,
  Always extends string = string,
  Limits = Readonly<Record<string, number>>,
> {
  /** Version of this form of writing contracts; a reader refuses one that it does not know. @default 1 */
  readonly errata?: 1;
  /** Address of the JSON Schema, for editors. */
  readonly $schema?: string;
  /** Name of the API. */
  readonly name: string;
  /** Version of the contract, in semantic versioning. */
  readonly version: string;
  /** BCP 47 tag of the messages below. @default "en" */
  readonly language?: string;
  /** Prefix of every code's page; the code is appended, so it ends in `/`, `#` or the like. */
  readonly docsUrl?: string;
  /** Name of an envelope (built in, or one of `envelopes`), or the template itself. @default "problem+json" */
  readonly envelope?: Json;
  /** Envelopes of an API whose layers answer in different shapes, by the name that a code's `envelope` uses. */
  readonly envelopes?: Readonly<Record<string, Json>>;
  /**
   * Name of an envelope, or a template, in which every code is answered, whatever envelope it names: how an API leaves its
   * several shapes. Successes keep the form that they have. @default each code is answered in its own envelope
   */
  readonly unified?: Json;
  /** Numbers that the guards enforce and the reference prints. */
  readonly limits?: Limits;
  readonly errors: Errors;
  /** Every `METHOD /path` with the codes that it may answer beside `always`. */
  readonly operations?: Operations;
  /** Codes that any operation may answer. */
  readonly always?: readonly Always[];
  /** Every code, in the order in which overlapping conditions are decided: where several hold, the first of them is answered. */
  readonly precedence?: readonly (keyof Errors & string)[];
  /** The contract's own codes for what the boundary itself finds wrong. @default the codes of the table `conditions` */
  readonly conditions?: Readonly<Partial<Record<Condition, keyof Errors & string>>>;
  /** Messages in other languages: BCP 47 tag, then every own code and, where wanted, those of unmapped conditions. */
  readonly locales?: Readonly<
    Record<
      string,
      Readonly<Partial<Record<(keyof Errors & string) | ConditionCode | Lowercase<ConditionCode>, string>>>
    >
  >;
  /** Facts of the codes that answer unmapped conditions, as `toJSON` writes them for readers without the table; derived, so never read back. */
  readonly boundary?: Json;
}
