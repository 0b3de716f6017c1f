import { StoreError } from "../store-error.ts";

/** Codes of Node and of the driver that mean: no working connection. */
const NO_CONNECTION =
  /^(E[A-Z_]+|CONNECT_TIMEOUT|CONNECTION_(CLOSED|ENDED|DESTROYED)|08...|53...|57P0.|25006|28000|28P01|3D000)$/;
/** Codes of PostgreSQL that mean: cancelled for taking too long (statement, lock, idle in transaction). */
const TOO_SLOW = /^(57014|55P03|25P03)$/;
/** Codes of PostgreSQL that mean: nothing was applied, try the whole transaction again. */
const RETRY = /^(40001|40P01)$/;

/** Turns a failure of the driver into the store's own error; a fault of the statement itself passes unchanged. */
export function postgresFailure(cause: unknown): unknown {
  const code = codeOf(cause);
  if (TOO_SLOW.test(code)) return tooSlow(code, cause);
  if (!NO_CONNECTION.test(code) && !isFatal(cause)) return cause;
  return new StoreError(
    "STORE_UNAVAILABLE",
    `PostgreSQL cannot be used now (${code}). Check that it runs, the address, the login and its connection limit.`,
    { cause },
  );
}

/** Makes the error of a command that took too long. @param after limit in words, or the engine's code */
export function tooSlow(after: string, cause?: unknown): StoreError {
  return new StoreError(
    "STORE_TIMEOUT",
    `PostgreSQL did not answer in time (${after}). The effect of a lone statement or of a commit is unknown; repeat it by its id.`,
    { cause },
  );
}

/** Tells whether the transaction fell to a deadlock or a serialisation failure, so that running it again may succeed. */
export function isWorthRetrying(error: unknown): boolean {
  return RETRY.test(codeOf(error));
}

/** PostgreSQL calls those failures fatal that end the connection, or refuse one, whatever their code. */
function isFatal(cause: unknown): boolean {
  return cause instanceof Error && "severity" in cause && cause.severity === "FATAL";
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : "";
}
