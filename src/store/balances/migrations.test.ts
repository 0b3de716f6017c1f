import { describe, expect, test } from "vitest";
import type { TransactionSql } from "../store.ts";
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

  test.skipIf(engine.isAbsent)(
    "keeps histories, charges, totals and what is open when tables of the release before are upgraded",
    async () => {
      const opened = await engine.open([{ ...balanceMigrations, steps: balanceMigrations.steps.slice(0, 4) }]);
      await opened.store.transaction(fillLastRelease);
      await opened.store.close();

      const store = await opened.reopen([balanceMigrations]);
      const ledger = balances({ clock: () => 5_000, retentionMs: 1_000 });
      const change = <Result>(work: (sql: TransactionSql) => Promise<Result>) => store.transaction(work);
      expect(await audit(store.sql)).toEqual([]);
      expect((await ledger.history(store.sql, "acme")).map(({ id }) => id)).toEqual([
        "grant:due",
        "commit:late",
        "commit:d",
        "grant:g",
        "total:1969-12:posted:acme",
        "grant:used",
      ]);
      expect(await entriesOfRequest(store.sql, "request-d")).toMatchObject([{ id: "commit:d", delta: -4 }]);
      expect(await change((sql) => ledger.expire(sql))).toEqual({ reservations: 1, grants: 1 });
      const grant = { id: "g", account: "acme", amount: 20, source: "plan" };
      expect(await change((sql) => ledger.grant(sql, grant))).toMatchObject({ isRepeat: true });
      expect(await change((sql) => ledger.debit(sql, { id: "d", account: "acme", amount: 4 }))).toMatchObject({
        isRepeat: true,
      });
      expect(await change((sql) => ledger.refund(sql, { id: "f", reservation: "d", amount: 1 }))).toMatchObject({
        status: "refunded",
      });
      expect(await ledger.read(store.sql, "acme")).toMatchObject({ available: 15, reserved: 0 });
      expect(await audit(store.sql)).toEqual([]);
      expect(await change((sql) => ledger.purge(sql))).toEqual({ entries: 5, reservations: 2 });
      expect(await ledger.read(store.sql, "acme")).toMatchObject({ available: 15, reserved: 0 });
      expect(await audit(store.sql)).toEqual([]);
      await opened.drop();
    },
  );
});

/** Writes what nodes of the last release wrote, some of which read the clock twice for one charge. */
async function fillLastRelease(sql: TransactionSql): Promise<void> {
  await sql`INSERT INTO errata_accounts (unit, account, available, reserved, created_at) VALUES ('credits', 'acme', 17, 3, 1)`;
  for (const [id, seq, amount, remaining, expiresAt] of [
    ["used", 1, 9, 0, null],
    ["g", 2, 20, 11, null],
    ["due", 3, 6, 6, 4_000],
  ] as const)
    await sql`
      INSERT INTO errata_grants (unit, account, id, seq, source, priority, amount, remaining, expires_at, created_at)
      VALUES ('credits', 'acme', ${id}, ${seq}, 'plan', 0, ${amount}, ${remaining}, ${expiresAt}, ${seq})`;
  for (const [id, amount, state, late, posted, endedAt] of [
    ["d", 4, "posted", null, 4, 30],
    ["late", 2, "expired", "debited", 2, 20],
    ["held", 3, "pending", null, 0, null],
  ] as const)
    await sql`
      INSERT INTO errata_reservations
        (unit, id, account, amount, allocation, state, late, posted, created_at, expires_at, resolved_at)
      VALUES ('credits', ${id}, 'acme', ${amount}, ${`[["g",${amount},null]]`}, ${state}, ${late}, ${posted}, 10, 1000, ${endedAt})`;
  for (const [id, kind, delta, reservation, at, entries] of [
    ["grant:used", "granted", 9, null, -9, null],
    ["total:1969-12:posted:acme", "posted", -9, null, 1, 9],
    ["grant:g", "granted", 20, null, 2, null],
    ["commit:d", "posted", -4, "d", 31, null],
    ["commit:late", "posted", -2, "late", 40, null],
    ["grant:due", "granted", 6, null, 50, null],
  ] as const)
    await sql`
      INSERT INTO errata_ledger (unit, idem, account, kind, delta, reservation, at, entries, request_id)
      VALUES ('credits', ${id}, 'acme', ${kind}, ${delta}, ${reservation}, ${at}, ${entries}, ${reservation && `request-${reservation}`})`;
}
