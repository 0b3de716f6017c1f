import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Migrations, Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import postgres from "postgres";

/** A store engine for tests. */
export interface Engine {
  readonly name: string;
  /** Whether this machine lacks the engine. */
  readonly isAbsent: boolean;
  open(migrations: readonly Migrations[], clock: () => number): Promise<OpenedStore>;
}

/** An empty store. */
export interface OpenedStore {
  readonly store: Store;
  /** Folder for files. It is deleted with the store. */
  readonly folder: string;
  drop(): Promise<void>;
}

const postgresUrl = process.env.ERRATA_TEST_POSTGRES ?? "";

/** The engines that the services support. */
export const engines: readonly Engine[] = [
  { name: "the embedded store", isAbsent: false, open: openEmbedded },
  { name: "PostgreSQL (ERRATA_TEST_POSTGRES)", isAbsent: postgresUrl === "", open: openSchema },
];

async function openEmbedded(migrations: readonly Migrations[], clock: () => number): Promise<OpenedStore> {
  const folder = await newFolder();
  const store = await openSqlite({ path: join(folder, "errata.db"), migrations, clock });
  return {
    store,
    folder,
    async drop() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openSchema(migrations: readonly Migrations[], clock: () => number): Promise<OpenedStore> {
  const folder = await newFolder();
  const schema = `errata_services_${crypto.randomUUID().replaceAll("-", "")}`;
  const store = await openPostgres({ url: postgresUrl, schema, migrations, clock });
  return {
    store,
    folder,
    async drop() {
      await store.close();
      const client = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
      await client.unsafe(`DROP SCHEMA ${schema} CASCADE`);
      await client.end();
      await rm(folder, { recursive: true });
    },
  };
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "errata-services-"));
}
