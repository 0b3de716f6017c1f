import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { type IdempotencyLease, type IdempotencyRecords, idempotencyMigrations, idempotencyRecords } from "./index.ts";

const [LEASE_MS, RETENTION_MS] = [30, 100];

/** The expected record of one key. */
interface ModelRecord {
  token: string;
  fingerprint: string;
  leaseUntil: number;
  expiresAt: number;
  status: number | undefined;
}

/** The expected behavior of the records, without a database. */
class Model {
  nowMs = 1_000;
  readonly records = new Map<string, ModelRecord>();

  claim(key: string, token: string, fingerprint: string, canTakeOver: boolean): object {
    const row = this.records.get(key);
    const isExpired = row === undefined || (row.expiresAt <= this.nowMs && row.leaseUntil <= this.nowMs);
    if (!isExpired && row.fingerprint !== fingerprint) return { status: "reused" };
    if (!isExpired && row.status !== undefined) return { status: "finished", response: { status: row.status } };
    if (!isExpired && row.leaseUntil > this.nowMs) return { status: "in_progress", leaseUntil: row.leaseUntil };
    if (!isExpired && !canTakeOver) return { status: "abandoned" };
    const leaseUntil = this.nowMs + LEASE_MS;
    this.records.set(key, { token, fingerprint, leaseUntil, expiresAt: this.nowMs + RETENTION_MS, status: undefined });
    return { status: "claimed", isTakeover: !isExpired };
  }

  heldBy(key: string, token: string): ModelRecord | undefined {
    const row = this.records.get(key);
    return row?.token === token && row.status === undefined ? row : undefined;
  }

  purge(): object {
    const expired = [...this.records].filter(([, row]) => row.expiresAt <= this.nowMs && row.leaseUntil <= this.nowMs);
    for (const [key] of expired) this.records.delete(key);
    return { purged: expired.length };
  }
}

interface Real {
  readonly store: Store;
  readonly records: IdempotencyRecords;
  readonly tenant: string;
  readonly clock: { nowMs: number };
}

class Step implements fc.AsyncCommand<Model, Real> {
  readonly #text: string;
  readonly #model: (model: Model) => object;
  readonly #real: (real: Real) => Promise<object>;

  constructor(text: string, model: (model: Model) => object, real: (real: Real) => Promise<object>) {
    this.#text = text;
    this.#model = model;
    this.#real = real;
  }

  check(): boolean {
    return true;
  }

  async run(model: Model, real: Real): Promise<void> {
    const expected = this.#model(model);
    expect(await this.#real(real)).toMatchObject(expected);
    model.nowMs = real.clock.nowMs;
    const { tenant } = real;
    const rows = await real.store.sql`SELECT token, status FROM errata_idempotency WHERE tenant = ${tenant}`;
    const expectedRows = [...model.records.values()].map(({ token, status = null }) => ({ token, status }));
    expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(
      new Set(expectedRows.map((row) => JSON.stringify(row))),
    );
  }

  toString(): string {
    return this.#text;
  }
}

const key = fc.constantFrom("k1", "k2");
const token = fc.constantFrom("a", "b", "c");
const lease = ({ tenant }: Real, k: string, t: string): IdempotencyLease => ({
  tenant,
  operation: "o",
  key: k,
  token: t,
});

const steps = [
  fc.tuple(key, token, fc.constantFrom("f1", "f1", "f2"), fc.boolean()).map(([k, t, fingerprint, canTakeOver]) => {
    return new Step(
      `claim ${k} by ${t} for ${fingerprint} ${canTakeOver}`,
      (model) => model.claim(k, t, fingerprint, canTakeOver),
      ({ store, records, ...real }) =>
        records.claim(store.sql, { ...lease({ store, records, ...real }, k, t), fingerprint, canTakeOver }),
    );
  }),
  fc.tuple(key, token, fc.integer({ min: 200, max: 499 })).map(([k, t, status]) => {
    return new Step(
      `finish ${k} by ${t}`,
      (model) => {
        const record = model.heldBy(k, t);
        if (record) Object.assign(record, { status, leaseUntil: 0, expiresAt: model.nowMs + RETENTION_MS });
        return { isDone: record !== undefined };
      },
      async (real) => ({
        isDone: await real.records.finish(real.store.sql, lease(real, k, t), { status, headers: {}, body: "" }),
      }),
    );
  }),
  fc.tuple(key, token).map(([k, t]) => {
    return new Step(
      `renew ${k} by ${t}`,
      (model) => {
        const record = model.heldBy(k, t);
        if (record) record.leaseUntil = model.nowMs + LEASE_MS;
        return { isDone: record !== undefined };
      },
      async (real) => ({ isDone: await real.records.renew(real.store.sql, lease(real, k, t)) }),
    );
  }),
  fc.tuple(key, token, fc.boolean()).map(([k, t, isAbandoned]) => {
    return new Step(
      `${isAbandoned ? "abandon" : "release"} ${k} by ${t}`,
      (model) => {
        const record = model.heldBy(k, t);
        if (record && isAbandoned) record.leaseUntil = 0;
        if (record && !isAbandoned) model.records.delete(k);
        return {};
      },
      async (real) => {
        await real.records[isAbandoned ? "abandon" : "release"](real.store.sql, lease(real, k, t));
        return {};
      },
    );
  }),
  fc.constant(
    new Step(
      "purge",
      (model) => model.purge(),
      async ({ store, records }) => ({ purged: await records.purge(store.sql) }),
    ),
  ),
  fc.constantFrom(5, 29, 30, 70).map(
    (ms) =>
      new Step(
        `wait ${ms}`,
        () => ({}),
        async ({ clock }) => {
          clock.nowMs += ms;
          return {};
        },
      ),
  ),
];

describe.each(testEngines.filter(({ name }) => name !== "SQLite in a file"))("idempotency on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    beforeAll(async () => {
      opened = await engine.open([idempotencyMigrations]);
    });
    afterAll(() => opened.drop());
    const numRuns = engine.engine === "sqlite" ? 300 : 40;

    test("equals its model after every step of any sequence of claims, ends, crashes and purges", {
      timeout: 60_000,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.commands([...steps, ...steps.slice(0, 2)], { maxCommands: 40, size: "max" }),
          async (run) => {
            const clock = { nowMs: 1_000 };
            const records = idempotencyRecords({
              clock: () => clock.nowMs,
              leaseMs: LEASE_MS,
              retentionMs: RETENTION_MS,
            });
            // A purge affects all tenants, so each run starts with an empty table.
            await opened.store.sql`DELETE FROM errata_idempotency`;
            const real = { store: opened.store, records, tenant: crypto.randomUUID(), clock };
            await fc.asyncModelRun(() => ({ model: new Model(), real }), run);
          },
        ),
        { numRuns, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
      );
    });
  });
});
