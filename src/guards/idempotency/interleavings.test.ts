import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiError, contract } from "../../contract/index.ts";
import { idempotencyMigrations, idempotencyRecords, type Store } from "../../store/index.ts";
import { type TestStore, testEngines } from "../../store/testing/index.ts";
import { idempotency } from "./index.ts";

const { error } = contract({
  name: "interleavings",
  version: "1.0.0",
  errors: {
    INVALID: { kind: "idempotency_key_invalid", when: "Bad.", message: "Bad." },
    REUSED: { kind: "idempotency_key_invalid", when: "Reused.", message: "Reused." },
    IN_FLIGHT: { kind: "conflict", when: "Runs.", message: "Runs." },
    POOR: { kind: "insufficient_credits", when: "Poor.", message: "Poor." },
  },
});
const refusals = { invalid: error.INVALID, reused: error.REUSED, inFlight: error.IN_FLIGHT };
const effects = {
  component: "test_effects",
  steps: [["CREATE TABLE effects (id TEXT PRIMARY KEY, name TEXT NOT NULL)"]],
};
const LEASE_MS = 10;

/** How often a caller's work fails first, and whether its lease expires before its effect. */
const callers = fc.array(fc.record({ failures: fc.nat(1), isSlow: fc.boolean() }), { minLength: 2, maxLength: 5 });

describe.each(testEngines.filter(({ name }) => name !== "SQLite in a file"))("idempotency on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    beforeAll(async () => {
      opened = await engine.open([idempotencyMigrations, effects]);
    });
    afterAll(() => opened.drop());
    const numRuns = engine.engine === "sqlite" ? 200 : 30;

    it("takes effect once, and returns that effect to every caller in any order of events", {
      timeout: 60_000,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), callers, async (scheduler, clients) => {
          let now = 1_000;
          const key = crypto.randomUUID();
          const { store } = opened;
          const scheduled = stepwise(store, (label) => scheduler.schedule(Promise.resolve(), label));
          const records = idempotencyRecords({ clock: () => now, leaseMs: LEASE_MS });
          const guard = idempotency({ store: scheduled, records, refusals });
          const request = {
            ...{ tenant: "t", operation: "o", key, method: "POST", target: "/", contentType: null },
            body: async () => new Uint8Array(),
          };

          async function call({ failures, isSlow }: { failures: number; isSlow: boolean }): Promise<unknown> {
            let left = failures;
            for (let attempt = 0; attempt < 4; attempt++) {
              try {
                return (await guard(request, { work })).body;
              } catch (rejected) {
                expect(["IN_FLIGHT", "POOR"]).toContain((rejected as ApiError).code);
              }
            }
            return undefined;

            async function work(hold: Parameters<Parameters<typeof guard>[1]["work"]>[0]) {
              await scheduler.schedule(Promise.resolve(), "work");
              if (left-- > 0) throw error.POOR();
              if (isSlow) now += LEASE_MS;
              return await scheduled.transaction(async (sql) => {
                const id = crypto.randomUUID();
                await sql`INSERT INTO effects (id, name) VALUES (${id}, ${key})`;
                return await hold.finish(sql, { status: 201, headers: {}, body: id });
              });
            }
          }

          const calls = Promise.all(clients.map(call));
          await scheduler.waitFor(calls);
          const bodies = (await calls).filter((body) => body !== undefined);
          const rows = await store.sql<{ id: string }>`SELECT id FROM effects WHERE name = ${key}`;
          expect(rows.length).toBeLessThanOrEqual(1);
          for (const body of bodies) expect(body).toBe(rows[0]?.id);
          now += LEASE_MS;
          const last = await idempotency({ store, records, refusals })(request, {
            work: async () => ({ status: 200, headers: {}, body: "none" }),
          });
          expect(last.body).toBe(rows[0]?.id ?? "none");
        }),
        { numRuns, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
      );
    });
  });
});

/** Wraps a store so that every call waits for the scheduler before it starts and before it returns. */
function stepwise(store: Store, step: (label: string) => Promise<unknown>): Store {
  async function sql<Row extends object>(
    text: TemplateStringsArray,
    ...values: Parameters<Store["sql"]> extends [unknown, ...infer Values] ? Values : never
  ): Promise<Row[]> {
    await step("sql");
    const rows = await store.sql<Row>(text, ...values);
    await step("rows");
    return rows;
  }
  return {
    ...store,
    sql: Object.assign(sql, { engine: store.engine }) as Store["sql"],
    async transaction(work, options) {
      await step("begin");
      const result = await store.transaction(work, options);
      await step("committed");
      return result;
    },
  };
}
