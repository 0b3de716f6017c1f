import { type Refusal, raise } from "../contract/index.ts";

/** The code for an ended trial, and the clock that ends it. */
export interface TrialGateOptions {
  readonly expired: Refusal<{ readonly trialEndedAt: string }>;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/**
 * Makes a gate that closes when a trial ends, at that very millisecond.
 *
 * @returns a function of the end in epoch milliseconds; null for an account that is not on trial
 */
export function trialGate({ expired, clock = Date.now }: TrialGateOptions): (endsAt: number | null) => void {
  return (endsAt) => {
    if (endsAt === null || clock() < endsAt) return;
    throw raise(expired, { trialEndedAt: new Date(endsAt).toISOString() });
  };
}
