import type { ApiError } from "errata";
import { outageCode, type TranslateRule } from "errata/server";
import { StoreError } from "errata/store";
import { pdf } from "./contract.ts";

/** Answers every fault of the database with the one documented error; what the driver says stays in the log. */
export const translateDatabase: TranslateRule = {
  name: "database of the pdf API",
  translate: (thrown) => faultOfDatabase(thrown),
};

/** Makes the documented error of a fault of the database; undefined for anything else, and for what a constraint refused. */
export function faultOfDatabase(thrown: unknown): ApiError | undefined {
  if (!(thrown instanceof Error) || !isDatabaseFault(thrown)) return undefined;
  const note = outageCode(thrown) ?? String((thrown as { code?: unknown }).code);
  return pdf.error.DATABASE_ERROR(undefined, { cause: thrown, note });
}

/** Classes 22 and 23 of PostgreSQL, and SQLITE_CONSTRAINT, are refusals of the data: ours to map by name, or our mistake. */
function isDatabaseFault(thrown: Error): boolean {
  if (thrown instanceof StoreError) return true;
  const { code } = thrown as { code?: unknown };
  if (typeof code !== "string") return false;
  if (thrown.name === "PostgresError") return !/^2[23]/.test(code);
  return code.startsWith("SQLITE_") && !code.startsWith("SQLITE_CONSTRAINT");
}
