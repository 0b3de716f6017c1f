import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store, TransactionSql } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { audit, type Balances, balanceMigrations, balances } from "./index.ts";
import { LedgerModel } from "./testing/ledger-model.ts";

/** The system under test: a ledger in a shared store, with a clock that only the commands advance. */
interface Real {
  readonly store: Store;
  readonly ledger: Balances;
  readonly clock: { nowMs: number };
}

/** Runs one operation on the model and the store. Both must return the same, and the audit must pass afterwards. */
class Step implements fc.AsyncCommand<LedgerModel, Real> {
  readonly #text: string;
  readonly #model: (model: LedgerModel) => object;
  readonly #real: (real: Real) => Promise<object>;

  constructor(text: string, model: (model: LedgerModel) => object, real: (real: Real) => Promise<object>) {
    this.#text = text;
    this.#model = model;
    this.#real = real;
  }

  check(): boolean {
    return true;
  }

  async run(model: LedgerModel, real: Real): Promise<void> {
    const expected = this.#model(model);
    model.nowMs = real.clock.nowMs;
    const before = await dump(real);
    const result = await this.#real(real);
    expect(result).toMatchObject(expected);
    model.nowMs = real.clock.nowMs;
    if (DENIED.test(statusOf(result)) && !model.hasSwept) expect(await dump(real)).toEqual(before);
    expect(await audit(real.store.sql, real.ledger.unit)).toEqual([]);
    for (const account of ACCOUNTS) {
      expect(await real.ledger.read(real.store.sql, account)).toMatchObject(model.read(account));
    }
  }

  toString(): string {
    return this.#text;
  }
}

const ACCOUNTS = ["alice", "bob", "disk"];
const DENIED = /^(insufficient|conflict|exceeds|unknown|not_posted|already_|expired)/;
const statusOf = (result: object) => ("status" in result ? String(result.status) : "");

const account = fc.constantFrom("alice", "bob", "disk");
const id = fc.constantFrom("1", "2", "3", "4", "5");
/** An id and its account. Most ids keep one account, so that runs get past conflicts. */
const idAndAccount = fc.oneof(
  {
    arbitrary: fc.constantFrom<[string, string][]>(
      ["1", "alice"],
      ["2", "alice"],
      ["3", "alice"],
      ["4", "bob"],
      ["5", "disk"],
    ),
    weight: 5,
  },
  { arbitrary: fc.tuple(id, account), weight: 1 },
);
const amount = fc.oneof({ arbitrary: fc.nat(8), weight: 4 }, { arbitrary: fc.nat(60), weight: 1 });
const later = fc.constantFrom(5, 20, 50);
const overrun = fc.constantFrom("cap" as const, "debit_or_cap" as const);

type Call = (ledger: Balances, sql: TransactionSql, nowMs: number) => Promise<object>;
const step = (text: string, model: (model: LedgerModel) => object, call: Call) =>
  new Step(text, model, ({ store, ledger, clock }) => store.transaction((sql) => call(ledger, sql, clock.nowMs)));

/** Runs an operation in a transaction of the caller, or of its own. */
const stepOn = (
  on: "transaction" | "store",
  text: string,
  model: (model: LedgerModel) => object,
  call: (ledger: Balances, on: TransactionSql | Store, nowMs: number) => Promise<object>,
) =>
  on === "transaction"
    ? step(text, model, call)
    : new Step(`${text} alone`, model, ({ store, ledger, clock }) => call(ledger, store, clock.nowMs));
const target = fc.constantFrom("transaction" as const, "store" as const);

function grantStep(i: string, a: string, n: number, priority: number, life: number | null): Step {
  return step(
    `grant ${i} ${a} ${n} p${priority} +${life}`,
    (model) => model.grant(i, a, n, priority, life === null ? null : model.nowMs + life),
    (ledger, sql, now) =>
      ledger.grant(sql, {
        id: i,
        account: a,
        amount: n,
        source: i,
        priority,
        expiresAt: life === null ? null : now + life,
      }),
  );
}

function capacityStep(n: number): Step {
  return step(
    `capacity disk ${n}`,
    (model) => model.setCapacity("disk", n),
    (ledger, sql) => ledger.setCapacity(sql, "disk", n),
  );
}

