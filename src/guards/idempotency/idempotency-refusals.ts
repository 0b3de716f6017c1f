import type { Refusal } from "../../contract/index.ts";
import type { IdempotencyKeyProblem } from "./idempotent-request.ts";

/** Details of each refusal of {@link IdempotencyRefusals}. */
export interface IdempotencyDetails {
  readonly missing: { readonly reason: "missing" };
  readonly invalid: {
    readonly reason: "malformed";
    readonly problem: IdempotencyKeyProblem;
    readonly maxLength: number;
  };
  readonly reused: { readonly reason: "reused"; readonly idempotencyKey: string };
  readonly inFlight: {
    readonly reason: "in_progress";
    readonly idempotencyKey: string;
    /** Seconds after which to repeat the request; integer, 1 or more. */
    readonly retryAfterSec: number;
  };
  readonly unresolved: { readonly reason: "unresolved"; readonly idempotencyKey: string };
  readonly forgotten: { readonly reason: "forgotten"; readonly idempotencyKey: string };
}

/** Refusals for a key that cannot be used. Several reasons can share one code. */
export interface IdempotencyRefusals {
  /** The request has no key. Setting it makes keys mandatory. @default requests without a key run without protection */
  readonly missing?: Refusal<IdempotencyDetails["missing"]> | undefined;
  /** The key is not 1 to 255 visible ASCII characters, quoted or bare. */
  readonly invalid: Refusal<IdempotencyDetails["invalid"]>;
  /** The key was used for a request with another path, query, content type or body. JSON is compared by its values. */
  readonly reused: Refusal<IdempotencyDetails["reused"]>;
  /** The first request with the key is still running. Thrown with a Retry-After. */
  readonly inFlight: Refusal<IdempotencyDetails["inFlight"]>;
  /** The first request died during an effect outside the store. Required if `effects` is `external`. */
  readonly unresolved?: Refusal<IdempotencyDetails["unresolved"]> | undefined;
  /** The request already ran, and what it created was deleted together with the stored response. @default `reused` */
  readonly forgotten?: Refusal<IdempotencyDetails["forgotten"]> | undefined;
}
