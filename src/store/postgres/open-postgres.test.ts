import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isStoreDown, reportChanges } from "../index.ts";
import type { Store } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { openPostgres } from "./index.ts";

const url = process.env.ERRATA_TEST_POSTGRES ?? "";

test("throws STORE_UNAVAILABLE at once when nothing listens on the port", async () => {
  const error = await openPostgres({ url: "postgres://nobody@127.0.0.1:9/none", migrations: [] }).catch(
    (cause) => cause,
  );
  expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", message: expect.stringContaining("ECONNREFUSED") });
  expect(isStoreDown(error)).toBe(true);
});

test("times out within commandTimeoutMs when the server accepts but never responds", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const started = performance.now();
  const silent = openPostgres({
    url: `postgres://nobody@127.0.0.1:${port}/none`,
    migrations: [],
    commandTimeoutMs: 100,
  });
  await expect(silent).rejects.toMatchObject({ code: expect.stringMatching(/^STORE_(TIMEOUT|UNAVAILABLE)$/) });
  expect(performance.now() - started).toBeLessThan(2_000);
  for (const socket of sockets) socket.destroy();
  server.close();
});

test("rejects an unsupported url without showing its password", async () => {
  for (const address of ["mysql://u:secret@h/d", "postgres://u:secret@one,two/d"]) {
    const error = await openPostgres({ url: address, migrations: [] }).catch((cause) => cause);
    expect(String(error)).toMatch(/expected url to be postgres:/);
    expect(String(error)).not.toContain("secret");
  }
});

test("rejects a schema name that needs quoting", async () => {
  await expect(openPostgres({ url: "postgres://x", schema: 'a"; DROP', migrations: [] })).rejects.toThrow(
    /expected schema to be/,
  );
});

