/**
 * Names why the store refused. `STORE_UNAVAILABLE` and `STORE_TIMEOUT` mean that the store is down or slow: answer 503,
 * never 401, 402 or 429. The others are mistakes of the program or of its installation.
 */
export type StoreErrorCode =
  | "STORE_UNAVAILABLE"
  | "STORE_TIMEOUT"
  | "STORE_LOCKED"
  | "STORE_NEWER"
  | "STORE_CLOSED"
  | "STORE_IN_TRANSACTION"
  | "STORE_NO_TRANSACTION"
  | "STORE_NOT_BRIEF"
  | "STORE_VALUE_INVALID";

/** Says that the store could not do what was asked; `code` is stable, `cause` is the driver's own error. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}

/** Tells whether an error means that the store is down or too slow, as against a refusal or a mistake. */
export function isStoreDown(error: unknown): boolean {
  return error instanceof StoreError && (error.code === "STORE_UNAVAILABLE" || error.code === "STORE_TIMEOUT");
}
