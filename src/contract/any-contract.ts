import type { ApiError, ApiErrorOptions } from "./api-error.ts";
import type { Condition } from "./condition.ts";
import type { Entry } from "./entry.ts";
import type { ContractJson, Json } from "./json.ts";
import type { FormatMessage, MessageFormatter } from "./message.ts";
import type { Operation } from "./operation.ts";

/** What every contract offers, whatever its codes: what envelopes, boundaries and tools work with. */
export interface AnyContract {
  readonly name: string;
  readonly version: string;
  /** BCP 47 tag of the contract's own messages. */
  readonly language: string;
  /** Every language that messages exist in, the contract's own first. */
  readonly languages: readonly string[];
  readonly envelope: Json;
  readonly envelopes: Readonly<Record<string, Json>>;
  /** The one envelope of every code; undefined where each is answered in its own. */
  readonly unified: Json | undefined;
  readonly limits: Readonly<Record<string, number>>;
  /** The contract's own codes, in the order of their declaration. */
  readonly codes: readonly string[];
  /** Every code that can leave: the contract's own, then those of unmapped conditions. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly always: readonly string[];
  /** Every own code in the order in which overlapping conditions are decided; empty where none is declared. */
  readonly precedence: readonly string[];
  /** The code that answers each condition. */
  readonly conditions: Readonly<Record<Condition, string>>;
  /** Makes the error that answers a condition. */
  raise(condition: Condition, details?: unknown, options?: ApiErrorOptions): ApiError;
  /** Gives a code's message writer in a language; the contract's own language where that one is missing. */
  formatOf(entry: Entry, language: string, formatter?: MessageFormatter): FormatMessage;
  /** Gives the language-neutral form, which `contract()` and `errata/load` read back to the same contract. */
  toJSON(): ContractJson;
}
