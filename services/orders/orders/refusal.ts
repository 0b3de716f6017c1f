import { isoTime } from "../../shared/http/index.ts";
import { type OrderCode, orders } from "../contract.ts";
import { isState, type Operation, rowOf, type State } from "../state-machine.ts";
import { filesNeeded, type Order } from "./order.ts";

const { error } = orders;

/** Makes the error of each code of the state machine, with the facts of the order that it is about. */
const refusals: Readonly<Record<OrderCode, (order: Order) => Error>> = {
  ORDER_NOT_PENDING: ({ state }) => error.ORDER_NOT_PENDING({ status: state }),
  ORDER_EXPIRED: ({ expiresAt }) => error.ORDER_EXPIRED({ expiredAt: isoTime(expiresAt) }),
  ORDER_NOT_COMPLETED: ({ state }) => error.ORDER_NOT_COMPLETED({ status: state }),
  ORDER_FILE_NOT_UPLOADED: (order) =>
    error.ORDER_FILE_NOT_UPLOADED({ required: filesNeeded(order), uploaded: order.uploaded }),
  ORDER_ALREADY_CONFIRMED: ({ state }) => error.ORDER_ALREADY_CONFIRMED({ status: state }),
  ORDER_ALREADY_COMPLETED: () => error.ORDER_ALREADY_COMPLETED(),
  ORDER_ALREADY_FAILED: ({ failure }) => error.ORDER_ALREADY_FAILED({ reason: failure?.reason ?? "internal" }),
  ORDER_TIMEOUT: ({ deadlineMs }) => error.ORDER_TIMEOUT({ deadlineSec: Math.ceil(deadlineMs / 1000) }),
};

/** Asks the table what comes of an operation. @throws the code that refuses it */
export function nextState(operation: Operation, order: Order): State {
  const outcome = rowOf(operation)[order.state];
  if (isState(outcome)) return outcome;
  throw outcome === null ? new TooLate(operation, order) : refusals[outcome](order);
}

/** Says that the service's own work came too late to change an order; it takes the transaction back. */
export class TooLate extends Error {
  override readonly name = "TooLate";

  constructor(operation: Operation, { id, state }: Order) {
    super(`order ${id} is ${state}: there is nothing to ${operation} any more`);
  }
}
