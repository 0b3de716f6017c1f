import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSqlite } from "./index.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "errata-sqlite-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (name: string, more = {}) => openSqlite({ path: join(folder, name), migrations: [], ...more });

/** Opens a file in another process, which runs until it is killed. */
const openInChild = (path: string) =>
  spawn(
    process.execPath,
    [
      "--conditions=errata-source",
      "--import=tsx",
      "--input-type=module",
      "--eval",
      `import { openSqlite } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
       await openSqlite({ path: ${JSON.stringify(path)}, migrations: [] });
       console.log("open"); setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );

describe("the file of the embedded store", () => {
  test("throws STORE_LOCKED with the fix when the same process opens it twice", async () => {
    const store = await open("twice.db");
    await expect(open("twice.db")).rejects.toMatchObject({
      code: "STORE_LOCKED",
      message: expect.stringMatching(/twice\.db is already open.*Close the other one.*PostgreSQL/),
    });
    expect(await store.sql`SELECT 1 AS x`).toEqual([{ x: 1 }]);
    await store.close();
    await (await open("twice.db")).close();
  });

  test("throws STORE_LOCKED in a second process until the first is killed", {
    timeout: 20_000,
  }, async () => {
    const path = join(folder, "owned.db");
    const child = openInChild(path);
    await once(child.stdout, "data");
    await expect(open("owned.db")).rejects.toMatchObject({ code: "STORE_LOCKED" });
    child.kill("SIGKILL");
    await once(child, "exit");
    const store = await open("owned.db");
    expect(readdirSync(folder)).not.toContain("owned.db-shm");
    await store.close();
  });

  test("is synced at every commit, and foreign keys are enforced", async () => {
    const store = await open("pragmas.db");
    expect(await store.sql`PRAGMA synchronous`).toEqual([{ synchronous: 2 }]);
    expect(await store.sql`PRAGMA journal_mode`).toEqual([{ journal_mode: "wal" }]);
    expect(await store.sql`PRAGMA foreign_keys`).toEqual([{ foreign_keys: 1 }]);
    await store.close();
  });

  test("keeps nothing of deleted and changed rows in its files after eraseDeleted", async () => {
    const store = await open("erased.db", {
      migrations: [
        { component: "erased", steps: [["CREATE TABLE patients (id TEXT PRIMARY KEY, name TEXT NOT NULL)"]] },
      ],
    });
    const names = Array.from({ length: 200 }, (_, index) => `Patient ${index} ${"x".repeat(500)} Lovelace`);
    for (const [index, name] of names.entries())
      await store.sql`INSERT INTO patients (id, name) VALUES (${String(index)}, ${name})`;
    const onDisk = () =>
      readdirSync(folder)
        .filter((file) => file.startsWith("erased.db"))
        .some((file) => readFileSync(join(folder, file)).includes("Lovelace"));
    expect(onDisk()).toBe(true);
    await store.sql`UPDATE patients SET name = ${"-"} WHERE id < ${"2"}`;
    await store.sql`DELETE FROM patients WHERE id >= ${"2"}`;
    await store.eraseDeleted();
    expect(onDisk()).toBe(false);
    await expect(store.transaction(() => store.eraseDeleted())).rejects.toMatchObject({ code: "STORE_IN_TRANSACTION" });
    expect(await store.sql`SELECT COUNT(*) AS n FROM patients WHERE name = ${"-"}`).toEqual([{ n: 112 }]);
    await store.close();
  });

  test("throws STORE_DAMAGED when it is not a database", async () => {
    writeFileSync(join(folder, "letter.txt"), "Dear database,\n".repeat(100));
    await expect(open("letter.txt")).rejects.toMatchObject({ code: "STORE_DAMAGED" });
  });

  test("is created together with missing folders", async () => {
    await (await open("deep/down/store.db")).close();
  });
});

describe("the lock of the embedded store", () => {
  test("throws STORE_TIMEOUT after waitTimeoutMs, and serves the callers behind", async () => {
    const store = await open("slow.db", { waitTimeoutMs: 20 });
    let finish: () => void = () => undefined;
    const slow = store.transaction(() => new Promise<void>((resolve) => (finish = resolve)));
    await expect(store.sql`SELECT 1 AS x`).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
    const behind = store.sql`SELECT 2 AS x`;
    finish();
    await slow;
    expect(await behind).toEqual([{ x: 2 }]);
    expect(await store.sql`SELECT 3 AS x`).toEqual([{ x: 3 }]);
    await store.close();
  });

  test("lets running work finish at close, and throws STORE_CLOSED afterwards", async () => {
    const store = await open("closing.db");
    const work = store.transaction(async (sql) => await sql`SELECT 1 AS x`);
    const closing = store.close();
    expect(await work).toEqual([{ x: 1 }]);
    await closing;
    await store.close();
    await expect(store.sql`SELECT 1 AS x`).rejects.toMatchObject({ code: "STORE_CLOSED" });
  });
});
