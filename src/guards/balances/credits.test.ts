import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ApiError, contract } from "../../contract/index.ts";
import { audit, balanceMigrations, balances, type Store, StoreError } from "../../store/index.ts";
import { type TestStore, testEngines } from "../../store/testing/index.ts";
import { type CreditEvent, type CreditsGuard, credits } from "./credits.ts";

const api = contract({
  name: "credits",
  version: "1.0.0",
  errors: {
    INSUFFICIENT_CREDITS: {
      kind: "insufficient_credits",
      when: "The balance is too low.",
      message: "Need {required} credits.",
      details: z.object({
        required: z.number(),
        current: z.number(),
        shortfall: z.number(),
        breakdown: z.array(z.object({ source: z.string(), remaining: z.number(), expiresAt: z.string().nullable() })),
      }),
    },
    DUPLICATE: {
      kind: "conflict",
      when: "The key was used before.",
      message: "Used before: {state}.",
      details: z.object({ state: z.string() }),
    },
  },
});
const domain = { component: "test_domain", steps: [["CREATE TABLE made (id TEXT PRIMARY KEY)"]] };

describe.each(testEngines)("credits on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let store: Store;
    let now = 1_000_000;
    let sequence = 0;
    const clock = (): number => now;
    const ledger = balances({ clock });
    const events: CreditEvent[] = [];

    beforeAll(async () => {
      opened = await engine.open([balanceMigrations, domain]);
      store = opened.store;
    });
    afterAll(() => opened.drop());

    const guardOf = (over: Partial<Parameters<typeof credits>[0]> = {}): CreditsGuard =>
      credits({
        store,
        balances: ledger,
        insufficient: api.error.INSUFFICIENT_CREDITS,
        duplicate: api.error.DUPLICATE,
        clock,
        observe: (event) => events.push(event),
        ...over,
      });
    const accountWith = async (amount: number): Promise<string> => {
      const account = `account-${++sequence}`;
      await store.transaction((sql) => ledger.grant(sql, { id: account, account, amount, source: "purchase" }));
      return account;
    };
    const make = (id: string) => async (sql: Parameters<Parameters<Store["transaction"]>[0]>[0]) => {
      await sql`INSERT INTO made (id) VALUES (${id})`;
      return id;
    };
    const isMade = async (id: string): Promise<boolean> =>
      (await store.sql`SELECT id FROM made WHERE id = ${id}`).length === 1;
    const balanceOf = async (account: string): Promise<[number, number]> => {
      const { available, reserved } = await ledger.read(store.sql, account);
      return [available, reserved];
    };

    it("charges once for a successful effect", async () => {
      const account = await accountWith(150);
      await expect(guardOf().charge({ account, amount: 100 }, make(`${account}-a`))).resolves.toBe(`${account}-a`);
      expect(await balanceOf(account)).toEqual([50, 0]);
      expect(await isMade(`${account}-a`)).toBe(true);
    });

    it("throws `insufficient` with the balance before any effect when the balance is too low", async () => {
      const account = await accountWith(50);
      const refusal = await guardOf()
        .charge({ account, amount: 150 }, make(`${account}-b`))
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(ApiError);
      expect((refusal as ApiError).code).toBe("INSUFFICIENT_CREDITS");
      expect((refusal as ApiError).details).toEqual({
        required: 150,
        current: 50,
        shortfall: 100,
        breakdown: [{ source: "purchase", remaining: 50, expiresAt: null }],
      });
      expect(await balanceOf(account)).toEqual([50, 0]);
      expect(await isMade(`${account}-b`)).toBe(false);
    });

    it("throws the refusal of the operation if it has one", async () => {
      const account = await accountWith(1);
      const refusal = guardOf().charge(
        { account, amount: 2, insufficient: ({ required }) => api.error.DUPLICATE({ state: `needs ${required}` }) },
        async () => 1,
      );
      await expect(refusal).rejects.toMatchObject({ details: { state: "needs 2" } });
    });

    it("charges at once without an effect, once per key, and throws the refusals", async () => {
      const account = await accountWith(10);
      const debit = (amount: number) => guardOf().debit({ account, amount, idempotencyKey: "k" });
      expect(await debit(6)).toBeUndefined();
      await expect(debit(6)).rejects.toMatchObject({ code: "DUPLICATE", details: { state: "charged" } });
      await expect(debit(5)).rejects.toMatchObject({ code: "DUPLICATE", details: { state: "different" } });
      await expect(guardOf().debit({ account, amount: 5 })).rejects.toMatchObject({
        code: "INSUFFICIENT_CREDITS",
        details: { required: 5, current: 4, shortfall: 1 },
      });
      expect(await balanceOf(account)).toEqual([4, 0]);
    });

    it.each(["charge", "debit"] as const)("charges nothing when the effect of %s fails", async (verb) => {
      const account = await accountWith(10);
      const broken = guardOf()[verb]({ account, amount: 10 }, async (sql) => {
        await make(`${account}-c`)(sql);
        throw new TypeError("broken");
      });
      await expect(broken).rejects.toThrow("broken");
      expect(await balanceOf(account)).toEqual([10, 0]);
      expect(await isMade(`${account}-c`)).toBe(false);
    });

    it("charges nothing when a statement of the effect fails, even if the effect catches the error", async () => {
      const account = await accountWith(10);
      const broken = guardOf().charge({ account, amount: 10 }, async (sql) => {
        await sql`INSERT INTO nowhere (id) VALUES (1)`.catch(() => undefined);
        return "made";
      });
      await expect(broken).rejects.toThrow();
      expect(await balanceOf(account)).toEqual([10, 0]);
    });

    it("charges nothing when the slow part fails, and the actual cost when it is lower than reserved", async () => {
      const account = await accountWith(10);
      const guard = guardOf();
      const failing = guard.chargeFor(
        { account, amount: 8 },
        {
          prepare: async () => {
            expect(await balanceOf(account)).toEqual([2, 8]);
            throw new Error("provider down");
          },
          effect: async () => "never",
        },
      );
      await expect(failing).rejects.toThrow("provider down");
      expect(await balanceOf(account)).toEqual([10, 0]);
      const done = guard.chargeFor(
        { account, amount: 8 },
        { prepare: async () => 3, effect: async (_, pages) => pages, cost: (pages) => pages },
      );
      await expect(done).resolves.toBe(3);
      expect(await balanceOf(account)).toEqual([7, 0]);
    });

    it("accepts exactly as many of 16 concurrent charges as the balance covers", async () => {
      const account = await accountWith(5);
      const results = await Promise.allSettled(
        Array.from({ length: 16 }, (_, index) => guardOf().charge({ account, amount: 1 }, make(`${account}-${index}`))),
      );
      const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));
      expect(refused).toEqual(Array(11).fill("INSUFFICIENT_CREDITS"));
      expect(await balanceOf(account)).toEqual([0, 0]);
      const made = await store.sql<{ n: number }>`SELECT COUNT(*) AS n FROM made WHERE id LIKE ${`${account}-%`}`;
      expect(Number(made[0]?.n)).toBe(5);
    });

    it("charges 16 concurrent calls with one key once", async () => {
      const account = await accountWith(100);
      const request = { account, amount: 10, idempotencyKey: "order-7" };
      const results = await Promise.allSettled(
        Array.from({ length: 16 }, () => guardOf().charge(request, make(`${account}-once`))),
      );
      expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const result of results) if (result.status === "rejected") expect(result.reason.code).toBe("DUPLICATE");
      expect(await balanceOf(account)).toEqual([90, 0]);
    });

    it("accepts a key again after its operation failed, but not after it succeeded", async () => {
      const account = await accountWith(100);
      const request = { account, amount: 10, idempotencyKey: "order-8" };
      const guard = guardOf();
      for (let attempt = 0; attempt < 3; attempt++) {
        await expect(guard.charge(request, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
      }
      await guard.charge(request, async () => undefined);
      await expect(guard.charge(request, async () => undefined)).rejects.toMatchObject({
        details: { state: "charged" },
      });
      await expect(guard.charge({ ...request, amount: 11 }, async () => undefined)).rejects.toMatchObject({
        details: { state: "different" },
      });
      expect(await balanceOf(account)).toEqual([90, 0]);
    });

    it("keeps the keys of accounts apart", async () => {
      const [one, other] = [await accountWith(10), await accountWith(10)];
      await guardOf().charge({ account: one, amount: 10, idempotencyKey: "same" }, async () => undefined);
      await guardOf().charge({ account: other, amount: 10, idempotencyKey: "same" }, async () => undefined);
      expect(await balanceOf(one)).toEqual([0, 0]);
      expect(await balanceOf(other)).toEqual([0, 0]);
    });

    it("rolls back the effect when the reservation expired and the credits were spent", async () => {
      const account = await accountWith(10);
      const guard = guardOf({ reservationMs: 1_000 });
      const late = guard.chargeFor(
        { account, amount: 10 },
        {
          prepare: async () => {
            now += 2_000;
            await guard.debit({ account, amount: 5 }, async () => undefined);
          },
          effect: make(`${account}-late`),
        },
      );
      await expect(late).rejects.toMatchObject({ code: "INSUFFICIENT_CREDITS", details: { required: 10, current: 5 } });
      expect(await balanceOf(account)).toEqual([5, 0]);
      expect(await isMade(`${account}-late`)).toBe(false);
    });

    it("returns the result when only the acknowledgement of the commit was lost", async () => {
      const account = await accountWith(10);
      let failures = 1;
      const lossy: Store = {
        ...store,
        async transaction(work) {
          const result = await store.transaction(work);
          if (result === "made" && failures-- > 0) throw new StoreError("STORE_UNAVAILABLE", "connection lost");
          return result;
        },
      };
      const guard = guardOf({ store: lossy });
      await expect(guard.charge({ account, amount: 4 }, async () => "made")).resolves.toBe("made");
      expect(await balanceOf(account)).toEqual([6, 0]);
    });

    it("throws the store's error while the store is down", async () => {
      const down = {
        ...store,
        sql: () => Promise.reject(new StoreError("STORE_UNAVAILABLE", "down")),
        transaction: () => Promise.reject(new StoreError("STORE_UNAVAILABLE", "down")),
      } as unknown as Store;
      Object.assign(down.sql, { engine: store.engine });
      const guard = guardOf({ store: down });
      await expect(guard.charge({ account: "a", amount: 1 }, async () => 1)).rejects.toMatchObject({
        code: "STORE_UNAVAILABLE",
      });
      await expect(guard.debit({ account: "a", amount: 1 })).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    });

    it("reports a reservation that could not be released, which is returned when it expires", async () => {
      const account = await accountWith(10);
      let isDown = false;
      const flaky: Store = {
        ...store,
        transaction: (work) =>
          isDown ? Promise.reject(new StoreError("STORE_UNAVAILABLE", "down")) : store.transaction(work),
      };
      const prepare = (): Promise<never> => {
        isDown = true;
        return Promise.reject(new Error("crash"));
      };
      await expect(
        guardOf({ store: flaky }).chargeFor({ account, amount: 10 }, { prepare, effect: async () => 1 }),
      ).rejects.toThrow("crash");
      expect(events.at(-1)).toMatchObject({ kind: "release-failed", account });
      expect(await balanceOf(account)).toEqual([0, 10]);
      now += 121_000;
      await guardOf().charge({ account, amount: 10 }, async () => undefined);
      expect(await balanceOf(account)).toEqual([0, 0]);
    });

    it("charges exactly the successful calls in any order", { timeout: 30_000 }, async () => {
      const step = fc.record({
        amount: fc.integer({ min: 0, max: 40 }),
        verb: fc.constantFrom("charge", "debit"),
        fails: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
          const account = await accountWith(100);
          let expected = 100;
          const running = steps.map(async ({ amount, verb, fails }) => {
            await guardOf()[verb as "charge" | "debit"]({ account, amount }, async () => {
              if (fails) throw new Error("planned");
            });
            expected -= amount;
          });
          await Promise.allSettled(running);
          expect(await balanceOf(account)).toEqual([expected, 0]);
        }),
        { numRuns: 15 },
      );
      expect(await audit(store.sql)).toEqual([]);
    });
  });
});