describe.skipIf(url === "")("a store on PostgreSQL (ERRATA_TEST_POSTGRES)", () => {
  let opened: TestStore;
  let schema: string;
  beforeAll(async () => {
    const engine = testEngines.find(({ engine: kind }) => kind === "postgres");
    opened = (await engine?.open([
      { component: "suite", steps: [["CREATE TABLE things (id BIGINT PRIMARY KEY, n BIGINT)"]] },
    ])) as TestStore;
    const [row] = await opened.store.sql`SELECT current_schema() AS schema`;
    schema = String(row?.schema);
  });
  afterAll(() => opened.drop());
  const open = (more: object) => openPostgres({ url, schema, migrations: [], ...more });
  const names = async () => (await opened.store.sql`SELECT id FROM things ORDER BY id`).map((row) => row.id);

  async function terminate(store: Store["sql"]): Promise<void> {
    const [row] = await store`SELECT pg_backend_pid() AS pid`;
    await opened.store.sql`SELECT CAST(pg_terminate_backend(CAST(${Number(row?.pid)} AS INTEGER)) AS TEXT) AS done`;
  }

  test("fails a transaction whose connection is lost, and never continues it over another connection", async () => {
    const store = await open({ maxConnections: 1 });
    const work = store.transaction(async (sql) => {
      await sql`INSERT INTO things (id) VALUES (1)`;
      await terminate(sql);
      await sql`INSERT INTO things (id) VALUES (2)`.catch(() => undefined);
      await sql`INSERT INTO things (id) VALUES (3)`;
    });
    await expect(work).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await names()).toEqual([]);
    expect(await store.sql`SELECT 1 AS x`).toEqual([{ x: 1 }]);
    await store.close();
  });

  test("throws STORE_UNAVAILABLE when the database accepts no more connections", async () => {
    const name = `errata_closed_${crypto.randomUUID().replaceAll("-", "")}`;
    const admin = postgres(url, { max: 1, onnotice: () => undefined });
    await admin.unsafe(`CREATE DATABASE ${name}`);
    const store = await openPostgres({ url: Object.assign(new URL(url), { pathname: name }).href, migrations: [] });
    await admin.unsafe(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${name}`;
    for (let time = 0; time < 4; time += 1)
      await expect(store.sql`SELECT 1 AS x`).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await store.close();
    await admin.unsafe(`DROP DATABASE ${name}`);
    await admin.end();
  });

  test("replaces connections that were lost while idle", async () => {
    const store = await open({ maxConnections: 1 });
    await terminate(store.sql);
    // The socket needs a moment to report the loss.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await store.sql`SELECT 1 AS x`).toEqual([{ x: 1 }]);
    await store.close();
  });

  test("cancels a statement after commandTimeoutMs, and keeps the connection", async () => {
    const store = await open({ maxConnections: 1, commandTimeoutMs: 500 });
    await expect(store.sql`SELECT CAST(pg_sleep(5) AS TEXT) AS x`).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
    expect(await store.sql`SELECT 1 AS x`).toEqual([{ x: 1 }]);
    await store.close();
  });

  test("throws STORE_TIMEOUT when no connection becomes free in time, and serves the next caller", async () => {
    const store = await open({ maxConnections: 1, commandTimeoutMs: 500 });
    let finish: () => void = () => undefined;
    const slow = store.transaction(() => new Promise<void>((resolve) => (finish = resolve)));
    await expect(store.sql`SELECT 1 AS x`).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
    finish();
    await slow;
    expect(await store.sql`SELECT 1 AS x`).toEqual([{ x: 1 }]);
    await store.close();
  });

  test("rolls back a transaction that pauses longer than idleInTransactionMs", async () => {
    const store = await open({ idleInTransactionMs: 300 });
    const work = store.transaction(async (sql) => {
      await sql`INSERT INTO things (id) VALUES (9)`;
      await new Promise((resolve) => setTimeout(resolve, 600));
      await sql`INSERT INTO things (id) VALUES (10)`;
    });
    await expect(work).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await names()).toEqual([]);
    await store.close();
  });

  test("retries deadlocked transactions until both commit", { timeout: 20_000 }, async () => {
    const { sql, transaction } = opened.store;
    await sql`INSERT INTO things (id, n) VALUES (1, 0), (2, 0)`;
    let meet: () => void = () => undefined;
    const met = new Promise<void>((resolve) => (meet = resolve));
    let arrived = 0;
    const crossing = (from: number, to: number) =>
      transaction(async (tx) => {
        await tx`UPDATE things SET n = n + 1 WHERE id = ${from}`;
        arrived++;
        if (arrived === 2) meet();
        await met;
        await tx`UPDATE things SET n = n + 1 WHERE id = ${to}`;
      });
    await Promise.all([crossing(1, 2), crossing(2, 1)]);
    expect(arrived).toBeGreaterThan(2);
    expect(await sql`DELETE FROM things RETURNING n`).toEqual([{ n: 2 }, { n: 2 }]);
  });

  test("lets running work finish at close, and throws STORE_CLOSED afterwards", async () => {
    const store = await open({});
    const work = store.transaction(async (sql) => await sql`SELECT CAST(pg_sleep(0.05) AS TEXT) AS x`);
    await store.close();
    expect(await work).toEqual([{ x: "" }]);
    await expect(store.sql`SELECT 1 AS x`).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });

  test.concurrent("waits for a connection when the server has none left, and fails when none is returned in time", async ({
    expect,
  }) => {
    const role = `errata_few_${crypto.randomUUID().replaceAll("-", "")}`;
    const admin = postgres(url, { max: 1, onnotice: () => undefined });
    await admin.unsafe(`CREATE ROLE ${role} LOGIN SUPERUSER CONNECTION LIMIT 3`);
    // A limit does not apply to superusers, so the role becomes one only for the migrations.
    const address = Object.assign(new URL(url), { username: role }).href;
    const store = await open({ url: address, maxConnections: 8, commandTimeoutMs: 10_000 });
    await admin.unsafe(`ALTER ROLE ${role} NOSUPERUSER`);
    await admin.unsafe(`GRANT ALL ON SCHEMA ${schema} TO ${role}`);
    const slow = () => store.sql`SELECT CAST(pg_sleep(0.05) AS TEXT) AS x`;
    const results = await Promise.allSettled(Array.from({ length: 60 }, slow));
    expect(results.filter(({ status }) => status === "rejected")).toEqual([]);

    const other = await open({ url: address, maxConnections: 3, commandTimeoutMs: 500 }).catch(
      (error: unknown) => error,
    );
    expect(other).toMatchObject({ code: "STORE_UNAVAILABLE" });
    await store.close();
    await admin.unsafe(`REVOKE ALL ON SCHEMA ${schema} FROM ${role}`);
    await admin.unsafe(`DROP ROLE ${role}`);
    await admin.end();
  });

  test.concurrent("reports changes of other processes within a second, and again after its connection was lost", async ({
    expect,
  }) => {
    const role = `errata_listener_${crypto.randomUUID().replaceAll("-", "")}`;
    const admin = postgres(url, { max: 1, onnotice: () => undefined });
    await admin.unsafe(`CREATE ROLE ${role} LOGIN SUPERUSER`);
    const migrations = [
      {
        component: "reported",
        steps: [
          ["CREATE TABLE accounts (id TEXT PRIMARY KEY, plan TEXT NOT NULL, uses BIGINT NOT NULL)"],
          reportChanges({ table: "accounts", columns: ["plan"], kind: "tenant", identifiedBy: "id" }),
        ],
      },
    ];
    const store = await open({ migrations, url: Object.assign(new URL(url), { username: role }).href });
    const changes: unknown[] = [];
    store.onChange((change) => void changes.push(change));
    const listening = () => admin`SELECT pid FROM pg_stat_activity WHERE usename = ${role} AND query = 'SELECT 1'`;
    const change = (plan: string) => opened.store.sql`UPDATE accounts SET plan = ${plan} WHERE id = 'acme corp'`;
    await expect.poll(listening, { timeout: 10_000 }).toHaveLength(1);
    await opened.store.sql`INSERT INTO accounts (id, plan, uses) VALUES ('acme corp', 'free', 0), ('other', 'free', 0)`;
    await opened.store.sql`UPDATE accounts SET uses = 1`;
    await change("pro");
    await expect.poll(() => changes, { timeout: 1_000 }).toEqual([{ kind: "tenant", id: "acme corp" }]);

    await admin`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${role}`;
    const changed = async () => {
      await change("team");
      return changes.length;
    };
    await expect.poll(changed, { timeout: 10_000, interval: 200 }).toBeGreaterThan(1);
    await store.close();
    await admin.unsafe(`DROP OWNED BY ${role} CASCADE`);
    await admin.unsafe(`DROP ROLE ${role}`);
    await admin.end();
  });
});
