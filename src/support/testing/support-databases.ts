import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { ArchiveOptions } from "../index.ts";

/** A kind of database that occurrences are stored in. */
export interface SupportDatabase {
  readonly name: string;
  /** Whether this machine does not have the engine. */
  readonly isAbsent: boolean;
  /** Creates an empty database. `drop` deletes it. */
  create(): Promise<ArchiveOptions & { drop(): Promise<void> }>;
}

const url = process.env.ERRATA_TEST_POSTGRES ?? "";

/** The databases that every suite runs on. */
export const supportDatabases: readonly SupportDatabase[] = [
  {
    name: "SQLite",
    isAbsent: false,
    async create() {
      const folder = mkdtempSync(join(tmpdir(), "errata-support-"));
      return { database: join(folder, "support.db"), drop: async () => rmSync(folder, { recursive: true }) };
    },
  },
  {
    name: "PostgreSQL (ERRATA_TEST_POSTGRES)",
    isAbsent: url === "",
    async create() {
      const schema = `errata_test_${crypto.randomUUID().replaceAll("-", "")}`;
      return {
        database: url,
        schema,
        async drop() {
          const sql = postgres(url, { max: 1, onnotice: () => undefined });
          await sql`DROP SCHEMA IF EXISTS ${sql(schema)} CASCADE`;
          await sql.end();
        },
      };
    },
  },
];
