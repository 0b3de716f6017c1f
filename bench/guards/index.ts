/** Measures the guards: key, rate and plan checks per second, and charges compared with a plain libsql transaction. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract } from "errata";
import { apiKeys, credits, keyFormat, keyManagement, planGate, rateLimit } from "errata/guards";
import { balanceMigrations, balances, keyMigrations, keys, localWindows } from "errata/store";
import { openSqlite } from "errata/store/sqlite";
import Database from "libsql";
import { median } from "../interleave.ts";
import { printTable, ratio } from "../table.ts";

/** Short slices, because the time of a sync of the disk changes from second to second. */
const rounds = 45;
const sliceMs = 80;
const partners = 1_000;
const callers = 16;
const folder = mkdtempSync(join(tmpdir(), "errata-bench-"));

const api = contract({
  name: "imaging",
  version: "1.0.0",
  errors: {
    UNAUTHENTICATED: { kind: "unauthenticated", when: "No key was sent.", message: "An API key is required." },
    INVALID_API_KEY: { kind: "invalid_credential", when: "The key is not good.", message: "The API key is not valid." },
    RATE_LIMITED: { kind: "rate_limited", when: "More than 120 in a minute.", message: "Too many requests." },
    CANNOT_SELL: { kind: "feature_not_entitled", when: "The tier does not sell.", message: "Upgrade the tier." },
    INSUFFICIENT_CREDITS: {
      kind: "insufficient_credits",
      when: "The balance is too low.",
      message: "Too few credits.",
    },
  },
});
const { error } = api;

const store = await openSqlite({ path: join(folder, "errata.db"), migrations: [balanceMigrations, keyMigrations] });
try {
  await decisions();
  await debits();
} finally {
  await store.close();
  rmSync(folder, { recursive: true });
}

/** Checks key, rate and plan for requests of 1,000 partners in turn, all of which are allowed. */
async function decisions(): Promise<void> {
  const format = keyFormat({ prefix: "img", environment: "live" });
  const records = keys();
  const management = keyManagement({ format, store, keys: records });
  const secrets: string[] = [];
  for (let index = 0; index < partners; index += 1)
    secrets.push((await management.mint({ tenant: `p${index}` })).secret);
  const authenticate = apiKeys({
    format,
    store,
    keys: records,
    account: async (tenant) => ({ active: true, plan: tenant === "p0" ? "basic" : "pro" }),
    refusals: {
      missing: error.UNAUTHENTICATED,
      unknown: error.INVALID_API_KEY,
      revoked: error.INVALID_API_KEY,
      expired: error.INVALID_API_KEY,
      inactive: error.INVALID_API_KEY,
    },
  });
  const limit = rateLimit({
    windows: localWindows(),
    policies: [{ name: "minute", limit: 1_000_000, windowSec: 60 }],
    exceeded: error.RATE_LIMITED,
  });
  const plans = planGate({
    plans: [
      { name: "basic", features: { sell: true } },
      { name: "pro", features: { sell: true } },
    ],
    denied: error.CANNOT_SELL,
  });
  const check = async (index: number): Promise<void> => {
    const caller = await authenticate(secrets[index % partners] ?? null);
    await limit(caller.tenant);
    plans.feature({ plan: caller.account.plan }, "sell");
  };
  for (let index = 0; index < partners * 20; index += 1) await check(index);
  const perSec = await perSecond([check]);
  const measured = median(perSec[0] ?? []);
  process.stdout.write(
    `key + rate + plan, ${partners} partners, cached keys, one core: ${Math.round(measured)} decisions/s, ` +
      `target 20000: ${measured >= 20_000 ? "met" : "MISSED"}\n\n`,
  );
}

/** Charges ten credits: through the ledger, and with the two statements that any ledger needs, in a separate file. */
async function debits(): Promise<void> {
  const ledger = balances();
  await store.transaction((sql) => ledger.grant(sql, { id: "g", account: "p", amount: 1e12, source: "purchase" }));
  const guard = credits({ store, balances: ledger, insufficient: error.INSUFFICIENT_CREDITS });
  const raw = rawDebit();
  const debit = (): Promise<void> =>
    guard.debit({ account: "p", amount: 10 }, async () => undefined, { sqlOnly: true });
  const charge = (): Promise<void> => guard.charge({ account: "p", amount: 10 }, async () => undefined);
  const rates = await perSecond([
    async () => raw.debit(),
    debit,
    charge,
    () => concurrently(callers, debit),
    () => concurrently(callers, charge),
  ]);
  raw.close();
  const base = rates[0] ?? [];
  const paired = (index: number, calls = 1): number =>
    median((rates[index] ?? []).map((rate, round) => (rate * calls) / (base[round] ?? Number.NaN)));
  const row = (name: string, index: number, calls = 1): string[] => [
    name,
    (median(rates[index] ?? []) * calls).toFixed(0),
    ratio(paired(index, calls), 1),
  ];
  process.stdout.write("durable charges on SQLite (WAL, synchronous=FULL); each synced before it resolves\n");
  printTable(
    ["case", "per s", "vs raw"],
    [
      row("raw libsql: BEGIN, UPDATE … RETURNING, INSERT, COMMIT", 0),
      row("credits.debit, one caller", 1),
      row("credits.charge (reserve, then commit), one caller", 2),
      row(`credits.debit, ${callers} callers`, 3, callers),
      row(`credits.charge, ${callers} callers`, 4, callers),
    ],
  );
  const alone = paired(1);
  const loaded = paired(3, callers);
  process.stdout.write(
    `target: debit at least 0.7x of raw with one caller: ${alone.toFixed(2)}x, ${alone >= 0.7 ? "met" : "MISSED"}; ` +
      `at least 0.8x with ${callers} callers: ${loaded.toFixed(2)}x, ${loaded >= 0.8 ? "met" : "MISSED"}\n`,
  );
}

/** Runs several calls at the same time, as a server under load does. */
async function concurrently(count: number, run: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: count }, run));
}

function rawDebit(): { debit(): void; close(): void } {
  const database = new Database(join(folder, "raw.db"));
  database.exec("PRAGMA journal_mode=WAL");
  database.exec("PRAGMA synchronous=FULL");
  database.exec("CREATE TABLE account (id TEXT PRIMARY KEY, available BIGINT NOT NULL CHECK (available >= 0))");
  database.exec("CREATE TABLE ledger (id TEXT PRIMARY KEY, account TEXT NOT NULL, delta BIGINT NOT NULL)");
  database.exec("INSERT INTO account VALUES ('p', 1000000000000)");
  const updateAccount = database.prepare(
    "UPDATE account SET available = available - ? WHERE id = ? AND available >= ? RETURNING available",
  );
  const insertEntry = database.prepare("INSERT INTO ledger VALUES (?, ?, ?)");
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  return {
    debit() {
      begin.run();
      updateAccount.all(10, "p", 10);
      insertEntry.run(crypto.randomUUID(), "p", -10);
      commit.run();
    },
    close: () => database.close(),
  };
}

/** Runs the cases in alternating slices, and returns the rate of every slice. */
async function perSecond(
  cases: readonly ((index: number) => Promise<unknown>)[],
): Promise<readonly (readonly number[])[]> {
  const rates = cases.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [position, run] of cases.entries()) {
      const start = performance.now();
      let count = 0;
      while (performance.now() - start < sliceMs) await run(count++);
      rates[position]?.push((count * 1_000) / (performance.now() - start));
    }
  }
  return rates;
}
