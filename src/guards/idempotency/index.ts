/** The idempotency guard: runs a request once however often it is sent, and gives every repeat the first answer. */
export type { RequestToRepeat } from "./fingerprint.ts";
export {
  type IdempotencyEvent,
  type IdempotencyGuard,
  type IdempotencyOptions,
  type IdempotentRun,
  idempotency,
} from "./idempotency.ts";
export type { IdempotencyHold } from "./idempotency-hold.ts";
export { type KeyFault, type ReadKey, readIdempotencyKey } from "./idempotency-key.ts";
export type { IdempotencyDetails, IdempotencyRefusals } from "./idempotency-outcomes.ts";
