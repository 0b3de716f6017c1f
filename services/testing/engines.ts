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

/** A store engine whose stores can be opened again. */
interface LocalEngine extends Engine {
  open(migrations: readonly Migrations[], clock: () => number): Promise<LocalStore>;
}

interface LocalStore extends OpenedStore {
  /** Closes the store and opens it again with newer migrations, as a new version of a service does. */
  upgrade(migrations: readonly Migrations[]): Promise<Store>;
}

const postgresUrl = process.env.ERRATA_TEST_POSTGRES ?? "";

/** The engines that the services support. */
export const engines: readonly LocalEngine[] = [
  { name: "the embedded store", isAbsent: false, open: openEmbedded },
  { name: "PostgreSQL (ERRATA_TEST_POSTGRES)", isAbsent: postgresUrl === "", open: openSchema },
];

async function openEmbedded(migrations: readonly Migrations[], clock: () => number): Promise<LocalStore> {
  const folder = await newFolder();
  const open = (steps: readonly Migrations[]) =>
    openSqlite({ path: join(folder, "errata.db"), migrations: steps, clock });
  const opened = reopenable(await open(migrations), open);
  return {
    ...opened,
    folder,
    async drop() {
      await opened.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function openSchema(migrations: readonly Migrations[], clock: () => number): Promise<LocalStore> {
  const folder = await newFolder();
  const schema = `errata_services_${crypto.randomUUID().replaceAll("-", "")}`;
  const open = (steps: readonly Migrations[]) => openPostgres({ url: postgresUrl, schema, migrations: steps, clock });
  const opened = reopenable(await open(migrations), open);
  return {
    ...opened,
    folder,
    async drop() {
      await opened.close();
      const client = postgres(postgresUrl, { max: 1, onnotice: () => undefined });
      await client.unsafe(`DROP SCHEMA ${schema} CASCADE`);
      await client.end();
      await rm(folder, { recursive: true });
    },
  };
}

function reopenable(store: Store, open: (migrations: readonly Migrations[]) => Promise<Store>) {
  let current = store;
  return {
    store,
    async upgrade(migrations: readonly Migrations[]) {
      await current.close();
      current = await open(migrations);
      return current;
    },
    close: () => current.close(),
  };
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "errata-services-"));
}
