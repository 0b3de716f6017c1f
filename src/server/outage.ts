/** How deep the chain of causes is searched. */
const maxCauses = 5;

/** Codes by which drivers and sockets say that a store is down, full or too slow. */
const outages = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH"],
  ...["ENETUNREACH", "ENOSPC", "EMFILE", "ENFILE"],
  ...["CONNECT_TIMEOUT", "CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECTION_CONNECT_TIMEOUT"],
  ...["STORE_UNAVAILABLE", "STORE_TIMEOUT"],
  // PostgreSQL: connection exceptions, resources, statement time-out, shutdown, recovery.
  ...["08000", "08001", "08003", "08004", "08006", "53000", "53100", "53200", "53300", "53400"],
  ...["55P03", "57014", "57P01", "57P02", "57P03"],
]);
const sqliteOutage = /^SQLITE_(?:BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY|NOMEM|PROTOCOL)(?:_|$)/;

/** Tells by which code a driver or a socket says that what is behind it cannot answer now; undefined when none does. */
export function outageCode(thrown: unknown): string | undefined {
  let error = thrown;
  for (let depth = 0; depth < maxCauses && typeof error === "object" && error !== null; depth += 1) {
    const { code, cause } = error as { code?: unknown; cause?: unknown };
    if (typeof code === "string" && (outages.has(code) || sqliteOutage.test(code))) return code;
    error = cause;
  }
  return undefined;
}
