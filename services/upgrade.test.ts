import type { Migrations, Store } from "errata/store";
import { describe, expect, it } from "vitest";
import { imagingMigrations } from "./imaging/migrations.ts";
import { demoMigrations } from "./launch/index.ts";
import { ordersMigrations } from "./orders/migrations.ts";
import { pdfMigrations } from "./pdf/migrations.ts";
import { scribeMigrations } from "./scribe/migrations.ts";
import { engines } from "./testing/engines.ts";
import { visionMigrations } from "./vision/migrations.ts";

/** The tables of `npm start`. */
const current: readonly Migrations[] = [
  ...new Set([...imagingMigrations, ...pdfMigrations, ...visionMigrations, ...ordersMigrations, ...scribeMigrations]),
  demoMigrations,
];
/** The version of the schema before: every component without its last step. */
const previous = current.map(({ component, steps }) => ({ component, steps: steps.slice(0, -1) }));

/** Tables whose last step renamed columns, before several nodes could share a database. */
const renamedBefore = new Set(["files_moves"]);

interface Column {
  readonly name: string;
  /** Whether a statement that does not know the column can insert a row. */
  readonly isOptional: boolean;
}

/** Returns the columns of every table. */
async function columnsOf({ sql }: Store): Promise<Map<string, Column[]>> {
  const rows =
    sql.engine === "sqlite"
      ? await sql<{ table_name: string; name: string; is_optional: number }>`
          SELECT tables.name AS table_name, columns.name, "notnull" = 0 OR dflt_value IS NOT NULL AS is_optional
          FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'`
      : await sql<{ table_name: string; name: string; is_optional: number }>`
          SELECT table_name, column_name AS name, is_nullable = 'YES' OR column_default IS NOT NULL AS is_optional
          FROM information_schema.columns WHERE table_schema = current_schema()`;
  const tables = new Map<string, Column[]>();
  for (const { table_name, name, is_optional } of rows)
    tables.set(table_name, [...(tables.get(table_name) ?? []), { name, isOptional: is_optional === 1 }]);
  return tables;
}

describe("an upgrade from the previous version of the schema", () => {
  it.each(engines.filter(({ isAbsent }) => !isAbsent))(
    "keeps every table and column that nodes of the old release use, and lets them insert rows, on $name",
    async (engine) => {
      const opened = await engine.open(previous, Date.now);
      try {
        const before = await columnsOf(opened.store);
        const after = await columnsOf(await opened.upgrade(current));
        for (const [table, columns] of before) {
          if (renamedBefore.has(table)) continue;
          const names = columns.map(({ name }) => name);
          const kept = after.get(table) ?? [];
          expect([table, kept.map(({ name }) => name)]).toEqual([table, expect.arrayContaining(names)]);
          const added = kept.filter(({ name }) => !names.includes(name));
          expect([table, added.filter(({ isOptional }) => !isOptional)]).toEqual([table, []]);
        }
        expect(before.size).toBeGreaterThan(20);
      } finally {
        await opened.drop();
      }
    },
  );
});
