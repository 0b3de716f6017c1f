/** Retries a call within its deadline: whether, when, and within which limits of the caller. */

export type { RetryState } from "./circuit.ts";
export { identifyCaller } from "./circuit.ts";
export { type DecideContext, decide } from "./decide.ts";
export {
  type PreparedRequest,
  type RetryableCall,
  type RetryNotice,
  type RetryOptions,
  withRetries,
} from "./with-retries.ts";
