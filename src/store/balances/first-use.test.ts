import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store, TransactionSql } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { audit, balanceMigrations, balances } from "./index.ts";

const engines = testEngines.filter(({ engine }) => engine === "postgres");

describe.each(engines)("the first use of an account on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    const units = balances({ unit: "units" });
    let opened: TestStore;
    /** The store of another process, whose transactions run beside those of the first one. */
    let other: Store;
    beforeAll(async () => {
      opened = await engine.open([balanceMigrations]);
      other = await opened.reopen([balanceMigrations]);
    });
    afterAll(() => opened.drop());

    /** Another transaction that creates the account and reserves 1 of it. */
    const useFirst = (account: string, id: string) =>
      other.transaction(async (sql) => {
        await units.setCapacity(sql, account, 10);
        await units.reserve(sql, { id, account, amount: 1, expiresAt: 2 ** 50 });
      });

    /** Whether a transaction holds the lock of an account. */
    const isLocked = (account: string) =>
      other
        .transaction((sql) => sql`SELECT 1 AS x FROM errata_accounts WHERE account = ${account} FOR UPDATE NOWAIT`)
        .then(
          () => false,
          () => true,
        );

    type Job = (statement: string, earlier: Promise<unknown>) => Promise<unknown> | undefined;

    /** Runs a job before a statement is sent. The job receives the result of the statement before. */
    function interrupted(sql: TransactionSql, job: Job): TransactionSql {
      let earlier: Promise<unknown> = Promise.resolve();
      return new Proxy(sql, {
        apply(target, self, args: any[]) {
          const send = (): Promise<unknown> => Reflect.apply(target as any, self, args);
          const waiting = job(args[0].join(""), earlier);
          earlier = waiting === undefined ? send() : waiting.then(send);
          return earlier;
        },
      });
    }

    /** Runs a job once, when a statement that locks has run, and before the one that is sent together with it. */
    function afterLock(job: () => Promise<unknown>): Job {
      let step = 0;
      return (statement, earlier) => {
        if (step === 0 && statement.includes("FOR UPDATE")) step = 1;
        else if (step === 1) {
          step = 2;
          return earlier.then(job);
        }
        return undefined;
      };
    }

    test("reads an account that appears after the lock only once it is locked", async () => {
      let wasLocked: boolean | undefined;
      const appear = afterLock(() => useFirst("a", "r1"));
      await opened.store.transaction((sql) =>
        units.setCapacity(
          interrupted(sql, (statement, earlier) => {
            if (wasLocked !== undefined || !statement.includes("UPDATE errata_accounts"))
              return appear(statement, earlier);
            return isLocked("a").then((locked) => {
              wasLocked = locked;
            });
          }),
          "a",
          10,
        ),
      );
      expect(wasLocked).toBe(true);
      expect(await units.read(opened.store.sql, "a")).toMatchObject({ available: 9, reserved: 1, used: 0 });
    });

    test("charges no reservation that appears after the lock of its account", async () => {
      const appear = afterLock(() => useFirst("b", "r2"));
      const result = await opened.store.transaction((sql) => units.commit(interrupted(sql, appear), { id: "r2" }));
      expect(result).toEqual({ status: "unknown" });
      const again = await opened.store.transaction((sql) => units.commit(sql, { id: "r2" }));
      expect(again).toMatchObject({ status: "committed", amount: 1 });
    });

    test("counts every reservation of callers that use an account first at the same time", async () => {
      await Promise.all(Array.from({ length: 8 }, (_, index) => useFirst("c", `c${index}`)));
      for (let index = 0; index < 8; index += 1)
        await opened.store.transaction((sql) => units.commit(sql, { id: `c${index}` }));
      expect(await units.read(opened.store.sql, "c")).toMatchObject({ used: 8, reserved: 0 });
      expect(await audit(opened.store.sql, "units")).toEqual([]);
    });
  });
});
