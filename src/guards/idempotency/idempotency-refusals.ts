import type { Refusal } from "../../contract/index.ts";
import type { IdempotencyKeyProblem } from "./idempotent-request.ts";

/** Details of each refusal of {@link IdempotencyRefusals}. */
export interface IdempotencyDetails {
  /** Details if the request has no key. */
  readonly missing: {
    /** Why the key cannot be used. */
    readonly reason: "missing";
  };
  /** Details if the key has an invalid length or character. */
  readonly invalid: {
    /** Why the key cannot be used. */
    readonly reason: "malformed";
    /** Problem of the key. */
    readonly problem: IdempotencyKeyProblem;
    /** Longest key, in characters. */
    readonly maxLength: number;
  };
  /** Details if the key belongs to a different request. */
  readonly reused: {
    /** Why the key cannot be used. */
    readonly reason: "reused";
    /** The key as the request has it, without quotes. */
    readonly idempotencyKey: string;
  };
  /** Details if the first request is still running. */
  readonly inFlight: {
    /** Why the key cannot be used. */
    readonly reason: "in_progress";
    /** The key as the request has it, without quotes. */
    readonly idempotencyKey: string;
    /** Seconds after which to repeat the request; integer, 1 or more. */
    readonly retryAfterSec: number;
  };
  /** Details if the first request died during an effect outside the store. */
  readonly unresolved: {
    /** Why the key cannot be used. */
    readonly reason: "unresolved";
    /** The key as the request has it, without quotes. */
    readonly idempotencyKey: string;
  };
  /** Details if what the first request created was deleted together with its response. */
  readonly forgotten: {
    /** Why the key cannot be used. */
    readonly reason: "forgotten";
    /** The key as the request has it, without quotes. */
    readonly idempotencyKey: string;
    /** Operation to which the key belongs: `POST /v1/orders`. */
    readonly operation: string;
  };
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
