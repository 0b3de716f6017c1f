import type { OrderCode } from "../errors/state-codes.ts";

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

/** State of an order. */
export type State = (typeof states)[number];

/** Operations of callers. */
export const callerOperations = ["change", "upload", "confirm", "cancel", "report", "download"] as const;

/** Operations of the service itself. */
export const serviceOperations = ["start", "complete", "fail", "time_out", "expire"] as const;

/** An operation on an order. */
export type Operation = (typeof callerOperations)[number] | (typeof serviceOperations)[number];

/** Result of an operation: the next state, or the code that rejects it. */
export type Transition = State | OrderCode;

const alreadyConfirmed = {
  confirmed: "ORDER_ALREADY_CONFIRMED",
  processing: "ORDER_ALREADY_CONFIRMED",
} as const;

const ended = {
  completed: "ORDER_ALREADY_COMPLETED",
  failed: "ORDER_ALREADY_FAILED",
  expired: "ORDER_EXPIRED",
  timed_out: "ORDER_TIMEOUT",
} as const;

const readResult = {
  pending: "ORDER_NOT_COMPLETED",
  uploaded: "ORDER_NOT_COMPLETED",
  confirmed: "ORDER_NOT_COMPLETED",
  processing: "ORDER_NOT_COMPLETED",
  ...ended,
  completed: "completed",
} as const;

/**
 * The transition for each caller operation in each state. If several codes apply, the table has the first one in the
 * contract's `precedence`. Every change of an order is decided here.
 */
export const callerTable: Readonly<Record<(typeof callerOperations)[number], Readonly<Record<State, Transition>>>> = {
  change: { pending: "pending", uploaded: "ORDER_NOT_PENDING", ...alreadyConfirmed, ...ended },
  // An order with several files stays pending until the last one is uploaded.
  upload: { pending: "uploaded", uploaded: "ORDER_NOT_PENDING", ...alreadyConfirmed, ...ended },
  confirm: { pending: "ORDER_FILE_NOT_UPLOADED", uploaded: "confirmed", ...alreadyConfirmed, ...ended },
  cancel: { pending: "failed", uploaded: "failed", confirmed: "failed", processing: "failed", ...ended },
  report: readResult,
  download: readResult,
};

/** The next state for each operation of the service; null if the operation comes too late and changes nothing. */
const serviceTable: Readonly<Record<(typeof serviceOperations)[number], Readonly<Record<State, State | null>>>> = {
  // Processing starts again after a worker died.
  start: { ...tooLate(), confirmed: "processing", processing: "processing" },
  complete: { ...tooLate(), processing: "completed" },
  fail: { ...tooLate(), confirmed: "failed", processing: "failed" },
  time_out: { ...tooLate(), processing: "timed_out" },
  expire: { ...tooLate(), pending: "expired", uploaded: "expired", confirmed: "expired", completed: "expired" },
};

/** States in which an order has usage reserved. */
export const reservingStates: ReadonlySet<State> = new Set(["confirmed", "processing"]);

/** Returns the transitions of an operation by state; null where the operation comes too late. */
export function transitionsOf(operation: Operation): Readonly<Record<State, Transition | null>> {
  return isServiceOperation(operation) ? serviceTable[operation] : callerTable[operation];
}

/** Type guard: returns whether a transition is a state rather than a code. */
export function isState(transition: Transition | null): transition is State {
  return (states as readonly (string | null)[]).includes(transition);
}

function isServiceOperation(operation: Operation): operation is (typeof serviceOperations)[number] {
  return (serviceOperations as readonly string[]).includes(operation);
}

function tooLate(): Record<State, null> {
  return Object.fromEntries(states.map((state) => [state, null])) as Record<State, null>;
}
