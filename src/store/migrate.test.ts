import { describe, expect, test } from "vitest";
import { openPostgres } from "./postgres/index.ts";
import type { Migrations } from "./store.ts";
import { testEngines } from "./testing/index.ts";

const first = ["CREATE TABLE notes (id BIGINT PRIMARY KEY)", "INSERT INTO notes (id) VALUES (1)"];
const second = ["ALTER TABLE notes ADD COLUMN body TEXT NOT NULL DEFAULT 'none'"];
const upTo = (...steps: string[][]): Migrations => ({ component: "notes", steps });

describe.each(testEngines.filter(({ name }) => name !== "SQLite in memory"))("migrations on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("when the store opens", () => {
    test("runs each step once and in order, across several openings", async () => {
      const opened = await engine.open([upTo(first)]);
      await opened.store.close();
      const again = await opened.reopen([upTo(first, second)]);
      expect(await again.sql`SELECT id, body FROM notes`).toEqual([{ id: 1, body: "none" }]);
      expect(await again.sql`SELECT component, version FROM errata_migrations ORDER BY version`).toEqual([
        { component: "notes", version: 1 },
        { component: "notes", version: 2 },
      ]);
      await opened.drop();
    });

    test("throws STORE_NEWER with both versions and the fix when the tables are newer than the code", async () => {
      const opened = await engine.open([upTo(first, second)]);
      await opened.store.close();
      await expect(opened.reopen([upTo(first)])).rejects.toMatchObject({
        code: "STORE_NEWER",
        message: expect.stringMatching(/"notes" are at version 2.*supports version 1.*Run the newer release/),
      });
      const again = await opened.reopen([upTo(first, second)]);
      expect(await again.sql`SELECT id FROM notes`).toHaveLength(1);
      await opened.drop();
    });

    test("runs the statements of its engine only, and counts a step without any", async () => {
      const other = engine.engine === "sqlite" ? "postgres" : "sqlite";
      const [ours, theirs] = [{ [other]: "" }, { [other]: "no SQL" }] as const;
      const step = [
        { ...ours, [engine.engine]: "CREATE TABLE notes (id BIGINT PRIMARY KEY)" },
        { ...theirs, [engine.engine]: "" },
      ];
      const migrations = {
        component: "notes",
        steps: [step, [{ ...theirs, [engine.engine]: "" }]],
      } as unknown as Migrations;
      const opened = await engine.open([migrations]);
      expect(await opened.store.sql`SELECT id FROM notes`).toEqual([]);
      expect(await opened.store.sql`SELECT MAX(version) AS version FROM errata_migrations`).toEqual([{ version: 2 }]);
      await opened.drop();
    });

    test("rolls back a failed step and keeps the steps before it", async () => {
      const opened = await engine.open([]);
      await opened.store.close();
      const broken = upTo(first, ["INSERT INTO notes (id) VALUES (2)", "INSERT INTO nowhere (id) VALUES (1)"]);
      await expect(opened.reopen([broken])).rejects.toThrow(/nowhere/);
      const again = await opened.reopen([upTo(first)]);
      expect(await again.sql`SELECT id FROM notes`).toEqual([{ id: 1 }]);
      await opened.drop();
    });

    test("rejects two components with the same name", async () => {
      await expect(engine.open([upTo(first), upTo(second)])).rejects.toThrow(/"notes"/);
    });
  });
});

const url = process.env.ERRATA_TEST_POSTGRES ?? "";
describe.skipIf(url === "")("migrations on PostgreSQL (ERRATA_TEST_POSTGRES)", () => {
  test("run each step once when 8 stores open a new schema at the same time", async () => {
    const [engine] = testEngines.filter(({ engine: kind }) => kind === "postgres");
    const opened = await engine!.open([]);
    const [row] = await opened.store.sql`SELECT current_schema() AS schema`;
    const schema = String(row?.schema);
    const migrations = [upTo(first, second)];
    const stores = await Promise.all(Array.from({ length: 8 }, () => openPostgres({ url, schema, migrations })));
    for (const { sql } of stores) expect(await sql`SELECT id, body FROM notes`).toEqual([{ id: 1, body: "none" }]);
    for (const store of stores) await store.close();
    await opened.drop();
  });
});
