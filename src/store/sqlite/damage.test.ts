import { copyFileSync, mkdtempSync, openSync, renameSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreError } from "../store-error.ts";
import { openSqlite } from "./index.ts";
import { inspectLog } from "./inspect-log.ts";

const migrations = [{ component: "t", steps: [["CREATE TABLE things (id TEXT PRIMARY KEY, x TEXT NOT NULL)"]] }];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "errata-damage-"));
  await (await openSqlite({ path: join(folder, "backup.db"), migrations })).close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Overwrites a part of a file, as a failing disk does. */
function overwrite(path: string, position: number, bytes: number, value = 0xa5): void {
  writeSync(openSync(path, "r+"), Buffer.alloc(bytes, value), 0, bytes, position);
}

/** Copies the files of a store that has committed `rows` rows in as many transactions, as a killed process leaves them. */
async function leftBehind(name: string, rows: number): Promise<string> {
  const source = join(folder, `${name}-source.db`);
  const store = await openSqlite({ path: source, migrations });
  for (let id = 0; id < rows; id++)
    await store.sql`INSERT INTO things (id, x) VALUES (${String(id)}, ${"x".repeat(500)})`;
  const path = join(folder, `${name}.db`);
  for (const suffix of ["", "-wal"]) copyFileSync(source + suffix, path + suffix);
  await store.close();
  return path;
}

async function countRows(path: string): Promise<unknown> {
  const store = await openSqlite({ path, migrations });
  const [row] = await store.sql<{ rows: number }>`SELECT COUNT(*) AS rows FROM things`;
  await store.close();
  return row?.rows;
}

describe("the write-ahead log at the start", () => {
  it("is read completely if it is intact, and does not exist after the store was closed", async () => {
    const path = await leftBehind("intact", 20);
    const { size } = statSync(`${path}-wal`);
    const log = await inspectLog(path);
    expect(log).toEqual({ bytes: size, readableBytes: size, commits: log?.commits, lostCommits: 0 });
    expect(log?.commits).toBeGreaterThanOrEqual(20);
    expect(await countRows(path)).toBe(20);
    expect(await inspectLog(path)).toBeUndefined();
  });

  it("is rejected with the number of lost transactions if a page in it was overwritten, until it is cut off there", async () => {
    const path = await leftBehind("page", 20);
    const { size } = statSync(`${path}-wal`);
    overwrite(`${path}-wal`, Math.floor(size / 2), 100);
    const error: unknown = await openSqlite({ path, migrations }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "STORE_DAMAGED" });
    const { message } = error as StoreError;
    const [, bytes, lost] = /after (\d+) of \d+ bytes, and at least (\d+) of the transactions/.exec(message) ?? [];
    expect(message).toContain(`truncate -s ${bytes} ${path}-wal`);
    truncateSync(`${path}-wal`, Number(bytes));
    const rows = Number(await countRows(path));
    expect(rows).toBeGreaterThan(5);
    // The transaction of the page itself is not counted if its frame is not recognised.
    expect([20, 19]).toContain(rows + Number(lost));
  });

  it("is rejected if its header was overwritten", async () => {
    const path = await leftBehind("header", 3);
    overwrite(`${path}-wal`, 8, 4);
    await expect(openSqlite({ path, migrations })).rejects.toThrow(/after 0 of \d+ bytes, and all of the transactions/);
  });

  it("is accepted if only the last transaction is incomplete, as after a power failure", async () => {
    const path = await leftBehind("torn", 20);
    truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 10);
    expect(await inspectLog(path)).toMatchObject({ lostCommits: 0 });
    expect(await countRows(path)).toBe(19);
  });

  it("is accepted if older frames follow those of the last checkpoint", async () => {
    const path = join(folder, "older.db");
    const store = await openSqlite({ path, migrations });
    for (let id = 0; id < 20; id++) await store.sql`INSERT INTO things (id, x) VALUES (${String(id)}, ${"x"})`;
    // A checkpoint that keeps the file: the next frames overwrite its start.
    await store.sql`PRAGMA wal_checkpoint(RESTART)`;
    await store.sql`INSERT INTO things (id, x) VALUES (${"last"}, ${"x"})`;
    const log = await inspectLog(path);
    expect(log).toMatchObject({ commits: 1, lostCommits: 0 });
    expect(log?.bytes).toBeGreaterThan(log?.readableBytes ?? 0);
    await store.close();
  });
});

