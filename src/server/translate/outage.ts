import { errorsWithin } from "./errors-within.ts";

/** Codes with which drivers and sockets report that a store is down, full or too slow. */
const outageCodes = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH"],
  ...["ENETUNREACH", "ENOSPC", "EMFILE", "ENFILE"],
  ...["CONNECT_TIMEOUT", "CONNECTION_CLOSED", "CONNECTION_ENDED", "CONNECTION_DESTROYED", "CONNECTION_CONNECT_TIMEOUT"],
  ...["STORE_UNAVAILABLE", "STORE_TIMEOUT", "STORE_DAMAGED"],
  // PostgreSQL: connection exceptions, insufficient resources, statement timeout, shutdown, recovery.
  ...["08000", "08001", "08003", "08004", "08006", "53000", "53100", "53200", "53300", "53400"],
  ...["55P03", "57014", "57P01", "57P02", "57P03"],
]);
const sqliteOutage = /^SQLITE_(?:BUSY|LOCKED|IOERR|FULL|CANTOPEN|READONLY|NOMEM|PROTOCOL)(?:_|$)/;

/**
 * Returns the code with which a driver or a socket reports that a store is unavailable. Searches the causes, and the
 * errors of an AggregateError. The boundary applies this rule to everything that is thrown; call it to decide the same way elsewhere.
 *
 * @returns undefined if the error is not an outage
 * @example
 * ```ts
 * import { outageCode } from "errata/server";
 *
 * export async function retryOnOutage<Result>(work: () => Promise<Result>): Promise<Result> {
 *   try {
 *     return await work();
 *   } catch (error) {
 *     if (outageCode(error) === undefined) throw error;
 *     return await work();
 *   }
 * }
 * ```
 */
export function outageCode(thrown: unknown): string | undefined {
  try {
    for (const error of errorsWithin(thrown)) {
      const { code } = Object(error);
      if (typeof code === "string" && (outageCodes.has(code) || sqliteOutage.test(code))) return code;
    }
  } catch {
    // A proxy that throws is an error of no driver.
  }
  return undefined;
}
