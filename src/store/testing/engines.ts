import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { openPostgres } from "../postgres/index.ts";
import { openSqlite } from "../sqlite/index.ts";
import type { Engine, Migrations, Store } from "../store.ts";

/** Opens empty stores of one kind for tests. `isAbsent` means that this machine does not have the engine. */
export interface TestEngine {
  readonly name: string;
  readonly engine: Engine;
  readonly isAbsent: boolean;
  open(migrations: readonly Migrations[]): Promise<TestStore>;
}

/** A store of a test, and how to open the same data again. */
export interface TestStore {
  readonly store: Store;
  reopen(migrations: readonly Migrations[]): Promise<Store>;
  /** Closes the store and deletes its data. */
  drop(): Promise<void>;
}

const url = process.env.ERRATA_TEST_POSTGRES ?? "";

/** The engines that every suite runs on. */
export const testEngines: readonly TestEngine[] = [
  { name: "SQLite in memory", engine: "sqlite", isAbsent: false, open: (migrations) => openMemory(migrations) },
  { name: "SQLite in a file", engine: "sqlite", isAbsent: false, open: (migrations) => openFile(migrations) },
  {
    name: "PostgreSQL (ERRATA_TEST_POSTGRES)",
    engine: "postgres",
    isAbsent: url === "",
    open: (migrations) => openSchema(migrations),
  },
];

async function openMemory(migrations: readonly Migrations[]): Promise<TestStore> {
  const store = await openSqlite({ path: ":memory:", migrations });
  return {
    store,
    reopen: () => Promise.reject(new Error("a store in memory cannot be reopened")),
    drop: () => store.close(),
  };
}

async function openFile(migrations: readonly Migrations[]): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), "errata-store-"));
  const path = join(folder, "store.db");
  const opened = [await openSqlite({ path, migrations })];
  return {
    store: opened[0] as Store,
    async reopen(again) {
      const store = await openSqlite({ path, migrations: again });
      opened.push(store);
      return store;
    },
    async drop() {
      for (const store of opened) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function openSchema(migrations: readonly Migrations[]): Promise<TestStore> {
  const schema = `errata_test_${crypto.randomUUID().replaceAll("-", "")}`;
  const settings = { url, schema, maxConnections: 16 };
  const opened = [await openPostgres({ ...settings, migrations })];
  return {
    store: opened[0] as Store,
    async reopen(again) {
      const store = await openPostgres({ ...settings, migrations: again });
      opened.push(store);
      return store;
    },
    async drop() {
      for (const store of opened) await store.close();
      await dropSchema(schema);
    },
  };
}

async function dropSchema(schema: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  await client.unsafe(`DROP SCHEMA ${schema} CASCADE`);
  await client.end();
}
