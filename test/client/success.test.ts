import { client, parseResponse } from "errata/client";
import { describe, expect, it } from "vitest";
import { ok, respond } from "./faults.ts";
import { failure, onEveryTransport } from "./transports.ts";

const successes: readonly unknown[] = [
  { id: "job_7", status: "failed", error: { code: "oom" } },
  { ok: false, checks: [] },
  { id: "imp_1", errors: [{ row: 3 }] },
  { success: false, reason: "not matched", score: 0.1 },
  { status: "error", id: "job-1", data: { lines: 3 } },
  { errors: [{ message: "partly" }], data: { a: 1 } },
  { success: true, error: null },
  { error: "no", status: { toString: 1 } },
  null,
  false,
  "text",
  [],
];

const failures: readonly [unknown, object][] = [
  [
    { success: false, error: { code: "GONE", message: "m" } },
    { code: "GONE", kind: "internal" },
  ],
  [{ status: "error", data: null, error: { code: "GONE", message: "m" } }, { code: "GONE" }],
  [
    { ok: false, error: "channel_not_found" },
    { code: "channel_not_found", retry: "never" },
  ],
  [
    { errors: [{ message: "Who?", extensions: { code: "UNAUTHENTICATED" } }], data: null },
    { code: "UNAUTHENTICATED", retry: "never" },
  ],
];

onEveryTransport((bench) => {
  const generic = (options = {}) => client({ baseUrl: bench.server.url, ...options });

  describe("a 2xx response without contract metadata", () => {
    it.each(successes.map((body) => [JSON.stringify(body), body]))("is data if its body is %s", async (text, body) => {
      bench.server.plan(respond(200, text as string, { "content-type": "application/json" }));
      expect(await generic().call("GET /things")).toEqual(body);
      const response = await fetch(`${bench.server.url}/things`);
      expect(await parseResponse(response)).toBeUndefined();
      expect(await response.json()).toEqual(body);
    });

    it.each(failures.map(([body, expected]) => [JSON.stringify(body), body, expected]))(
      "is an error and not retried if its body is %s",
      async (_, body, expected) => {
        bench.server.plan(respond(200, body), ok);
        const error = await failure(generic().try("GET /things"));
        expect(error).toMatchObject({
          status: 200,
          sent: true,
          attempts: 1,
          origin: "api",
          known: false,
          ...(expected as object),
        });
        expect(bench.server.arrivals).toHaveLength(1);
        bench.server.plan(respond(200, body));
        expect(await parseResponse(await fetch(`${bench.server.url}/things`))).toMatchObject({
          ...(expected as object),
          status: 200,
        });
      },
    );

    it("is data if its status is 207", async () => {
      const body = { errors: [{ code: "GONE", message: "m" }] };
      bench.server.plan(respond(207, body));
      expect(await generic().try("GET /things")).toMatchObject({ ok: true, status: 207, data: body });
      expect(await parseResponse(await fetch(`${bench.server.url}/things`))).toBeUndefined();
    });

    it("is data if detectErrors is false, and an error if its function says so", async () => {
      const error = { error: { code: "GONE", message: "m" } };
      bench.server.plan(respond(200, error));
      expect(await generic({ detectErrors: false }).call("GET /things")).toEqual(error);
      const url = `${bench.server.url}/things`;
      expect(await parseResponse(await fetch(url), undefined, { detectErrors: false })).toBeUndefined();
      bench.server.plan(respond(200, { success: false, reason: "no_match" }));
      const detectErrors = (body: unknown): boolean => (body as { success?: boolean }).success === false;
      const detected = await failure(generic({ detectErrors }).try("GET /things"));
      expect(detected).toMatchObject({ code: "no_match", status: 200 });
      expect(await parseResponse(await fetch(url), undefined, { detectErrors })).toMatchObject({ code: "no_match" });
    });

    it("rejects the call without a retry if detectErrors throws", async () => {
      bench.server.plan(ok);
      const detectErrors = (): never => {
        throw new TypeError("a bug in the program");
      };
      await expect(generic({ detectErrors }).try("GET /things")).rejects.toThrow("a bug in the program");
      expect(bench.server.arrivals).toHaveLength(1);
    });
  });

  describe("a 2xx response with contract metadata", () => {
    it.each([
      [{ error: { code: "GONE", message: "m" } }, { code: "GONE", known: true, kind: "not_found", retry: "never" }],
      [
        { error: { code: "GONE", message: "m" }, request_id: "req-1" },
        { code: "GONE", requestId: "req-1" },
      ],
      [{ error: { code: "NEW", message: "m" } }, { code: "NEW", known: false }],
      [
        { success: false, error: { code: "GONE", message: "m" } },
        { code: "GONE", known: true },
      ],
    ])("is an error in the contract's envelope: %j", async (body, expected) => {
      bench.server.plan(respond(200, body));
      expect(await failure(bench.connect().try("GET /things"))).toMatchObject({ status: 200, ...expected });
    });

    it.each(
      [
        ...successes,
        { error: "channel_not_found" },
        { ok: false, error: "channel_not_found" },
        { error: { code: "oom" } },
        { id: "job_7", error: { code: "GONE", message: "m" } },
        { success: false },
      ].map((body) => [JSON.stringify(body), body]),
    )("is data in any other form: %s", async (text, body) => {
      bench.server.plan(respond(200, text as string, { "content-type": "application/json" }));
      expect(await bench.connect().call("GET /things")).toEqual(body);
    });
  });
});
