import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../store.ts";
import { type TestStore, testEngines } from "../testing/index.ts";
import { audit, type Balances, balanceMigrations, balances } from "./index.ts";
import { LedgerModel } from "./testing/ledger-model.ts";

/** Holds the system under test: one ledger of its own in a shared store, under a clock that only the commands move. */
interface Real {
  readonly store: Store;
  readonly books: Balances;
  readonly clock: { nowMs: number };
}

/** Runs one operation on the model and on the store; they must answer alike, and the books must be in order after. */
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
    const answer = await this.#real(real);
    expect(answer).toMatchObject(expected);
    model.nowMs = real.clock.nowMs;
    if (DENIED.test(outcomeOf(answer)) && !model.hasSwept) expect(await dump(real)).toEqual(before);
    expect(await audit(real.store.sql, real.books.unit)).toEqual([]);
    for (const account of ACCOUNTS) {
      expect(await real.books.read(real.store.sql, account)).toMatchObject(model.read(account));
    }
  }

  toString(): string {
    return this.#text;
  }
}

const ACCOUNTS = ["alice", "bob", "disk"];
const DENIED = /^(insufficient|conflict|exceeds|unknown|not_posted|already_|expired)/;
const outcomeOf = (answer: object) => ("outcome" in answer ? String(answer.outcome) : "");

const account = fc.constantFrom("alice", "bob", "disk");
const id = fc.constantFrom("1", "2", "3", "4", "5");
/** An id and its account: mostly the same ones meet, so that courses get beyond conflicts. */
const place = fc.oneof(
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

type Call = (
  books: Balances,
  sql: Parameters<Parameters<Store["transaction"]>[0]>[0],
  nowMs: number,
) => Promise<object>;
const step = (text: string, model: (model: LedgerModel) => object, call: Call) =>
  new Step(text, model, ({ store, books, clock }) => store.transaction((sql) => call(books, sql, clock.nowMs)));

function granting(i: string, a: string, n: number, priority: number, life: number | null): Step {
  return step(
    `grant ${i} ${a} ${n} p${priority} +${life}`,
    (model) => model.grant(i, a, n, priority, life === null ? null : model.nowMs + life),
    (books, sql, now) =>
      books.grant(sql, {
        id: i,
        account: a,
        amount: n,
        source: i,
        priority,
        expiresAt: life === null ? null : now + life,
      }),
  );
}

function capacity(n: number): Step {
  return step(
    `capacity disk ${n}`,
    (model) => model.setCapacity("disk", n),
    (books, sql) => books.setCapacity(sql, "disk", n),
  );
}

const kinds = [
  fc
    .tuple(id, fc.constantFrom("alice", "bob"), amount, fc.nat(2), fc.option(later))
    .map(([i, a, n, priority, life]) => granting(i, a, n, priority, life)),
  fc.tuple(place, amount, later).map(([[i, a], n, life]) =>
    step(
      `reserve ${i} ${a} ${n} +${life}`,
      (model) => model.reserve(i, a, n, model.nowMs + life),
      (books, sql, now) => books.reserve(sql, { id: i, account: a, amount: n, expiresAt: now + life }),
    ),
  ),
  fc.tuple(id, fc.option(amount, { nil: undefined }), overrun).map(([i, n, rule]) =>
    step(
      `commit ${i} ${n} ${rule}`,
      (model) => model.commit(i, n, rule),
      (books, sql) => books.commit(sql, { id: i, overrun: rule, ...(n === undefined ? {} : { amount: n }) }),
    ),
  ),
  id.map((i) =>
    step(
      `release ${i}`,
      (model) => model.release(i),
      (books, sql) => books.release(sql, i),
    ),
  ),
  fc.tuple(id, later).map(([i, life]) =>
    step(
      `renew ${i} +${life}`,
      (model) => model.renew(i, model.nowMs + life),
      (books, sql, now) => books.renew(sql, i, now + life),
    ),
  ),
  fc.tuple(id, id, amount).map(([i, reservation, n]) =>
    step(
      `refund ${i} of ${reservation} ${n}`,
      (model) => model.refund(i, reservation, n),
      (books, sql) => books.refund(sql, { id: i, reservation, amount: n }),
    ),
  ),
  fc.tuple(place, amount).map(([[i, a], n]) =>
    step(
      `debit ${i} ${a} ${n}`,
      (model) => model.debit(i, a, n),
      (books, sql) => books.debit(sql, { id: i, account: a, amount: n }),
    ),
  ),
  fc.nat(40).map(capacity),
  fc.tuple(place, amount).map(([[i, a], n]) =>
    step(
      `free ${i} ${a} ${n}`,
      (model) => model.free(i, a, n),
      (books, sql) => books.free(sql, { id: i, account: a, amount: n }),
    ),
  ),
  fc.constant(
    step(
      "expire",
      (model) => model.expire(),
      (books, sql) => books.expire(sql, 1_000),
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

/** What holds and charges comes three times as often as the rest. */
const commands = [...kinds, ...kinds.slice(1, 3), ...kinds.slice(1, 3), ...kinds.slice(-1), ...kinds.slice(-1)];

/** Every course begins with something to spend, of every kind. */
const opening = [
  granting("a", "alice", 10, 1, 50),
  granting("b", "alice", 10, 0, 50),
  granting("c", "alice", 10, 0, null),
  granting("d", "bob", 20, 0, null),
  capacity(20),
];

async function dump({ store, books }: Real): Promise<unknown> {
  const { sql } = store;
  return [
    await sql`SELECT * FROM errata_accounts WHERE unit = ${books.unit} ORDER BY account`,
    await sql`SELECT * FROM errata_grants WHERE unit = ${books.unit} ORDER BY account, id`,
    await sql`SELECT * FROM errata_reservations WHERE unit = ${books.unit} ORDER BY id`,
    await sql`SELECT * FROM errata_ledger WHERE unit = ${books.unit} ORDER BY idem`,
  ];
}

describe.each(testEngines.filter(({ name }) => name !== "SQLite in a file"))("the ledger on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("equals its model", () => {
    let opened: TestStore;
    beforeAll(async () => {
      opened = await engine.open([balanceMigrations]);
    });
    afterAll(() => opened.drop());
    const numRuns = engine.engine === "sqlite" ? 120 : 12;

    test("after every step of any course of events I1 to I6 and I8 hold", { timeout: 60_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 50, size: "max" }), async (run) => {
          const clock = { nowMs: 1_000 };
          const books = balances({ clock: () => clock.nowMs, unit: crypto.randomUUID() });
          const setup = () => ({ model: new LedgerModel(), real: { store: opened.store, books, clock } });
          await fc.asyncModelRun(setup, [...opening, ...run]);
        }),
        { numRuns, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: false },
      );
    });
  });
});
