import { describe, expect, test } from "vitest";
import { testEngines } from "../testing/index.ts";
import { forRequest } from "../transaction.ts";
import { audit, balanceMigrations, balances, entriesOfRequest } from "./index.ts";

const earlier = { ...balanceMigrations, steps: balanceMigrations.steps.slice(0, 2) };

describe.each(testEngines.filter(({ name }) => name !== "SQLite in memory"))("the ledger on $name", (engine) => {
  test.skipIf(engine.isAbsent)(
    "gets request ids when it is upgraded, and still accepts entries of the release before",
    async () => {
      const opened = await engine.open([earlier]);
      const { sql } = opened.store;
      await sql`INSERT INTO errata_accounts (unit, account, available, created_at) VALUES ('credits', 'acme', 10, 1)`;
      await sql`
      INSERT INTO errata_grants (unit, account, id, seq, source, priority, amount, remaining, created_at)
      VALUES ('credits', 'acme', 'g', 1, 'plan', 0, 10, 10, 1)`;
      await sql`
      INSERT INTO errata_ledger (unit, idem, account, kind, delta, at) VALUES ('credits', 'grant:g', 'acme', 'granted', 10, 1)`;
      await opened.store.close();

      const store = await opened.reopen([balanceMigrations]);
      const ledger = balances();
      await forRequest("request-1", () =>
        store.transaction((transaction) => ledger.debit(transaction, { id: "d", account: "acme", amount: 4 })),
      );
      await store.sql`
      INSERT INTO errata_ledger (unit, idem, account, kind, delta, at) VALUES ('credits', 'free:x', 'acme', 'freed', 0, 2)`;
      expect(await entriesOfRequest(store.sql, "request-1")).toMatchObject([{ kind: "posted", delta: -4 }]);
      expect(await ledger.history(store.sql, "acme")).toHaveLength(3);
      expect(await audit(store.sql)).toEqual([]);
      await opened.drop();
    },
  );
});
