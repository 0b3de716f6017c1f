import { codeOf } from "../engine/index.ts";
import { StoreError } from "../store-error.ts";

/** Codes of Node and the driver, and SQLSTATE codes, that mean there is no working connection. */
const NO_CONNECTION =
  /^(E[A-Z_]+|CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED)|08...|53...|57P0.|25006|28000|28P01|3D000)$/;
/** SQLSTATE codes of a command canceled by a timeout: statement, lock, idle in transaction. */
const TIMED_OUT = /^(57014|55P03|25P03)$/;
/** SQLSTATE codes of a serialization failure and a deadlock. */
const RETRYABLE = /^(40001|40P01)$/;

/** Converts a connection failure or timeout to a StoreError; errors of the statement itself are returned unchanged. */
export function postgresError(cause: unknown): unknown {
  const code = codeOf(cause);
  if (TIMED_OUT.test(code)) return commandTimeout(code, cause);
  if (!NO_CONNECTION.test(code) && !isFatal(cause)) return cause;
  return new StoreError(
    "STORE_UNAVAILABLE",
    `PostgreSQL cannot be used (${code}). Check that it is running, its address, the login and its connection limit.`,
    { cause },
  );
}

/** Creates the error of a command that timed out. @param reason the limit in words, or the SQLSTATE code */
export function commandTimeout(reason: string, cause?: unknown): StoreError {
  return new StoreError(
    "STORE_TIMEOUT",
    `PostgreSQL did not respond in time (${reason}). It is unknown whether a single statement or a commit took effect; repeat it with the same id.`,
    { cause },
  );
}

/** Checks whether the server rejected a connection because it has none left: `too_many_connections`. */
export function isServerFull(error: unknown): boolean {
  return error instanceof StoreError && codeOf(error.cause) === "53300";
}

/** Checks whether nothing was applied because of a deadlock or a serialization failure, so a second run may succeed. */
export function isRetryable(error: unknown): boolean {
  return RETRYABLE.test(codeOf(error));
}

/** PostgreSQL marks every error that ends or rejects a connection as fatal, whatever its code. */
function isFatal(cause: unknown): boolean {
  return cause instanceof Error && "severity" in cause && cause.severity === "FATAL";
}
