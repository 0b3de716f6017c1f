/** The codes of the state machine: why an operation is rejected in the order's state. */
export type OrderCode =
  | "ORDER_NOT_PENDING"
  | "ORDER_EXPIRED"
  | "ORDER_NOT_COMPLETED"
  | "ORDER_FILE_NOT_UPLOADED"
  | "ORDER_ALREADY_CONFIRMED"
  | "ORDER_ALREADY_COMPLETED"
  | "ORDER_ALREADY_FAILED"
  | "ORDER_TIMEOUT";

/** Codes of an order that has ended without a result. */
export const ended = ["ORDER_TIMEOUT", "ORDER_EXPIRED", "ORDER_ALREADY_FAILED"] as const;
/** Codes of an operation that requires a pending order. */
export const notPending = [
  ...ended,
  "ORDER_ALREADY_COMPLETED",
  "ORDER_ALREADY_CONFIRMED",
  "ORDER_NOT_PENDING",
] as const;
/** Codes of an operation on one order, before its state is checked. */
export const order = ["ORDER_NOT_FOUND", "ORDER_NOT_OWNER"] as const;
/** Codes of a confirmation in the wrong state. */
export const notConfirmable = [
  ...ended,
  "ORDER_ALREADY_COMPLETED",
  "ORDER_ALREADY_CONFIRMED",
  "ORDER_FILE_NOT_UPLOADED",
] as const;
/** Codes of an operation that accepts an Idempotency-Key. The second one extends the published list. */
export const keyed = ["VALIDATION_IDEMPOTENCY_KEY_INVALID", "REQUEST_IN_PROGRESS"] as const;
