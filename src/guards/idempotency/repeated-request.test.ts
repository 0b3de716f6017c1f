import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiError, contract } from "../../contract/index.ts";
import { idempotencyMigrations, idempotencyRecords, type Store, type StoredResponse } from "../../store/index.ts";
import { type TestStore, testEngines } from "../../store/testing/index.ts";
import { type IdempotencyHold, type IdempotencyOptions, idempotency } from "./index.ts";

const api = contract({
  name: "once",
  version: "1.0.0",
  errors: {
    INVALID: { kind: "idempotency_key_invalid", when: "Bad key.", message: "Bad key." },
    REUSED: { kind: "idempotency_key_invalid", status: 422, when: "Reused.", message: "Reused." },
    IN_FLIGHT: { kind: "conflict", when: "Runs.", message: "Runs." },
    GONE: { kind: "not_found", when: "Deleted.", message: "Deleted." },
    UNREADABLE: { kind: "processing_failed", when: "Unreadable.", message: "Unreadable." },
  },
});
const refusals = { invalid: api.error.INVALID, reused: api.error.REUSED, inFlight: api.error.IN_FLIGHT };
const created: StoredResponse = { status: 201, headers: { "Content-Type": "application/json" }, body: '{"id":"a"}' };

describe.each(testEngines)("a repeated request on $name", (engine) => {
  describe.skipIf(engine.isAbsent)("", () => {
    let opened: TestStore;
    let store: Store;
    let key = "";
    let runs = 0;
    let events: string[] = [];
    const records = idempotencyRecords();
    beforeAll(async () => {
      opened = await engine.open([idempotencyMigrations]);
      store = opened.store;
    });
    beforeEach(() => {
      key = crypto.randomUUID();
      runs = 0;
      events = [];
    });
    afterAll(() => opened.drop());

    const requestOf = (over: object = {}) => ({
      ...{ tenant: "t", operation: "POST /orders", key, method: "POST", target: "/orders" },
      contentType: "application/json",
      body: async () => Buffer.from("{}"),
      ...over,
    });
    const guardOf = (over: Partial<IdempotencyOptions> = {}) =>
      idempotency({ store, records, refusals, observe: ({ kind }) => void events.push(kind), ...over });
    const create =
      (options: Parameters<IdempotencyHold["finish"]>[2] = {}) =>
      (hold: IdempotencyHold) =>
        store.transaction((sql) => {
          runs += 1;
          return hold.finish(sql, created, options);
        });
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => "none",
        (error: ApiError) => error.code,
      );

    describe("with a JSON body", () => {
      it.each([
        ["whitespace", '{ "a": 1,\n"b": [true, "ü"] }'],
        ["the order of members", '{"b":[true,"ü"],"a":1}'],
        ["the spelling of numbers and characters", '{"a":1.0e0,"b":[true,"\\u00fc"]}'],
      ])("is the same if only %s differs", async (_name, text) => {
        const guard = guardOf();
        await guard(requestOf({ body: async () => Buffer.from('{"a":1,"b":[true,"ü"]}') }), { work: create() });
        const over = { body: async () => Buffer.from(text), contentType: "application/json; charset=utf-8" };
        expect((await guard(requestOf(over), { work: create() })).headers["Idempotent-Replayed"]).toBe("true");
        expect(runs).toBe(1);
      });

      it.each([
        ["a list has another order", "[2,1]", "[1,2]"],
        ["a text has other whitespace", '["a b"]', '["a  b"]'],
        ["it has another media type", "{ }", "{}", "text/plain"],
        ["it is nested too deep to compare", "[".repeat(100_000), `${"[".repeat(100_000)} `],
      ])("is another one if %s", async (_name, first, second, contentType = "application/json") => {
        const guard = guardOf();
        await guard(requestOf({ body: async () => Buffer.from(first), contentType }), { work: create() });
        const other = requestOf({ body: async () => Buffer.from(second), contentType });
        expect(await codeOf(guard(other, { work: create() }))).toBe("REUSED");
      });
    });

    describe("with the digest of an upload", () => {
      const upload = (digest: string, boundary = "1") =>
        requestOf({
          contentType: `multipart/form-data; boundary=${boundary}`,
          body: () => Promise.reject(new Error("read")),
          digest: async () => digest,
        });

      it("replays the response to the same upload, and throws `reused` for another one", async () => {
        const guard = guardOf();
        await guard(upload("a"), { work: create({ digest: "a" }) });
        const again = await guard(upload("a", "2"), { work: create({ digest: "a" }) });
        expect(again.headers["Idempotent-Replayed"]).toBe("true");
        expect(await codeOf(guard(upload("b"), { work: create({ digest: "b" }) }))).toBe("REUSED");
        expect(runs).toBe(1);
      });

      it("throws `inFlight` while the first upload runs, without reading the second", async () => {
        const guard = guardOf();
        let [start, end] = [(): void => undefined, (): void => undefined];
        const started = new Promise<void>((resolve) => (start = resolve));
        const ended = new Promise<void>((resolve) => (end = resolve));
        const first = guard(upload("a"), {
          async work(hold) {
            start();
            await ended;
            return await create({ digest: "a" })(hold);
          },
        });
        await started;
        const unread = { ...upload("a"), digest: () => Promise.reject(new Error("read")) };
        expect(await codeOf(guard(unread, { work: create({ digest: "a" }) }))).toBe("IN_FLIGHT");
        end();
        expect((await first).status).toBe(201);
      });

      it("frees the key after every error, and after a response that was not recorded", async () => {
        const guard = guardOf();
        const render = (error: ApiError): StoredResponse => ({ status: error.status, headers: {}, body: error.code });
        const failing = () => Promise.reject(api.error.UNREADABLE());
        expect(await codeOf(guard(upload("a"), { work: failing, render }))).toBe("UNREADABLE");
        await guard(upload("b"), { work: async () => created });
        const third = await guard(upload("c"), { work: create({ digest: "c" }) });
        expect(third.headers).not.toHaveProperty("Idempotent-Replayed");
      });

      it("throws a TypeError and records nothing when `finish` gets no digest", async () => {
        await expect(guardOf()(upload("a"), { work: create() })).rejects.toThrow(/digest/);
        expect(await codeOf(guardOf()(upload("b"), { work: create({ digest: "b" }) }))).toBe("none");
      });
    });

    it("receives the response of `finish`, and not the one with a secret that the first request received", async () => {
      const guard = guardOf();
      const work = async (hold: IdempotencyHold) => ({ ...(await create()(hold)), body: "secret" });
      expect((await guard(requestOf(), { work })).body).toBe("secret");
      expect((await guard(requestOf(), { work })).body).toBe(created.body);
      expect(JSON.stringify(await store.sql`SELECT * FROM errata_idempotency`)).not.toContain("secret");
    });

    it("is `forgotten` when the data of the response was deleted, or `reused` without that refusal", async () => {
      const guard = guardOf({ refusals: { ...refusals, forgotten: api.error.GONE } });
      const work = create({ subject: `p-${key}/notes` });
      await guard(requestOf(), { work });
      expect((await guard(requestOf(), { work })).headers["Idempotent-Replayed"]).toBe("true");
      await store.transaction((sql) => records.forget(sql, "t", `p-${key}`));
      expect(await codeOf(guard(requestOf(), { work }))).toBe("GONE");
      expect(await codeOf(guardOf()(requestOf(), { work }))).toBe("REUSED");
      expect(events).toEqual(["replayed", "forgotten", "reused"]);
    });
  });
});
