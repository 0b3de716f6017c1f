import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPostgres } from "../postgres/index.ts";
import { openSqlite } from "../sqlite/index.ts";
import type { SqlInput, Store, TransactionSql } from "../store.ts";
import { logStatements, type StatementLog, type TestStore, testEngines } from "../testing/index.ts";
import { audit, balanceMigrations, balances } from "./index.ts";

const engines = testEngines.filter(({ engine }) => engine === "postgres");
const oneStatement = [expect.stringContaining("SELECT errata_take(")];

describe.each(engines)("a debit on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    const ledger = balances({ clock: () => nowMs });
    let nowMs = 1_000;
    let opened: TestStore;
    let log: StatementLog;
    let store: Store;
    beforeAll(async () => {
      opened = await engine.open([balanceMigrations]);
      const [row] = await opened.store.sql<{ schema: string }>`SELECT current_schema() AS schema`;
      log = await logStatements(process.env.ERRATA_TEST_POSTGRES ?? "");
      store = await openPostgres({ url: log.url, schema: row?.schema, maxConnections: 1, migrations: [] });
      const grant = { account: "a", amount: 10, source: "plan" };
      await store.transaction((sql) => ledger.grant(sql, { ...grant, id: "first", expiresAt: 9_000 }));
      await store.transaction((sql) => ledger.grant(sql, { ...grant, id: "second", priority: 1 }));
      await store.transaction((sql) => ledger.grant(sql, { ...grant, id: "third", priority: 2 }));
      await ledger.debit(store, { id: "prepares the statement", account: "a", amount: 0 });
      log.take();
    });
    afterAll(async () => {
      expect(await audit(opened.store.sql)).toEqual([]);
      await store.close();
      await log.stop();
      await opened.drop();
    });

    test.each([
      [
        "of enough credits",
        { id: "d1", account: "a", amount: 15 },
        { status: "committed", amount: 15, isRepeat: false },
      ],
      [
        "that repeats an id",
        { id: "d1", account: "a", amount: 15 },
        { status: "committed", amount: 15, isRepeat: true },
      ],
      ["that uses an id for another amount", { id: "d1", account: "a", amount: 1 }, { status: "conflict" }],
      ["that uses an id for another account", { id: "d1", account: "b", amount: 15 }, { status: "conflict" }],
      [
        "of too many credits",
        { id: "d2", account: "a", amount: 16 },
        {
          status: "insufficient",
          required: 16,
          available: 15,
          reserved: 0,
          breakdown: [
            { source: "plan", remaining: 5, expiresAt: null },
            { source: "plan", remaining: 10, expiresAt: null },
          ],
        },
      ],
      [
        "of an unknown account",
        { id: "d3", account: "nobody", amount: 1 },
        { status: "insufficient", required: 1, available: 0, reserved: 0, breakdown: [] },
      ],
      ["of nothing", { id: "d4", account: "new", amount: 0 }, { status: "committed", amount: 0, isRepeat: false }],
    ] as const)("%s is one statement, without BEGIN and COMMIT", async (_case, request, result) => {
      expect(await ledger.debit(store, request)).toEqual(result);
      expect(log.take()).toEqual(oneStatement);
    });

    test("of an amount that is reserved is refused in one statement, like a second reservation of it", async () => {
      const reservation = { id: "r1", account: "a", amount: 15, expiresAt: 5_000 };
      expect(await ledger.reserve(store, reservation)).toMatchObject({ status: "reserved", isRepeat: false });
      expect(await ledger.reserve(store, reservation)).toMatchObject({ status: "reserved", isRepeat: true });
      const refused = { status: "insufficient", available: 0, reserved: 15, breakdown: [] };
      expect(await ledger.debit(store, { id: "d5", account: "a", amount: 1 })).toMatchObject(refused);
      expect(await ledger.reserve(store, { ...reservation, id: "r2" })).toMatchObject(refused);
      expect(log.take()).toEqual([...oneStatement, ...oneStatement, ...oneStatement, ...oneStatement]);
    });

    test("expires reservations and grants first, in a transaction", async () => {
      nowMs = 9_000;
      expect(await ledger.debit(store, { id: "d6", account: "a", amount: 15 })).toMatchObject({ status: "committed" });
      const statements = log.take();
      expect(statements.at(0)).toContain("errata_take");
      expect(statements.at(1)).toBe("BEGIN");
      expect(statements.at(-1)).toBe("COMMIT");
    });

    test("in the caller's transaction is one statement between BEGIN and COMMIT", async () => {
      await store.transaction((sql) => ledger.grant(sql, { id: "more", account: "a", amount: 5, source: "plan" }));
      log.take();
      await store.transaction((sql) => ledger.debit(sql, { id: "d7", account: "a", amount: 5 }));
      expect(log.take()).toEqual(["BEGIN", ...oneStatement, "COMMIT"]);
    });

    test("reads the grants as of after the wait for the account's lock", async () => {
      await store.transaction((sql) => ledger.grant(sql, { id: "shared", account: "s", amount: 100, source: "plan" }));
      const other = opened.store;
      const debits = Array.from({ length: 60 }, (_, index) =>
        ledger.debit(other, { id: `s${index}`, account: "s", amount: 3 }),
      );
      const statuses = (await Promise.all(debits)).map(({ status }) => status);
      expect(statuses.filter((status) => status === "committed")).toHaveLength(33);
      expect(await ledger.read(other.sql, "s")).toMatchObject({ available: 1 });
    });
  });
});

