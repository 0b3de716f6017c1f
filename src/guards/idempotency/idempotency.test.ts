import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../../contract/index.ts";
import {
  idempotencyMigrations,
  idempotencyRecords,
  type Store,
  type StoredResponse,
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
const created = (id: string, body = `{"id":"${id}"}`): StoredResponse => ({
  status: 201,
  headers: { "Content-Type": "application/json", Location: `/orders/${id}`, "Set-Cookie": "s=1", Date: "now" },
  body,
});
const render = (error: ApiError): StoredResponse => ({ status: error.status, headers: {}, body: error.code });

/** Lets one part of a test wait for another. */
function signal(): { fired: Promise<void>; fire: () => void } {
  let fire: () => void = () => undefined;
  const fired = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { fired, fire };
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
    const create =
      (name = key, response: (id: string) => StoredResponse = created) =>
      (hold: IdempotencyHold) =>
        store.transaction(async (sql) => {
          const id = crypto.randomUUID();
          await sql`INSERT INTO effects (id, name) VALUES (${id}, ${name})`;
          return await hold.finish(sql, response(id), { reference: `{"id":"${id}","isCut":true}` });
        });
    const effectsOf = async (name = key) =>
      (await store.sql<{ id: string }>`SELECT id FROM effects WHERE name = ${name}`).length;
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => "none",
        (error: ApiError) => error.code,
      );

    it("returns the status, body and stored headers of the first response to a repeat", async () => {
      const guard = guardOf();
      const first = await guard(requestOf({ requestId: "req-1" }), { work: create() });
      const second = await guard(requestOf({ requestId: "req-2" }), { work: create() });
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

    it("treats a quoted key as the same key", async () => {
      const guard = guardOf();
      await guard(requestOf(), { work: create() });
      expect((await guard(requestOf({ key: `"${key}"` }), { work: create() })).headers["Idempotent-Replayed"]).toBe(
        "true",
      );
    });

    it.each([
      ["another body", { body: async () => Buffer.from('{"a":1}') }],
      ["another query", { target: "/orders?x=1" }],
      ["another content type", { contentType: "text/plain" }],
      ["another method", { method: "PATCH" }],
    ])("throws `reused` for the key with %s", async (_name, over) => {
      const guard = guardOf();
      await guard(requestOf(), { work: create() });
      await expect(guard(requestOf(over), { work: create() })).rejects.toMatchObject({
        code: "REUSED",
        details: { reason: "reused" },
      });
      expect(await effectsOf()).toBe(1);
    });

    it("throws `reused` when characters move from one part of the request to the next", async () => {
      const guard = guardOf();
      await guard(requestOf({ target: "/a", contentType: "b" }), { work: create() });
      expect(await codeOf(guard(requestOf({ target: "/ab", contentType: "" }), { work: create() }))).toBe("REUSED");
    });

    it("runs one of 200 concurrent requests, and rejects the others as `inFlight` or replays the response", async () => {
      const guard = guardOf();
      const storm = Array.from({ length: 200 }, () => guard(requestOf(), { work: create() }));
      const settled = await Promise.allSettled(storm);
      const firsts = settled.filter((one) => one.status === "fulfilled" && !one.value.headers["Idempotent-Replayed"]);
      const waits = settled.filter((one) => one.status === "rejected").map(({ reason: error }) => error as ApiError);
      expect(firsts).toHaveLength(1);
      expect(await effectsOf()).toBe(1);
      expect([...new Set(waits.map(({ code }) => code))]).toEqual(["IN_FLIGHT"]);
      for (const wait of waits)
        expect(wait).toMatchObject({ details: { retryAfterSec: 1 }, options: { retryAfterMs: 1000 } });
    });

    it.each(["GET", "PUT", "DELETE"])("ignores the key of a %s", async (method) => {
      const guard = guardOf({ refusals: { ...refusals, missing: MISSING } });
      for (let turn = 0; turn < 2; turn++) await guard(requestOf({ method }), { work: create() });
      expect(await effectsOf()).toBe(2);
    });

    it("runs a request without a key and without reading its body, unless keys are mandatory", async () => {
      const unread = { key: undefined, body: () => Promise.reject(new Error("read")) };
      await guardOf()(requestOf(unread), { work: create() });
      expect(await effectsOf()).toBe(1);
      const strict = guardOf({ refusals: { ...refusals, missing: MISSING } });
      expect(await codeOf(strict(requestOf(unread), { work: create() }))).toBe("MISSING");
    });

    it("throws `invalid` before the body is read", async () => {
      const bad = requestOf({ key: "a b", body: () => Promise.reject(new Error("read")) });
      await expect(guardOf()(bad, { work: create() })).rejects.toMatchObject({
        code: "INVALID",
        details: { reason: "malformed" },
      });
    });

    it.each([
      ["an error that an action can fix", () => api.error.POOR()],
      ["a timeout", () => api.error.LATE()],
      ["a program error", () => new Error("oops")],
      ["a final error without `render`", () => api.error.UNREADABLE(), null],
    ])("frees the key after %s", async (_name, failure, how: typeof render | null = render) => {
      const guard = guardOf();
      const error = failure();
      const run = { work: () => Promise.reject(error), ...(how && { render: how }) };
      await expect(guard(requestOf(), run)).rejects.toBe(error);
      await guard(requestOf(), { work: create() });
      expect(await effectsOf()).toBe(1);
      expect(events).toEqual([]);
    });

    it("frees the key when the transaction is rolled back after `finish`", async () => {
      const guard = guardOf();
      const work = async (hold: IdempotencyHold) => {
        await store.transaction(async (sql) => {
          await hold.finish(sql, created("x"));
          throw api.error.POOR();
        });
        return created("x");
      };
      expect(await codeOf(guard(requestOf(), { work, render }))).toBe("POOR");
      expect((await guard(requestOf(), { work: create() })).headers).not.toHaveProperty("Idempotent-Replayed");
    });

    it("replays a final error", async () => {
      const guard = guardOf();
      const work = () => Promise.reject(api.error.UNREADABLE());
      expect(await codeOf(guard(requestOf(), { work, render }))).toBe("UNREADABLE");
      expect(await guard(requestOf(), { work: create(), render })).toMatchObject({
        status: 422,
        body: "UNREADABLE",
        headers: { "Idempotent-Replayed": "true" },
      });
      expect(await effectsOf()).toBe(0);
    });

    it("replays the response when the work failed after its effect was committed", async () => {
      const guard = guardOf();
      const work = async (hold: IdempotencyHold) => {
        await create()(hold);
        throw api.error.LATE();
      };
      expect(await codeOf(guard(requestOf(), { work, render }))).toBe("LATE");
      expect((await guard(requestOf(), { work: create() })).headers["Idempotent-Replayed"]).toBe("true");
      expect(await effectsOf()).toBe(1);
    });

    it("replays the response when the acknowledgement of the commit was lost", async () => {
      const lossy: Store = {
        ...store,
        async transaction(work, options) {
          await store.transaction(work, options);
          throw new StoreError("STORE_TIMEOUT", "the response to COMMIT was lost.");
        },
      };
      const work = (hold: IdempotencyHold) =>
        lossy.transaction(async (sql) => {
          await sql`INSERT INTO effects (id, name) VALUES (${crypto.randomUUID()}, ${key})`;
          return await hold.finish(sql, created("lost"));
        });
      await expect(guardOf()(requestOf(), { work, render })).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
      expect(await guardOf()(requestOf(), { work: create() })).toMatchObject({ status: 201, body: '{"id":"lost"}' });
      expect(await effectsOf()).toBe(1);
    });

    it("records a response that `finish` did not record, except a 5xx", async () => {
      const guard = guardOf();
      await guard(requestOf(), { work: async () => ({ ...created("a"), status: 503 }) });
      await guard(requestOf(), { work: async () => created("b") });
      expect(await guard(requestOf(), { work: create() })).toMatchObject({ body: '{"id":"b"}' });
    });

    it("lets the next request take over from a dead one, whose late effect is rolled back", async () => {
      const guard = guardOf();
      const [gate, started] = [signal(), signal()];
      const slow = guard(requestOf(), {
        work: async (hold) => {
          started.fire();
          await gate.fired;
          return await create()(hold);
        },
      });
      const slowEnd = codeOf(slow);
      await started.fired;
      expect(await codeOf(guard(requestOf(), { work: create() }))).toBe("IN_FLIGHT");
      now += 30_000;
      const successor = await guard(requestOf(), { work: create() });
      gate.fire();
      expect(await slowEnd).toBe("IN_FLIGHT");
      expect(await effectsOf()).toBe(1);
      expect((await guard(requestOf(), { work: create() })).body).toBe(successor.body);
      expect(events.map(({ kind }) => kind)).toContain("taken-over");
    });

    it("stores the reference instead of a body that is too large", async () => {
      const guard = guardOf({ maxStoredBytes: 100 });
      const first = await guard(requestOf(), { work: create(key, (id) => created(id, "x".repeat(101))) });
      const second = await guard(requestOf(), { work: create() });
      expect(first.body).toHaveLength(101);
      expect(JSON.parse(String(second.body))).toMatchObject({ isCut: true });
      expect(second.headers.Location).toBe(first.headers.Location);
    });

    it("rolls the effect back when neither the body nor the reference can be stored", async () => {
      const guard = guardOf({ maxStoredBytes: 10 });
      await expect(guard(requestOf(), { work: create() })).rejects.toThrow(/at most 10 bytes, received 4\d/);
      expect(await effectsOf()).toBe(0);
    });

    it("renews the lease while the work runs", async () => {
      const quick = idempotencyRecords({ leaseMs: 400 });
      const guard = guardOf({ records: quick });
      const work = async (hold: IdempotencyHold) => {
        await wait(1_000);
        return await create()(hold);
      };
      const slow = guard(requestOf(), { work });
      await wait(700);
      expect(await codeOf(guard(requestOf(), { work }))).toBe("IN_FLIGHT");
      expect((await slow).status).toBe(201);
      expect(await effectsOf()).toBe(1);
    });

    describe("with external effects", () => {
      it("throws `unresolved` after an error with an unknown effect, and runs again after one without effect", async () => {
        const guard = guardOf({ effects: "external" });
        expect(await codeOf(guard(requestOf(), { work: () => Promise.reject(api.error.POOR()) }))).toBe("POOR");
        expect(await codeOf(guard(requestOf(), { work: () => Promise.reject(new Error("cut")) }))).toBe(undefined);
        expect(await codeOf(guard(requestOf(), { work: create() }))).toBe("UNRESOLVED");
        expect(await effectsOf()).toBe(0);
      });

      it("throws `unresolved` after the first request died", async () => {
        const guard = guardOf({ effects: "external" });
        const started = signal();
        const dead = (): Promise<StoredResponse> => {
          started.fire();
          return new Promise(() => undefined);
        };
        void guard(requestOf(), { work: dead });
        await started.fired;
        expect(await codeOf(guard(requestOf(), { work: create() }))).toBe("IN_FLIGHT");
        now += 30_000;
        expect(await codeOf(guard(requestOf(), { work: create() }))).toBe("UNRESOLVED");
      });
    });

    it("runs nothing while the store does not respond, and leaves no key in use", async () => {
      const stall = signal();
      const slow = {
        ...records,
        claim: async (...args: Parameters<typeof records.claim>) => {
          const found = await records.claim(...args);
          if (store.engine === "postgres") await stall.fired;
          return found;
        },
      };
      const stuck: Store = {
        ...store,
        transaction: async (work, options) => {
          const result = await store.transaction(work, options);
          await stall.fired;
          return result;
        },
      };
      const guard = guardOf({ store: stuck, records: slow, timeoutMs: 20 });
      await expect(guard(requestOf(), { work: create() })).rejects.toMatchObject({ code: "STORE_TIMEOUT" });
      expect(await effectsOf()).toBe(0);
      stall.fire();
      await expect.poll(() => codeOf(guardOf()(requestOf(), { work: create() }))).toBe("none");
      expect(await effectsOf()).toBe(1);
    });
  });
});

it("throws when effects are external and `unresolved` is not set", () => {
  const { unresolved: _, ...others } = refusals;
  const options = { store: {} as Store, records: idempotencyRecords(), refusals: others, effects: "external" as const };
  expect(() => idempotency(options)).toThrow(/unresolved/);
});
