import type { Migrations, Sql } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** Runs DDL in one transaction that no other process's migration can enter. */
export interface MigrationSession {
  readonly sql: Sql;
  /** Runs one statement that takes no values. */
  exec(statement: string): Promise<void>;
}

/** Opens one exclusive migration transaction and runs `work` in it. */
export type MigrationTransaction = <Result>(work: (session: MigrationSession) => Promise<Result>) => Promise<Result>;

/**
 * Brings every component's tables up to the version that the code knows, one step a transaction.
 *
 * @throws STORE_NEWER when the database was written by newer code
 */
export async function migrate(
  transaction: MigrationTransaction,
  components: readonly Migrations[],
  clock: () => number,
): Promise<void> {
  refuseDuplicates(components);
  await transaction((session) => session.exec(TABLE));
  for (const component of components) {
    while (await transaction((session) => applyNextStep(session, component, clock))) {
      // Each turn is one committed step, so that a crash between two steps resumes at the second.
    }
  }
}

const TABLE = `CREATE TABLE IF NOT EXISTS errata_migrations (
  component TEXT NOT NULL,
  version BIGINT NOT NULL,
  applied_at BIGINT NOT NULL,
  PRIMARY KEY (component, version)
)`;

async function applyNextStep(session: MigrationSession, migrations: Migrations, clock: () => number): Promise<boolean> {
  const { component, steps } = migrations;
  const rows = await session.sql<{ version: number | null }>`
    SELECT MAX(version) AS version FROM errata_migrations WHERE component = ${component}`;
  const found = rows[0]?.version ?? 0;
  if (found > steps.length) throw newer(component, found, steps.length);
  const step = steps[found];
  if (step === undefined) return false;
  for (const statement of step) await session.exec(statement);
  await session.sql`
    INSERT INTO errata_migrations (component, version, applied_at) VALUES (${component}, ${found + 1}, ${clock()})`;
  return found + 1 < steps.length;
}

function newer(component: string, found: number, known: number): StoreError {
  return new StoreError(
    "STORE_NEWER",
    `the tables of "${component}" are at version ${found}, but this code knows version ${known} at most. ` +
      "Run the newer release that wrote them, or restore a backup from before it; tables are never taken back.",
  );
}

function refuseDuplicates(components: readonly Migrations[]): void {
  const seen = new Map<string, Migrations>();
  for (const migrations of components) {
    const other = seen.get(migrations.component);
    if (other !== undefined && other !== migrations) {
      throw new TypeError(
        `two different lists of migrations are named "${migrations.component}"; give each component a name of its own.`,
      );
    }
    seen.set(migrations.component, migrations);
  }
}