describe("a debit on the embedded store", () => {
  const ledger = balances({ clock: () => nowMs });
  let nowMs = 1_000;
  let store: Store;
  beforeAll(async () => {
    store = await openSqlite({ path: ":memory:", migrations: [balanceMigrations] });
  });
  afterAll(async () => {
    expect(await audit(store.sql)).toEqual([]);
    await store.close();
  });

  /** Runs an operation in a transaction, and returns its result with the beginnings of its statements. */
  async function log<Result>(run: (sql: TransactionSql) => Promise<Result>): Promise<[Result, ...string[]]> {
    const statements: string[] = [];
    const result = await store.transaction((sql) => {
      const logged = (text: TemplateStringsArray, ...values: readonly SqlInput[]) => {
        statements.push(text.join("?").trim().split(/\s+/, 3).join(" "));
        return sql(text, ...values);
      };
      return run(Object.assign(logged as TransactionSql, { engine: sql.engine, isTransaction: sql.isTransaction }));
    });
    return [result, ...statements];
  }

  const insert = "INSERT INTO errata_take";

  test("is one statement when the grant that is spent first covers it, like a reservation", async () => {
    const id = 'größe "1"\\\n';
    const grants = [
      { id, account: "a", amount: 10, source: "plan", expiresAt: 9_000 },
      { id: "later", account: "a", amount: Number.MAX_SAFE_INTEGER - 10, source: "plan" },
    ];
    for (const grant of grants) await store.transaction((sql) => ledger.grant(sql, grant));
    expect(await log((sql) => ledger.debit(sql, { id: "d1", account: "a", amount: 4 }))).toEqual([
      { status: "committed", amount: 4, isRepeat: false },
      insert,
    ]);
    expect(await log((sql) => ledger.reserve(sql, { id: "r1", account: "a", amount: 6, expiresAt: 5_000 }))).toEqual([
      { status: "reserved", amount: 6, expiresAt: 5_000, isRepeat: false },
      insert,
    ]);
    expect(await ledger.read(store.sql, "a")).toMatchObject({ available: Number.MAX_SAFE_INTEGER - 10, reserved: 6 });
    expect(
      await store.sql`SELECT id, allocation, state, posted, resolved_at FROM errata_reservations ORDER BY id`,
    ).toEqual([
      { id: "d1", allocation: JSON.stringify([[id, 4, 9_000]]), state: "posted", posted: 4, resolved_at: 1_000 },
      { id: "r1", allocation: JSON.stringify([[id, 6, 9_000]]), state: "pending", posted: 0, resolved_at: null },
    ]);
  });

  test("keeps the exact amount, up to the largest", async () => {
    const amount = Number.MAX_SAFE_INTEGER;
    await store.transaction((sql) => ledger.grant(sql, { id: "g", account: "large", amount, source: "plan" }));
    expect((await log((sql) => ledger.debit(sql, { id: "all", account: "large", amount }))).slice(1)).toEqual([insert]);
    const refund = { id: "f", reservation: "all", amount };
    expect(await store.transaction((sql) => ledger.refund(sql, refund))).toMatchObject({ status: "refunded" });
    expect(await ledger.read(store.sql, "large")).toMatchObject({ available: amount });
  });

  test("that repeats an id, or needs several grants or expires one, runs in steps", async () => {
    const repeat = await log((sql) => ledger.debit(sql, { id: "d1", account: "a", amount: 4 }));
    expect(repeat[0]).toEqual({ status: "committed", amount: 4, isRepeat: true });
    for (const [id, amount] of [
      ["b1", 5],
      ["b2", 5],
    ] as const)
      await store.transaction((sql) =>
        ledger.grant(sql, { id, account: "b", amount, source: id, expiresAt: 2_000 + amount }),
      );
    const several = await log((sql) => ledger.debit(sql, { id: "d2", account: "b", amount: 7 }));
    expect(several[0]).toMatchObject({ status: "committed", isRepeat: false });
    nowMs = 3_000;
    const expired = await log((sql) => ledger.debit(sql, { id: "d3", account: "b", amount: 1 }));
    expect(expired[0]).toMatchObject({ status: "insufficient", available: 0 });
    for (const [, ...statements] of [repeat, several, expired]) {
      expect(statements[0]).toBe(insert);
      expect(statements.length).toBeGreaterThan(2);
    }
  });
});
