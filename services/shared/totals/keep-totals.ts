import type { Engine, Migrations } from "errata/store";

/** Statements that run for each changed row. */
interface RowChange {
  /** Name of the trigger, unique in the database. */
  readonly name: string;
  readonly table: string;
  /** `INSERT`, `DELETE` or `UPDATE OF` columns. */
  readonly event: string;
  /** Condition for the row, if an update can leave what is counted as it is. @default every row */
  readonly when?: string;
  /** Statements that change the totals; they read the row as `NEW` and `OLD`. */
  readonly statements: (engine: Engine) => readonly string[];
  /**
   * When PostgreSQL runs the statements. Totals of a tenant are one row, which every transaction of the tenant changes: at
   * the commit, they lock it for the shortest time, and after everything else, so they cannot cause a deadlock.
   *
   * @default "commit"
   */
  readonly at?: "statement" | "commit";
}

/**
 * Returns the statements of a migration that keep totals up to date. They are triggers, so that a node of the previous
 * release, which does not know the totals, maintains them too.
 */
export function keepTotals({
  name,
  table,
  event,
  when,
  statements,
  at = "commit",
}: RowChange): Migrations["steps"][number] {
  const body = (engine: Engine): string =>
    statements(engine)
      .map((statement) => `${statement};`)
      .join("\n");
  const condition = when === undefined ? "" : `WHEN (${when})`;
  const deferred = at === "commit" ? "DEFERRABLE INITIALLY DEFERRED" : "";
  return [
    {
      sqlite: `CREATE TRIGGER ${name} AFTER ${event} ON ${table} ${condition} BEGIN ${body("sqlite")} END`,
      postgres: `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body("postgres")} RETURN NULL; END $$`,
    },
    {
      sqlite: "",
      postgres: `CREATE ${at === "commit" ? "CONSTRAINT TRIGGER" : "TRIGGER"} ${name} AFTER ${event} ON ${table} ${deferred}
        FOR EACH ROW ${condition} EXECUTE FUNCTION ${name}()`,
    },
  ];
}

/** Returns the expression for the month of a column in epoch milliseconds, such as `2026-11`, in UTC. */
export function monthOf(column: string, engine: Engine): string {
  return engine === "sqlite"
    ? `strftime('%Y-%m', ${column} / 1000, 'unixepoch')`
    : `to_char(to_timestamp(${column} / 1000) AT TIME ZONE 'UTC', 'YYYY-MM')`;
}
