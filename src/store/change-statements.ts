import { requireOptions } from "./require-options.ts";
import type { Migrations } from "./store.ts";

/** Rows whose changes are reported by {@link Store.onChange}. */
export interface ReportedChanges {
  /** Table of the rows. */
  readonly table: string;
  /** Columns whose changes count. A change of another column is not reported. */
  readonly columns: readonly string[];
  /** Kind of the change: `key`, whose column is the hash of an API key, or `tenant`. */
  readonly kind: "key" | "tenant";
  /** Column with the value that identifies what has changed. */
  readonly identifiedBy: string;
}

/**
 * Returns the statements of a migration step with which PostgreSQL reports changes of rows, whoever makes them. The embedded
 * store has one process, which knows its changes.
 *
 * @example
 * ```ts
 * import { type Migrations, reportChanges } from "errata/store";
 *
 * export const shopMigrations: Migrations = {
 *   component: "shop",
 *   steps: [
 *     ["CREATE TABLE shop_accounts (id TEXT PRIMARY KEY, plan TEXT NOT NULL)"],
 *     reportChanges({ table: "shop_accounts", columns: ["plan"], kind: "tenant", identifiedBy: "id" }),
 *   ],
 * };
 * ```
 */
export function reportChanges(changes: ReportedChanges): Migrations["steps"][number] {
  const types = { table: "checked", columns: "object", kind: "checked", identifiedBy: "checked" } as const;
  requireOptions("reportChanges", changes, types, ["table", "columns", "kind", "identifiedBy"]);
  const { table, columns, kind, identifiedBy } = changes;
  for (const name of [table, identifiedBy, ...columns]) {
    if (!/^[a-z_][a-z0-9_]{0,47}$/.test(name)) {
      throw new TypeError(
        `reportChanges: expected names of 1 to 48 lower-case letters, digits and "_", received "${String(name).slice(0, 80)}".`,
      );
    }
  }
  // `notify` is delivered when the transaction commits.
  return [
    `CREATE OR REPLACE FUNCTION errata_report_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      PERFORM pg_notify('errata_changes', concat_ws(' ', TG_TABLE_SCHEMA, TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[1]));
      RETURN NULL;
    END $$`,
    `CREATE TRIGGER ${table}_report AFTER UPDATE OF ${columns.join(", ")} OR DELETE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION errata_report_change('${kind}', '${identifiedBy}')`,
  ].map((postgres) => ({ sqlite: "", postgres }));
}
