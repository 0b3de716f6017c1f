import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../../contract/index.ts";
import {
  idempotencyMigrations,
  idempotencyRecords,
  type StoredResponse,
  type Store,
  StoreError,
} from "../../store/index.ts";
import { type TestStore, testEngines } from "../../store/testing/index.ts";
import { type IdempotencyEvent, type IdempotencyHold, type IdempotencyOptions, idempotency } from "./index.ts";

const reason = z.object({ reason: z.string() });
const api = contract({
  name: "once",
  version: "1.0.0",
  errors: {
    MISSING: { kind: "missing_field", when: "No key.", message: "No key." },
    INVALID: { kind: "idempotency_key_invalid", when: "Bad key.", message: "Bad key.", details: reason },
    REUSED: { kind: "idempotency_key_invalid", status: 422, when: "Reused.", message: "Reused.", details: reason },
    IN_FLIGHT: {
      kind: "conflict",
      when: "Runs.",
      message: "Runs.",
      details: z.object({ reason: z.string(), retryAfterSec: z.number() }),
    },
    UNRESOLVED: { kind: "conflict", when: "Unknown.", message: "Unknown.", details: reason },
    POOR: { kind: "insufficient_credits", when: "Poor.", message: "Poor." },
    UNREADABLE: { kind: "processing_failed", when: "Unreadable.", message: "Unreadable." },
    LATE: { kind: "timeout", when: "Late.", message: "Late." },
  },
});
const { INVALID, REUSED, IN_FLIGHT, UNRESOLVED, MISSING } = api.error;
const refusals = { invalid: INVALID, reused: REUSED, inFlight: IN_FLIGHT, unresolved: UNRESOLVED };
const effects = {
  component: "test_effects",
  steps: [["CREATE TABLE effects (id TEXT PRIMARY KEY, name TEXT NOT NULL)"]],
};
const made = (id: string, body = `{"id":"${id}"}`): StoredResponse => ({
  status: 201,
  headers: { "Content-Type": "application/json", Location: `/orders/${id}`, "Set-Cookie": "s=1", Date: "now" },
  body,
});
const render = (error: ApiError): StoredResponse => ({ status: error.status, headers: {}, body: error.code });

