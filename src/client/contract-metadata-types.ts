import type { Effect, Kind, Remedy, Retry } from "../contract/index.ts";
import type { AnyApi } from "./api.ts";
import type { BodyMap } from "./body-map.ts";
import type { Reading } from "./read-foreign.ts";

/** What a kind gives to every code of it. */
export interface KindDefaults {
  readonly retry: Retry;
  readonly effect: Effect;
  readonly remedy: Remedy;
}

/** What one code says otherwise than its kind. */
export interface CodeMetadata extends Partial<KindDefaults> {
  readonly kind: Kind;
  /** Code whose arm of a `match` takes this one's errors where it has none of its own. */
  readonly parent?: string;
  readonly docsUrl?: string;
}

/**
 * What the client has to know of a contract at run time, small enough to be sent to a browser. Made by
 * `contractMetadata(contract)` where the contract can be imported, else by `errata generate client`.
 */
export interface ContractMetadata<Api extends AnyApi = AnyApi> {
  /** The kind of each code; more where the code differs from its kind. */
  readonly codes: Readonly<Record<string, Kind | CodeMetadata>>;
  /** What kinds say: those of the codes, and those that a status alone can tell. */
  readonly kinds: Readonly<Partial<Record<Kind, KindDefaults>>>;
  /** Prefix of the codes' pages. */
  readonly docsUrl?: string;
  /** Operations that accept an idempotency key. */
  readonly keyed?: readonly string[];
  /** Where the API's own bodies keep what; only for envelopes that cannot be read without. Of use with `withBodyMaps`. */
  readonly bodies?: readonly BodyMap[];
  /** Reads the API's own bodies. @default the reader of all published forms */
  readonly read?: (body: unknown) => Reading | undefined;
  /** For the compiler only: the types of the API. Never there. */
  readonly api?: Api;
}