describe("the database at the start", () => {
  it.each([
    ["contains another format", (path: string) => overwrite(path, 0, 4_096, 0x78), /SQLITE_NOTADB/],
    ["was cut off", (path: string) => truncateSync(path, 8_192), /SQLITE_CORRUPT/],
  ])("is reported as damaged if it %s", async (name, damage, message) => {
    const path = join(folder, `${name.replaceAll(" ", "-")}.db`);
    const store = await openSqlite({ path, migrations });
    for (let id = 0; id < 50; id++)
      await store.sql`INSERT INTO things (id, x) VALUES (${String(id)}, ${"x".repeat(500)})`;
    await store.close();
    damage(path);
    await expect(openSqlite({ path, migrations })).rejects.toMatchObject({
      ...{ code: "STORE_DAMAGED", message: expect.stringMatching(message) },
    });
  });
});

describe("the files of an open store", () => {
  it.concurrent.each([
    ["deleted", (path: string) => rmSync(path), /was deleted or moved/],
    ["moved with its log", (path: string) => renameSync(`${path}-wal`, `${path}-moved`), /-wal was deleted or moved/],
    [
      "replaced by a copy",
      (path: string) => {
        copyFileSync(path, `${path}-copy`);
        renameSync(`${path}-copy`, path);
      },
      /was replaced by another file/,
    ],
    [
      "overwritten by a backup",
      (path: string) => copyFileSync(join(folder, "backup.db"), path),
      /was overwritten|cut off/,
    ],
    ["overwritten with zeros", (path: string) => overwrite(path, 0, 4_096, 0), /was overwritten/],
    ["cut off", (path: string) => truncateSync(path, 4_096), /was cut off, from \d+ to 4096 bytes/],
    ["left with an empty log", (path: string) => truncateSync(`${path}-wal`), /-wal was cut off, from \d+ to 0 bytes/],
  ])(
    "are reported within seconds when they are %s, and every later call is rejected",
    async (name, damage, message) => {
      const path = join(folder, `${name.replaceAll(" ", "-")}.db`);
      let report: (error: StoreError) => void = () => undefined;
      const reported = new Promise<StoreError>((resolve) => {
        report = resolve;
      });
      const store = await openSqlite({ path, migrations, onDamage: report });
      await store.sql`INSERT INTO things (id, x) VALUES (${"a"}, ${"x".repeat(20_000)})`;
      await store.eraseDeleted();
      await store.sql`INSERT INTO things (id, x) VALUES (${"b"}, ${"x"})`;
      // The first check has to see the sizes.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      damage(path);
      const error = await reported;
      expect(error).toMatchObject({ code: "STORE_DAMAGED", message: expect.stringMatching(message) });
      await expect(store.sql`INSERT INTO things (id, x) VALUES (${"c"}, ${"x"})`).rejects.toBe(error);
      await store.close();
    },
  );

  it.concurrent.each([
    ["after its header", 32 + 24],
    ["completely", 0],
  ])("are reported when the log was cut off %s, and has grown again by the next check", async (_, bytes) => {
    const path = join(folder, `regrown-${bytes}.db`);
    let report: (error: StoreError) => void = () => undefined;
    const reported = new Promise<StoreError>((resolve) => {
      report = resolve;
    });
    const store = await openSqlite({ path, migrations, onDamage: report });
    const insert = (id: string) => store.sql`INSERT INTO things (id, x) VALUES (${id}, ${"x".repeat(20_000)})`;
    for (let id = 0; id < 5; id++) await insert(String(id));
    // The first check has to see the log.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const { size } = statSync(`${path}-wal`);
    truncateSync(`${path}-wal`, bytes);
    await insert("after");
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(size);
    expect((await reported).message).toContain("-wal was overwritten or cut off");
    await store.close();
  });

  it("are reported when a page that is read is damaged", async () => {
    const path = join(folder, "corrupt.db");
    const first = await openSqlite({ path, migrations });
    for (let id = 0; id < 200; id++)
      await first.sql`INSERT INTO things (id, x) VALUES (${String(id)}, ${"x".repeat(500)})`;
    await first.close();
    overwrite(path, 3 * 4_096, statSync(path).size - 3 * 4_096);
    const reported: StoreError[] = [];
    const store = await openSqlite({ path, migrations, onDamage: (error) => reported.push(error) });
    await expect(store.sql`SELECT SUM(LENGTH(x)) AS total FROM things`).rejects.toMatchObject({
      code: "STORE_DAMAGED",
    });
    expect(reported).toHaveLength(1);
    expect(reported[0]?.message).toContain("SQLITE_CORRUPT");
  });

  it.concurrent("are not reported while the store checkpoints, erases and is closed", async () => {
    const path = join(folder, "busy.db");
    const reported: StoreError[] = [];
    const store = await openSqlite({ path, migrations, onDamage: (error) => reported.push(error) });
    const until = performance.now() + 2_500;
    for (let id = 0; performance.now() < until; id++) {
      await store.sql`INSERT INTO things (id, x) VALUES (${String(id)}, ${"x".repeat(100)})`;
      if (id % 10 === 0) await store.eraseDeleted();
      if (id % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await store.close();
    expect(reported).toEqual([]);
  });
});
