import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contract } from "../../contract/index.ts";
import { keyMigrations, keys, type Migrations, reportChanges, type Store } from "../../store/index.ts";
import { type TestStore, testEngines } from "../../store/testing/index.ts";
import { type ApiKeyGuard, apiKeys } from "./api-keys.ts";
import { keyFormat } from "./key-format.ts";
import { type KeyManagement, keyManagement } from "./key-management.ts";

const { error } = contract({
  name: "keys",
  version: "1.0.0",
  errors: {
    INVALID_API_KEY: { kind: "invalid_credential", when: "The key is not valid.", message: "Invalid key." },
    INACTIVE: { kind: "account_restricted", when: "The account is inactive.", message: "Account inactive." },
  },
});
const { INVALID_API_KEY: invalid, INACTIVE: inactive } = error;
const refusals = { missing: invalid, unknown: invalid, revoked: invalid, expired: invalid, inactive };
const format = keyFormat({ prefix: "imk", environment: "live" });
const accounts: Migrations = {
  component: "accounts",
  steps: [
    ["CREATE TABLE accounts (id TEXT PRIMARY KEY, plan TEXT NOT NULL)"],
    reportChanges({ table: "accounts", columns: ["plan"], kind: "tenant", identifiedBy: "id" }),
  ],
};
interface Account {
  readonly active: boolean;
  readonly plan: string;
}
const engine = testEngines.find(({ engine: kind }) => kind === "postgres");

describe.skipIf(engine === undefined || engine.isAbsent)("two processes on PostgreSQL (ERRATA_TEST_POSTGRES)", () => {
  let opened: TestStore;
  let other: Store;
  let management: KeyManagement;
  let guard: ApiKeyGuard<Account>;
  // The clock stands still, so no cached key or account ever becomes too old.
  const clock = () => 1_700_000_000_000;
  beforeAll(async () => {
    opened = await engine!.open([keyMigrations, accounts]);
    other = await opened.reopen([]);
    const records = keys({ clock });
    management = keyManagement({ format, store: opened.store, keys: records, clock });
    guard = apiKeys<Account>({
      ...{ format, store: other, keys: records, refusals, clock },
      async account(id) {
        const [row] = await other.sql<{ plan: string }>`SELECT plan FROM accounts WHERE id = ${id}`;
        return row && { active: row.plan !== "none", plan: row.plan };
      },
    });
    await opened.store.sql`INSERT INTO accounts (id, plan) VALUES ('acme', 'free')`;
  });
  afterAll(async () => {
    await other.close();
    await opened.drop();
  });
  const within = { timeout: 5_000, interval: 20 };

  /** Waits until the guard receives changes: it connects in the background. */
  async function connected(secret: string): Promise<void> {
    let turn = 0;
    const plan = async (): Promise<boolean> => {
      const next = `plan ${turn++}`;
      await opened.store.sql`UPDATE accounts SET plan = ${next} WHERE id = 'acme'`;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return (await guard(secret)).account.plan === next;
    };
    await expect.poll(plan, within).toBe(true);
  }

  it("a revocation in one reaches the other within a second, although the key is cached", async () => {
    const { secret, key } = await management.mint({ tenant: "acme" });
    await connected(secret);
    const start = performance.now();
    await management.revoke("acme", key.id);
    await expect.poll(() => guard(secret).catch(({ code }) => code), within).toBe("INVALID_API_KEY");
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it("a rotation without a grace period and a change of the account reach the other within a second", async () => {
    const { secret, key } = await management.mint({ tenant: "acme" });
    await connected(secret);
    const start = performance.now();
    await management.rotate("acme", key.id, 0);
    await expect.poll(() => guard(secret).catch(({ code }) => code), within).toBe("INVALID_API_KEY");
    const { secret: second } = await management.mint({ tenant: "acme" });
    await guard(second);
    await opened.store.sql`UPDATE accounts SET plan = 'none' WHERE id = 'acme'`;
    await expect.poll(() => guard(second).catch(({ code }) => code), within).toBe("INACTIVE");
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
