import { existsSync } from "node:fs";
import type { Archive } from "../../support/index.ts";
import { CommandError, type Flag, type Invocation } from "../verb.ts";

/** Flags of commands that read stored errors. */
export const occurrenceFlags: Readonly<Record<"database", Flag>> = {
  database: {
    type: "string",
    value: "file|url",
    help: "stored errors: an SQLite file or a PostgreSQL address. Default: ERRATA_SUPPORT, then .errata/support.db",
  },
};

/** Path that `npm start` of the examples uses. */
const usualFile = ".errata/support.db";

/** Returns where errors are stored; undefined if nothing says so. */
export function databaseOf({ flags }: Invocation): string | undefined {
  if (typeof flags.database === "string") return flags.database;
  return process.env.ERRATA_SUPPORT || (existsSync(usualFile) ? usualFile : undefined);
}

/** Opens stored errors for reading. @throws CommandError if there are none */
export async function openOccurrences(database: string | undefined): Promise<Archive> {
  if (database === undefined)
    throw new CommandError(
      `expected stored errors, because there is no ${usualFile} here. Pass --database <file or postgres:// address>.`,
    );
  const isAddress = /^postgres(?:ql)?:/.test(database);
  if (!isAddress && !existsSync(database))
    throw new CommandError(`expected a database at ${database}, found nothing. Check the path of --database.`);
  const { openArchive } = await import("../../support/index.ts");
  try {
    return await openArchive({ database });
  } catch (cause) {
    const name = isAddress ? database.replace(/\/\/[^@/]*@/, "//***@") : database;
    throw new CommandError(`${name} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
