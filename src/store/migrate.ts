import type { Migrations, Sql } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** Runs DDL in one transaction, isolated from the migrations of other processes. */
export interface MigrationSession {
  readonly sql: Sql;
  /** Runs statements without values, on PostgreSQL in one round trip. */
  exec(statements: readonly string[]): Promise<void>;
}

/** Runs `work` in one exclusive migration transaction. */
export type MigrationTransaction = <Result>(work: (session: MigrationSession) => Promise<Result>) => Promise<Result>;

/**
 * Upgrades every component's tables to the latest version, one step per transaction.
 *
 * @throws STORE_NEWER when newer code wrote the tables
 */
export async function migrate(
  transaction: MigrationTransaction,
  components: readonly Migrations[],
  clock: () => number,
): Promise<void> {
  rejectDuplicates(components);
  const versions = await transaction(readVersions);
  for (const component of components) {
    if (versions.get(component.component) === component.steps.length) continue;
    while (await transaction((session) => applyNextStep(session, component, clock))) {
      // Each iteration commits one step, so a crash between two steps resumes at the second.
    }
  }
}

const TABLE = `CREATE TABLE IF NOT EXISTS errata_migrations (
  component TEXT NOT NULL,
  version BIGINT NOT NULL,
  applied_at BIGINT NOT NULL,
  PRIMARY KEY (component, version)
)`;

/** @returns the version of each component that has tables */
async function readVersions({ sql, exec }: MigrationSession): Promise<ReadonlyMap<string, number>> {
  await exec([TABLE]);
  const rows = await sql<{ component: string; version: number }>`
    SELECT component, MAX(version) AS version FROM errata_migrations GROUP BY component`;
  return new Map(rows.map(({ component, version }) => [component, version]));
}

/** @returns whether more steps follow */
async function applyNextStep(session: MigrationSession, migrations: Migrations, clock: () => number): Promise<boolean> {
  const { component, steps } = migrations;
  const rows = await session.sql<{ version: number | null }>`
    SELECT MAX(version) AS version FROM errata_migrations WHERE component = ${component}`;
  const version = rows[0]?.version ?? 0;
  if (version > steps.length) {
    throw new StoreError(
      "STORE_NEWER",
      `the tables of "${component}" are at version ${version}, but this code supports version ${steps.length} at most. ` +
        "Run the newer release that wrote them, or restore a backup from before it; tables are never downgraded.",
    );
  }
  const step = steps[version];
  if (step === undefined) return false;
  const statements = step
    .map((each) => (typeof each === "string" ? each : each[session.sql.engine]))
    .filter((statement) => statement !== "");
  if (statements.length > 0) await session.exec(statements);
  await session.sql`
    INSERT INTO errata_migrations (component, version, applied_at) VALUES (${component}, ${version + 1}, ${clock()})`;
  return version + 1 < steps.length;
}

function rejectDuplicates(components: readonly Migrations[]): void {
  const seen = new Map<string, Migrations>();
  for (const migrations of components) {
    const other = seen.get(migrations.component);
    if (other !== undefined && other !== migrations) {
      throw new TypeError(
        `two different lists of migrations have the component "${migrations.component}". Rename one of them.`,
      );
    }
    seen.set(migrations.component, migrations);
  }
}