const steps = [
  fc
    .tuple(id, fc.constantFrom("alice", "bob"), amount, fc.nat(2), fc.option(later))
    .map(([i, a, n, priority, life]) => grantStep(i, a, n, priority, life)),
  fc.tuple(target, idAndAccount, amount, later).map(([on, [i, a], n, life]) =>
    stepOn(
      on,
      `reserve ${i} ${a} ${n} +${life}`,
      (model) => model.reserve(i, a, n, model.nowMs + life),
      (ledger, from, now) => ledger.reserve(from, { id: i, account: a, amount: n, expiresAt: now + life }),
    ),
  ),
  fc.tuple(id, fc.option(amount, { nil: undefined }), overrun).map(([i, n, rule]) =>
    step(
      `commit ${i} ${n} ${rule}`,
      (model) => model.commit(i, n, rule),
      (ledger, sql) => ledger.commit(sql, { id: i, overrun: rule, ...(n === undefined ? {} : { amount: n }) }),
    ),
  ),
  id.map((i) =>
    step(
      `release ${i}`,
      (model) => model.release(i),
      (ledger, sql) => ledger.release(sql, i),
    ),
  ),
  fc.tuple(id, later).map(([i, life]) =>
    step(
      `renew ${i} +${life}`,
      (model) => model.renew(i, model.nowMs + life),
      (ledger, sql, now) => ledger.renew(sql, i, now + life),
    ),
  ),
  fc.tuple(id, id, amount).map(([i, reservation, n]) =>
    step(
      `refund ${i} of ${reservation} ${n}`,
      (model) => model.refund(i, reservation, n),
      (ledger, sql) => ledger.refund(sql, { id: i, reservation, amount: n }),
    ),
  ),
  fc.tuple(target, idAndAccount, amount).map(([on, [i, a], n]) =>
    stepOn(
      on,
      `debit ${i} ${a} ${n}`,
      (model) => model.debit(i, a, n),
      (ledger, from) => ledger.debit(from, { id: i, account: a, amount: n }),
    ),
  ),
  fc.nat(40).map(capacityStep),
  fc.tuple(idAndAccount, amount).map(([[i, a], n]) =>
    step(
      `free ${i} ${a} ${n}`,
      (model) => model.free(i, a, n),
      (ledger, sql) => ledger.free(sql, { id: i, account: a, amount: n }),
    ),
  ),
  fc.constant(
    step(
      "expire",
      (model) => model.expire(),
      (ledger, sql) => ledger.expire(sql, 1_000),
    ),
  ),
  fc.constantFrom(5, 15, 30).map(
    (ms) =>
      new Step(
        `wait ${ms}`,
        () => ({}),
        async (real) => {
          real.clock.nowMs += ms;
          return {};
        },
      ),
  ),
];

/** Reserving and charging occur three times as often as the other steps. */
const commands = [...steps, ...steps.slice(1, 3), ...steps.slice(1, 3), ...steps.slice(-1), ...steps.slice(-1)];

/** Every run starts with grants of each kind and a capacity. */
const opening = [
  grantStep("a", "alice", 10, 1, 50),
  grantStep("b", "alice", 10, 0, 50),
  grantStep("c", "alice", 10, 0, null),
  grantStep("d", "bob", 20, 0, null),
  capacityStep(20),
];

async function dump({ store, ledger }: Real): Promise<unknown> {
  const { sql } = store;
  return [
    await sql`SELECT * FROM errata_accounts WHERE unit = ${ledger.unit} ORDER BY account`,
    await sql`SELECT * FROM errata_grants WHERE unit = ${ledger.unit} ORDER BY account, id`,
    await sql`SELECT * FROM errata_reservations WHERE unit = ${ledger.unit} ORDER BY id`,
    await sql`SELECT * FROM errata_ledger WHERE unit = ${ledger.unit} ORDER BY idem`,
  ];
}

describe.each(testEngines.filter(({ name }) => name !== "SQLite in a file"))("the ledger on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    beforeAll(async () => {
      opened = await engine.open([balanceMigrations]);
    });
    afterAll(() => opened.drop());
    const numRuns = engine.engine === "sqlite" ? 120 : 12;

    test("equals its model and satisfies I1 to I6 and I8 after every step of any sequence of operations", {
      timeout: 60_000,
    }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 50, size: "max" }), async (run) => {
          const clock = { nowMs: 1_000 };
          const ledger = balances({ clock: () => clock.nowMs, unit: crypto.randomUUID() });
          const setup = () => ({ model: new LedgerModel(), real: { store: opened.store, ledger, clock } });
          await fc.asyncModelRun(setup, [...opening, ...run]);
        }),
        { numRuns, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
      );
    });
  });
});
