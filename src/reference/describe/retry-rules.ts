import type { Entry } from "../../contract/index.ts";

/** How a client treats the codes with one value of `retry`. */
export interface RetryRule {
  readonly retry: Entry["retry"];
  readonly title: string;
  readonly text: string;
}

/** The rules, from codes that a program can retry by itself to those that it cannot. */
export const retryRules: readonly RetryRule[] = [
  {
    retry: "backoff",
    title: "Retry with backoff",
    text: "Wait longer before each attempt, with some randomness, and give up after a few.",
  },
  {
    retry: "after_delay",
    title: "Retry after a wait",
    text: "Wait for the seconds in Retry-After. An earlier request is rejected too.",
  },
  {
    retry: "after_reset",
    title: "Retry after the reset",
    text: "The quota resets at a fixed time, which Retry-After states. Waiting within a request rarely makes sense.",
  },
  {
    retry: "after_action",
    title: "Retry after someone has acted",
    text: "A person must act first. The page of the code says who, and what to do.",
  },
  {
    retry: "after_state",
    title: "Retry after the state has changed",
    text: "Read the resource, bring it into the required state, then send the request again.",
  },
  { retry: "never", title: "Do not retry", text: "The same request fails again. Change it first." },
];

/** Advice for a request that may have taken effect although it failed. */
export const ambiguousOutcome =
  "After a timeout or a 5xx, the server may have done the work. GET, PUT and DELETE can be repeated. Repeat a POST only with the same Idempotency-Key, on an operation that accepts one.";
