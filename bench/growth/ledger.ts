import {
  audit,
  balanceMigrations,
  balances,
  idempotencyMigrations,
  idempotencyRecords,
  keyMigrations,
  keys,
} from "errata/store";
import { pages } from "./pages.ts";
import { type Subject, start } from "./subject.ts";

/** The ledger, the keys and the idempotency keys of the library. */
export const ledger: Subject = {
  migrations: [balanceMigrations, keyMigrations, idempotencyMigrations],
  rows: [
    {
      isOne: true,
      into: "errata_accounts (unit, account, available, created_at)",
      values: "'credits', 'big', 1000000000, 0",
    },
    {
      into: "errata_grants (unit, account, id, seq, source, priority, amount, remaining, created_at)",
      values: `'credits', 'big', 'used-' || n, n, 'plan', 0, 1, 0, ${start} + n`,
    },
    {
      isOne: true,
      into: "errata_grants (unit, account, id, seq, source, priority, amount, remaining, created_at)",
      values: "'credits', 'big', 'open', 0, 'plan', 0, 1000000000, 1000000000, 0",
    },
    {
      into: "errata_reservations (unit, id, account, amount, allocation, state, posted, created_at, expires_at, resolved_at)",
      values: `'credits', 'r' || n, 'big', 1, '[["used-' || n || '",1,null]]', 'posted', 1, ${start} + n, ${start} + n, ${start} + n`,
    },
    {
      into: "errata_ledger (unit, idem, account, kind, delta, reservation, at)",
      values: `'credits', 'commit:r' || n, 'big', 'posted', -1, 'r' || n, ${start} + n`,
    },
    {
      into: "errata_ledger (unit, idem, account, kind, delta, at)",
      values: `'credits', 'grant:used-' || n, 'big', 'granted', 1, ${start} + n`,
    },
    {
      isOne: true,
      into: "errata_ledger (unit, idem, account, kind, delta, at)",
      values: "'credits', 'grant:open', 'big', 'granted', 1000000000, 0",
    },
    {
      into: "errata_keys (id, tenant, prefix, start, hash, scopes, environment, created_at)",
      values: `'k' || n, 'big', 'pk', 'abcd', 'hash' || n, '["user:' || n || '"]', 'user', ${start} + n`,
    },
    {
      isOne: true,
      into: "errata_keys (id, tenant, prefix, start, hash, scopes, environment, created_at)",
      values: `'live', 'big', 'pk', 'abcd', 'hash', '["all"]', 'live', ${start}`,
    },
    {
      into: "errata_key_scopes (tenant, scope, created_at, key_id)",
      values: `'big', CASE WHEN n <= 25 THEN 'user:7' ELSE 'user:' || n END, ${start} + n, 'k' || n`,
    },
    {
      into: "errata_idempotency (tenant, operation, idempotency_key, fingerprint, token, lease_until, attempts, status, headers, body, created_at, expires_at, subject)",
      values: `'big', 'POST /x', 'i' || n, 'f', 't', 0, 1, 200, '{}', '{}', ${start}, 9000000000000, 'thing-' || n || '/part'`,
    },
  ],
  after: [{ sqlite: "UPDATE errata_grants SET is_open = 0 WHERE remaining = 0", postgres: "" }],
  operations(store, count) {
    const { sql } = store;
    const credits = balances();
    const records = keys();
    const stored = idempotencyRecords();
    return [
      {
        name: "debit",
        run: (round) =>
          store.transaction((tx) => credits.debit(tx, { id: `d${round}`, account: "big", amount: 1 }), {
            sqlOnly: true,
          }),
      },
      {
        name: "grant",
        run: (round) =>
          store.transaction((tx) => credits.grant(tx, { id: `g${round}`, account: "big", amount: 1, source: "plan" }), {
            sqlOnly: true,
          }),
      },
      { name: "credits", run: () => credits.read(sql, "big") },
      ...pages(count, "history", ({ limit, cursor }) =>
        credits.history(sql, "big", { limit, before: { at: cursor.createdAt, id: cursor.id } }),
      ),
      ...pages(
        count,
        "keys",
        ({ limit, cursor, scope, environments }) =>
          records.page(sql, "big", { limit, after: cursor, scope, environments }),
        { scope: "user:7", environments: ["live", "test"] },
      ),
      {
        name: "claim and finish an idempotency key",
        async run(round) {
          const lease = { tenant: "big", operation: "POST /x", key: `new${round}`, token: "t" };
          await stored.claim(sql, { ...lease, fingerprint: "f" });
          await stored.finish(sql, lease, { status: 200, headers: {}, body: "{}" });
        },
      },
      { name: "forget the responses about a thing", run: (round) => stored.forget(sql, "big", `thing-${round + 1}`) },
      {
        name: "purge a batch of the ledger",
        run: () => store.transaction((tx) => credits.purge(tx), { sqlOnly: true }),
        rounds: 10,
      },
      { name: "audit (not a request)", run: () => audit(sql), rounds: 1 },
    ];
  },
};
