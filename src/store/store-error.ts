/**
 * The reason a store failed. `STORE_UNAVAILABLE` and `STORE_TIMEOUT` mean that the store is down or slow: respond with
 * 503, never with 401, 402 or 429. So does `STORE_DAMAGED`, after which the process should stop. The other codes indicate a mistake in the program or its installation.
 */
export type StoreErrorCode =
  | "STORE_UNAVAILABLE"
  | "STORE_TIMEOUT"
  | "STORE_DAMAGED"
  | "STORE_LOCKED"
  | "STORE_NEWER"
  | "STORE_CLOSED"
  | "STORE_DRIVER_MISSING"
  | "STORE_IN_TRANSACTION"
  | "STORE_NO_TRANSACTION"
  | "STORE_NOT_SQL_ONLY"
  | "STORE_VALUE_INVALID";

const brand = Symbol.for("errata.StoreError");

/**
 * An error of the store. `code` is stable; `cause` is the driver's error.
 *
 * @example
 * ```ts
 * import { StoreError } from "errata/store";
 *
 * function isClosed(error: unknown): boolean {
 *   return error instanceof StoreError && error.code === "STORE_CLOSED";
 * }
 * ```
 */
export class StoreError extends Error {
  /** Always `StoreError`. */
  override readonly name = "StoreError";
  /** The failure, as a stable code. */
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Recognises errors created by another copy of this module. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    try {
      return brand in Object(value);
    } catch {
      // A proxy that throws.
      return false;
    }
  }
}

const down: readonly StoreErrorCode[] = ["STORE_UNAVAILABLE", "STORE_TIMEOUT", "STORE_DAMAGED"];

/**
 * Checks whether an error means that the store is down, too slow or damaged.
 *
 * @example
 * ```ts
 * import { isStoreDown } from "errata/store";
 *
 * const statusOf = (error: unknown) => (isStoreDown(error) ? 503 : 500);
 * ```
 */
export function isStoreDown(error: unknown): boolean {
  return error instanceof StoreError && down.includes(error.code);
}