/** Lets one part of a test wait for another. */
function signal(): { given: Promise<void>; give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

describe.each(testEngines)("the idempotency guard on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let store: Store;
    let now = 1_000_000;
    let key = "";
    let events: IdempotencyEvent[] = [];
    const records = idempotencyRecords({ clock: () => now });
    beforeAll(async () => {
      opened = await engine.open([idempotencyMigrations, effects]);
      store = opened.store;
    });
    beforeEach(() => {
      key = crypto.randomUUID();
      events = [];
    });
    afterAll(() => opened.drop());

    const requestOf = (over: object = {}) => ({
      tenant: "t",
      operation: "POST /orders",
      key,
      method: "POST",
      target: "/orders",
      contentType: "application/json",
      body: async () => Buffer.from("{}"),
      ...over,
    });
    const guardOf = (over: Partial<IdempotencyOptions> = {}) =>
      idempotency({ store, records, refusals, observe: (event) => events.push(event), ...over });
    /** Writes an effect and its record in one transaction. */
    const make =
      (name = key, answer: (id: string) => StoredResponse = made) =>
      (hold: IdempotencyHold) =>
        store.transaction(async (sql) => {
          const id = crypto.randomUUID();
          await sql`INSERT INTO effects (id, name) VALUES (${id}, ${name})`;
          return await hold.finish(sql, answer(id), `{"id":"${id}","isCut":true}`);
        });
    const effectsOf = async (name = key) =>
      (await store.sql<{ id: string }>`SELECT id FROM effects WHERE name = ${name}`).length;
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => "none",
        (error: ApiError) => error.code,
      );

    it("gives a repeat the status, the body and the lasting headers of the first answer", async () => {
      const once = guardOf();
      const first = await once(requestOf({ requestId: "req-1" }), { work: make() });
      const second = await once(requestOf({ requestId: "req-2" }), { work: make() });
      expect(first).toMatchObject({ status: 201, headers: { "Set-Cookie": "s=1" } });
      expect(first.headers).not.toHaveProperty("Original-Request");
      expect(second).toEqual({
        status: 201,
        headers: {
          "Content-Type": "application/json",
          Location: first.headers.Location,
          "Original-Request": "req-1",
          "Idempotent-Replayed": "true",
        },
        body: first.body,
      });
      expect(await effectsOf()).toBe(1);
      expect(events).toEqual([{ kind: "replayed", operation: "POST /orders" }]);
    });

    it("takes a quoted key for the same key", async () => {
      const once = guardOf();
      await once(requestOf(), { work: make() });
      expect((await once(requestOf({ key: `"${key}"` }), { work: make() })).headers["Idempotent-Replayed"]).toBe(
        "true",
      );
    });

    it.each([
      ["another body", { body: async () => Buffer.from("{ }") }],
      ["another query", { target: "/orders?x=1" }],
      ["another content type", { contentType: "text/plain" }],
      ["another method", { method: "PATCH" }],
    ])("refuses the key with %s", async (_name, over) => {
      const once = guardOf();
      await once(requestOf(), { work: make() });
      await expect(once(requestOf(over), { work: make() })).rejects.toMatchObject({
        code: "REUSED",
        details: { reason: "reused" },
      });
      expect(await effectsOf()).toBe(1);
    });

    it("does not let what one part of a request loses be made up by the next", async () => {
      const once = guardOf();
      await once(requestOf({ target: "/a", contentType: "b" }), { work: make() });
      expect(await codeOf(once(requestOf({ target: "/ab", contentType: "" }), { work: make() }))).toBe("REUSED");
    });

    it("tells 199 of 200 who come at once to wait, or gives them the answer", async () => {
      const once = guardOf();
      const storm = Array.from({ length: 200 }, () => once(requestOf(), { work: make() }));
      const settled = await Promise.allSettled(storm);
      const firsts = settled.filter((one) => one.status === "fulfilled" && !one.value.headers["Idempotent-Replayed"]);
      const waits = settled.filter((one) => one.status === "rejected").map(({ reason: error }) => error as ApiError);
      expect(firsts).toHaveLength(1);
      expect(await effectsOf()).toBe(1);
      expect([...new Set(waits.map(({ code }) => code))]).toEqual(["IN_FLIGHT"]);
      for (const wait of waits)
        expect(wait).toMatchObject({ details: { retryAfterSec: 1 }, options: { retryAfterMs: 1000 } });
    });

    it.each(["GET", "PUT", "DELETE"])("ignores the key of a %s, which needs none", async (method) => {
      const once = guardOf({ refusals: { ...refusals, missing: MISSING } });
      for (let turn = 0; turn < 2; turn++) await once(requestOf({ method }), { work: make() });
      expect(await effectsOf()).toBe(2);
    });

    it("runs a request without a key as it comes, without reading its body, unless a key is a must", async () => {
      const unread = { key: undefined, body: () => Promise.reject(new Error("read")) };
      await guardOf()(requestOf(unread), { work: make() });
      expect(await effectsOf()).toBe(1);
      const strict = guardOf({ refusals: { ...refusals, missing: MISSING } });
      expect(await codeOf(strict(requestOf(unread), { work: make() }))).toBe("MISSING");
    });

    it("refuses a bad key before the body is read", async () => {
      const bad = requestOf({ key: "a b", body: () => Promise.reject(new Error("read")) });
      await expect(guardOf()(bad, { work: make() })).rejects.toMatchObject({
        code: "INVALID",
        details: { reason: "malformed" },
      });
    });

    it.each([
      ["a refusal that an action can end", () => api.error.POOR()],
      ["a failure", () => api.error.LATE()],
      ["a fault of the program", () => new Error("oops")],
      ["a refusal for good that cannot be rendered", () => api.error.UNREADABLE(), null],
    ])("frees the key after %s", async (_name, failure, how: typeof render | null = render) => {
      const once = guardOf();
      const error = failure();
      const run = { work: () => Promise.reject(error), ...(how && { render: how }) };
      await expect(once(requestOf(), run)).rejects.toBe(error);
      await once(requestOf(), { work: make() });
      expect(await effectsOf()).toBe(1);
      expect(events).toEqual([]);
    });

    it("frees the key when the transaction is taken back after `finish`", async () => {
      const once = guardOf();
      const work = async (hold: IdempotencyHold) => {
        await store.transaction(async (sql) => {
          await hold.finish(sql, made("x"));
          throw api.error.POOR();
        });
        return made("x");
      };
      expect(await codeOf(once(requestOf(), { work, render }))).toBe("POOR");
      expect((await once(requestOf(), { work: make() })).headers).not.toHaveProperty("Idempotent-Replayed");
    });

    it("keeps a refusal that can never end otherwise", async () => {
      const once = guardOf();
      const work = () => Promise.reject(api.error.UNREADABLE());
      expect(await codeOf(once(requestOf(), { work, render }))).toBe("UNREADABLE");
      expect(await once(requestOf(), { work: make(), render })).toMatchObject({
        status: 422,
        body: "UNREADABLE",
        headers: { "Idempotent-Replayed": "true" },
      });
      expect(await effectsOf()).toBe(0);
    });

    it("answers a repeat although the work failed once its effect was committed", async () => {
      const once = guardOf();
      const work = async (hold: IdempotencyHold) => {
        await make()(hold);
        throw api.error.LATE();
      };
      expect(await codeOf(once(requestOf(), { work, render }))).toBe("LATE");
      expect((await once(requestOf(), { work: make() })).headers["Idempotent-Replayed"]).toBe("true");
      expect(await effectsOf()).toBe(1);
    });

    it("answers a repeat when the news of the commit was lost on the way", async () => {
      const lossy: Store = {
        ...store,
        async transaction(work, options) {
          await store.transaction(work, options);
          throw new StoreError("STORE_TIMEOUT", "the answer to COMMIT was lost.");
        },
      };
      const work = (hold: IdempotencyHold) =>
        lossy.transaction(async (sql) => {
          await sql`INSERT INTO effects (id, name) VALUES (${crypto.randomUUID()}, ${key})`;
          return await hold.finish(sql, made("lost"));
        });
      await expect(guardOf()(requestOf(), { work, render })).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
      expect(await guardOf()(requestOf(), { work: make() })).toMatchObject({ status: 201, body: '{"id":"lost"}' });
      expect(await effectsOf()).toBe(1);
    });

    it("records an answer that the work did not, and no 5xx", async () => {
      const once = guardOf();
      await once(requestOf(), { work: async () => ({ ...made("a"), status: 503 }) });
      await once(requestOf(), { work: async () => made("b") });
      expect(await once(requestOf(), { work: make() })).toMatchObject({ body: '{"id":"b"}' });
    });

    it("lets the next caller take over from a dead one, whose late effect is then taken back", async () => {
      const once = guardOf();
      const [gate, begun] = [signal(), signal()];
      const slow = once(requestOf(), {
        work: async (hold) => {
          begun.give();
          await gate.given;
          return await make()(hold);
        },
      });
      const slowEnd = codeOf(slow);
      await begun.given;
      expect(await codeOf(once(requestOf(), { work: make() }))).toBe("IN_FLIGHT");
      now += 30_000;
      const heir = await once(requestOf(), { work: make() });
      gate.give();
      expect(await slowEnd).toBe("IN_FLIGHT");
      expect(await effectsOf()).toBe(1);
      expect((await once(requestOf(), { work: make() })).body).toBe(heir.body);
      expect(events.map(({ kind }) => kind)).toContain("taken-over");
    });

    it("keeps a reference in place of a body that is too large", async () => {
      const once = guardOf({ maxKeptBytes: 100 });
      const first = await once(requestOf(), { work: make(key, (id) => made(id, "x".repeat(101))) });
      const second = await once(requestOf(), { work: make() });
      expect(first.body).toHaveLength(101);
      expect(JSON.parse(String(second.body))).toMatchObject({ isCut: true });
      expect(second.headers.Location).toBe(first.headers.Location);
    });

    it("takes the effect back when nothing of its answer can be kept", async () => {
      const once = guardOf({ maxKeptBytes: 10 });
      await expect(once(requestOf(), { work: make() })).rejects.toThrow(/at most 10 bytes, received 4\d/);
      expect(await effectsOf()).toBe(0);
    });

    it("renews the lease while the work goes on", async () => {
      const quick = idempotencyRecords({ leaseMs: 60 });
      const once = guardOf({ records: quick });
      const work = async (hold: IdempotencyHold) => {
        await wait(200);
        return await make()(hold);
      };
      const slow = once(requestOf(), { work });
      await wait(150);
      expect(await codeOf(once(requestOf(), { work }))).toBe("IN_FLIGHT");
      expect((await slow).status).toBe(201);
      expect(await effectsOf()).toBe(1);
    });

    describe("where effects lie outside of the store", () => {
      it("refuses a repeat after a failure of which nobody knows the effect, and runs one after a refusal", async () => {
        const once = guardOf({ effects: "external" });
        expect(await codeOf(once(requestOf(), { work: () => Promise.reject(api.error.POOR()) }))).toBe("POOR");
        expect(await codeOf(once(requestOf(), { work: () => Promise.reject(new Error("cut")) }))).toBe(undefined);
        expect(await codeOf(once(requestOf(), { work: make() }))).toBe("UNRESOLVED");
        expect(await effectsOf()).toBe(0);
      });

      it("refuses a repeat after its holder died", async () => {
        const once = guardOf({ effects: "external" });
        const begun = signal();
        const dead = (): Promise<StoredResponse> => {
          begun.give();
          return new Promise(() => undefined);
        };
        void once(requestOf(), { work: dead });
        await begun.given;
        expect(await codeOf(once(requestOf(), { work: make() }))).toBe("IN_FLIGHT");
        now += 30_000;
        expect(await codeOf(once(requestOf(), { work: make() }))).toBe("UNRESOLVED");
      });
    });

    it("runs nothing under a key while the store is away, and leaves no key behind", async () => {
      const frozen = signal();
      const slow = {
        ...records,
        claim: async (...args: Parameters<typeof records.claim>) => {
          const found = await records.claim(...args);
          if (store.engine === "postgres") await frozen.given;
          return found;
        },
      };
      const stuck: Store = {
        ...store,
        transaction: async (work, options) => {
          const result = await store.transaction(work, options);
          await frozen.given;
          return result;
        },
      };
      const once = guardOf({ store: stuck, records: slow, budgetMs: 20 });
      await expect(once(requestOf(), { work: make() })).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
      expect(await effectsOf()).toBe(0);
      frozen.give();
      await expect.poll(() => codeOf(guardOf()(requestOf(), { work: make() }))).toBe("none");
      expect(await effectsOf()).toBe(1);
    });
  });
});

it("external effects need a code for what nobody knows", () => {
  const { unresolved: _, ...others } = refusals;
  const options = { store: {} as Store, records: idempotencyRecords(), refusals: others, effects: "external" as const };
  expect(() => idempotency(options)).toThrow(/unresolved/);
});
