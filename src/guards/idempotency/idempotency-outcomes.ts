import type { Refusal } from "../../contract/index.ts";
import type { KeyFault } from "./idempotency-key.ts";

/** Facts of a key that cannot be used, for the refusals of `idempotency`. */
export interface IdempotencyDetails {
  /** The operation cannot be called without a key, and the request has none. */
  readonly missing: { readonly reason: "missing" };
  readonly invalid: { readonly reason: "malformed"; readonly fault: KeyFault; readonly maxLength: number };
  readonly reused: { readonly reason: "reused"; readonly idempotencyKey: string };
  readonly inFlight: {
    readonly reason: "in_progress";
    readonly idempotencyKey: string;
    /** Whole seconds after which a repeat may find the answer; 1 or more. */
    readonly retryAfterSec: number;
  };
  readonly unresolved: { readonly reason: "unresolved"; readonly idempotencyKey: string };
}

/** Codes for everything that can be wrong with a key. Several may share one code. */
export interface IdempotencyRefusals {
  /** Given, it makes a key a must. @default requests without a key are run as they come */
  readonly missing?: Refusal<IdempotencyDetails["missing"]>;
  /** The key is not 1 to 255 visible ASCII characters, in quotes or bare. */
  readonly invalid: Refusal<IdempotencyDetails["invalid"]>;
  /** The key was used for a request with another path, query, content type or body. */
  readonly reused: Refusal<IdempotencyDetails["reused"]>;
  /** The first request with the key has no answer yet; raised with a Retry-After. */
  readonly inFlight: Refusal<IdempotencyDetails["inFlight"]>;
  /** The first request died in the middle of an effect outside of the store; required where there are such. */
  readonly unresolved?: Refusal<IdempotencyDetails["unresolved"]>;
}
