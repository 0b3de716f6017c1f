/** Runs each request once per idempotency key, and returns the first response to every repeat. */
export {
  type IdempotencyEvent,
  type IdempotencyGuard,
  type IdempotencyOptions,
  type IdempotentRun,
  idempotency,
} from "./idempotency.ts";
export type { HoldFinishOptions, IdempotencyHold } from "./idempotency-hold.ts";
export type { IdempotencyDetails, IdempotencyRefusals } from "./idempotency-refusals.ts";
export {
  type IdempotencyKeyProblem,
  type IdempotentRequest,
  type ParsedIdempotencyKey,
  parseIdempotencyKey,
} from "./idempotent-request.ts";
