import { isoTime } from "../../shared/http/index.ts";
import { orders } from "../contract.ts";
import type { OrderCode } from "../errors/state-codes.ts";
import { filesNeeded, type Order } from "./order.ts";
import { isState, type Operation, type State, transitionsOf } from "./state-machine.ts";

const { error } = orders;

/** Creates the error of each code of the state machine, with the details of the order. */
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

/**
 * Returns the state that follows an operation on an order.
 *
 * @throws the code that rejects the operation of a caller; TooLate for an operation of the service
 */
export function nextState(operation: Operation, order: Order): State {
  const transition = transitionsOf(operation)[order.state];
  if (isState(transition)) return transition;
  throw transition === null ? new TooLate(operation, order) : refusals[transition](order);
}

/** Reports that an operation of the service came too late: another operation has ended the order. */
export class TooLate extends Error {
  override readonly name = "TooLate";

  constructor(operation: Operation, { id, state }: Order) {
    super(`order ${id} is ${state}, too late to ${operation}`);
  }
}
