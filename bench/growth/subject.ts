import type { Migrations, Sql, Store } from "errata/store";

/** An operation that is timed. */
export interface Operation {
  readonly name: string;
  /** @param round number of the run, from 0, so that each creates or deletes something else */
  readonly run: (round: number) => Promise<unknown>;
  /** Number of runs. @default 40 */
  readonly rounds?: number;
}

/** A group of tables, and what is done with them. */
export interface Subject {
  readonly migrations: readonly Migrations[];
  /** Rows of the tenant `big`, as statements after `INSERT INTO`; `n` is the number of the row, from 1. */
  readonly rows: readonly Rows[];
  /** Statements that complete the data, such as totals whose triggers do not run while it is filled. */
  readonly after: Migrations["steps"][number];
  /** @param count number of rows */
  readonly operations: (store: Store, count: number) => readonly Operation[];
}

/** Rows of one table. */
export interface Rows {
  readonly into: string;
  readonly values: string;
  /** Inserts one row instead of as many as the bench asks for. */
  readonly isOne?: boolean;
}

/** Returns an operation that deletes 100 of the oldest rows, as the service does every minute. @param purge one of the service's */
export function purging({
  data,
  deleteBatch,
}: {
  data: string;
  deleteBatch: (limit: number) => Promise<number>;
}): Operation {
  return { name: `delete 100 rows: ${data}`, run: () => deleteBatch(100), rounds: 8 };
}

/** A time before which the rows were created, a millisecond apart. */
export const start = 1_700_000_000_000;

/** Rows that one statement inserts. */
const batch = 50_000;

/** Fills the tables without their triggers, which would take longest. */
export async function fill(store: Store, { rows, after }: Subject, count: number): Promise<void> {
  await store.transaction(async (sql) => {
    const triggers = await suspendTriggers(sql);
    for (const { into, values, isOne = false } of rows) {
      const total = isOne ? 1 : count;
      for (let from = 1; from <= total; from += batch) {
        const to = Math.min(total, from + batch - 1);
        await run(
          sql,
          `INSERT INTO ${into} WITH RECURSIVE numbers (n) AS (
            SELECT CAST(${from} AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < ${to})
          SELECT ${values} FROM numbers`,
        );
      }
    }
    const completing = after.map((each) => (typeof each === "string" ? each : each[sql.engine]));
    for (const statement of [...completing, ...triggers]) if (statement !== "") await run(sql, statement);
  });
  await run(store.sql, "ANALYZE");
}

/** @returns the statements that start the triggers again */
async function suspendTriggers(sql: Sql): Promise<readonly string[]> {
  if (sql.engine === "postgres") {
    await run(sql, "SET LOCAL session_replication_role = replica");
    return [];
  }
  const triggers = await sql<{ name: string; sql: string }>`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`;
  for (const { name } of triggers) await run(sql, `DROP TRIGGER ${name}`);
  return triggers.map((trigger) => trigger.sql);
}

/** Runs a statement without values. */
async function run(sql: Sql, statement: string): Promise<void> {
  await sql(Object.assign([statement], { raw: [statement] }));
}
