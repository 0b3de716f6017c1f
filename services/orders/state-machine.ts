import type { OrderCode } from "./contract.ts";

/** Every state of an order. */
export const states = [
  "pending",
  "uploaded",
  "confirmed",
  "processing",
  "completed",
  "failed",
  "expired",
  "timed_out",
] as const;

/** Where an order is in its life. */
export type State = (typeof states)[number];

/** What a caller may do to an order. */
export const callerOperations = ["change", "upload", "confirm", "cancel", "report", "download"] as const;

/** What the service itself does to one. */
export const ownOperations = ["start", "complete", "fail", "time_out", "expire"] as const;

/** Everything that can be done to an order. */
export type Operation = (typeof callerOperations)[number] | (typeof ownOperations)[number];

/** What comes of an operation: the next state, or the code that refuses it. */
export type Outcome = State | OrderCode;

/** What comes of an operation that only the service does: the next state, or nothing. */
type OwnOutcome = State | null;

const tooLate = {
  confirmed: "ORDER_ALREADY_CONFIRMED",
  processing: "ORDER_ALREADY_CONFIRMED",
} as const;

/** States that end an order for good, for whoever wants to do something to it. */
const ended = {
  completed: "ORDER_ALREADY_COMPLETED",
  failed: "ORDER_ALREADY_FAILED",
  expired: "ORDER_EXPIRED",
  timed_out: "ORDER_TIMEOUT",
} as const;

/** What whoever wants the result of an order is told. */
const result = {
  pending: "ORDER_NOT_COMPLETED",
  uploaded: "ORDER_NOT_COMPLETED",
  confirmed: "ORDER_NOT_COMPLETED",
  processing: "ORDER_NOT_COMPLETED",
  ...ended,
  completed: "completed",
} as const;

/**
 * Decides for callers: for each operation and state the state that follows, or the one code that refuses. Where several
 * codes would be true, it is the first of the contract's `precedence`. Everything that changes an order asks here.
 */
export const callerTable: Readonly<Record<(typeof callerOperations)[number], Readonly<Record<State, Outcome>>>> = {
  change: { pending: "pending", uploaded: "ORDER_NOT_PENDING", ...tooLate, ...ended },
  // An order of several files stays pending until its last one.
  upload: { pending: "uploaded", uploaded: "ORDER_NOT_PENDING", ...tooLate, ...ended },
  confirm: { pending: "ORDER_FILE_NOT_UPLOADED", uploaded: "confirmed", ...tooLate, ...ended },
  cancel: { pending: "failed", uploaded: "failed", confirmed: "failed", processing: "failed", ...ended },
  report: result,
  download: result,
};

/** Decides for the service's own work: the state that follows; null where the work came too late and changes nothing. */
const ownTable: Readonly<Record<(typeof ownOperations)[number], Readonly<Record<State, OwnOutcome>>>> = {
  // Processing starts again when the worker before has died.
  start: { ...nothing(), confirmed: "processing", processing: "processing" },
  complete: { ...nothing(), processing: "completed" },
  fail: { ...nothing(), confirmed: "failed", processing: "failed" },
  time_out: { ...nothing(), processing: "timed_out" },
  expire: { ...nothing(), pending: "expired", uploaded: "expired", confirmed: "expired", completed: "expired" },
};

/** States in which an order holds a part of its account's allowance. */
export const holding: ReadonlySet<State> = new Set(["confirmed", "processing"]);

/** Gives one row of the tables. */
export function rowOf(operation: Operation): Readonly<Record<State, Outcome | null>> {
  return isOwn(operation) ? ownTable[operation] : callerTable[operation];
}

/** Tells a state from a code. */
export function isState(outcome: Outcome | null): outcome is State {
  return (states as readonly (string | null)[]).includes(outcome);
}

function isOwn(operation: Operation): operation is (typeof ownOperations)[number] {
  return (ownOperations as readonly string[]).includes(operation);
}

function nothing(): Record<State, null> {
  return Object.fromEntries(states.map((state) => [state, null])) as Record<State, null>;
}
