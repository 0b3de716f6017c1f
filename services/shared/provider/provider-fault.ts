/**
 * Why there is no answer:
 *
 * - `down`: nobody answers, or the endpoint failed
 * - `refused`: the endpoint answered and will not do it: a wrong key, an unknown model, an exhausted account, a filter
 * - `slow`: the time was over
 * - `nonsense`: an answer came that is none, or does not fit what was asked for
 * - `overloaded`: it asks to come back later, in `retryAfterMs` where it said when
 */
export type ProviderFaultReason = "down" | "refused" | "slow" | "nonsense" | "overloaded";

/** What is known of a fault beside its reason. Nothing of it comes from a prompt, an answer or a key. */
export interface ProviderFaultFacts {
  /** The endpoint's status; 0 where none came. */
  readonly status?: number;
  readonly retryAfterMs?: number | undefined;
  /** Requests that were sent. */
  readonly attempts?: number;
  /** Private: what to write to a log. Made of fixed words, statuses and names of system errors only. */
  readonly cause?: Error;
}

/** A question that got no answer. Its message, members and cause may be logged: they hold nothing of what was asked or answered. */
export class ProviderFault extends Error {
  readonly reason: ProviderFaultReason;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly attempts: number;

  constructor(reason: ProviderFaultReason, { status = 0, retryAfterMs, attempts = 1, cause }: ProviderFaultFacts = {}) {
    super(sentences[reason], { cause });
    this.name = "ProviderFault";
    this.reason = reason;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.attempts = attempts;
  }
}

const sentences: Readonly<Record<ProviderFaultReason, string>> = {
  down: "the provider does not answer, or failed",
  refused: "the provider refused",
  slow: "the provider took too long",
  nonsense: "the provider's answer makes no sense",
  overloaded: "the provider has too much to do",
};
