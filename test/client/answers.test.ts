import { describe, expect, it } from "vitest";
import { failure, onEveryTransport, timed } from "./calls.ts";
import { answer, cut, endless, gzipped, notGzipped, ok, refuse, stall } from "./faults.ts";

const html = `<!doctype html><title>502 Bad Gateway</title>${"<p>nginx</p>".repeat(20_000)}`;

onEveryTransport((bench) => {
  const once = { retries: 0 };

  describe("an error", () => {
    it.each([
      [
        "a page of a proxy",
        answer(502, html, { "content-type": "text/html" }),
        { code: "HTTP_502", kind: "dependency_failed", origin: "edge" },
      ],
      ["nothing", answer(500), { code: "HTTP_500", kind: "internal", origin: "edge" }],
      ["null", answer(403, null), { code: "HTTP_403", kind: "permission_denied", origin: "edge" }],
      ["an answer that breaks off", cut(403), { code: "HTTP_403", kind: "permission_denied", status: 403 }],
      ["compressed, unasked", gzipped(403, { error: { code: "GONE", message: "m" } }), { code: "GONE", known: true }],
      ["plain, though it says compressed", notGzipped(403), { code: "HTTP_403", kind: "permission_denied" }],
      [
        "lines of JSON",
        answer(500, '{"error":{"code":"SORRY","message":"m"}}\n{"trace":1}\n'),
        { code: "SORRY", known: true },
      ],
      [
        "a foreign form",
        answer(404, { detail: "Rule not found" }),
        { code: "HTTP_404", kind: "not_found", message: "Rule not found", known: false },
      ],
      [
        "a code named like an inherited member",
        refuse(404, "constructor"),
        { code: "constructor", known: false, kind: "not_found" },
      ],
      ["a code newer than this client", refuse(409, "SOLD_OUT"), { code: "SOLD_OUT", known: false, kind: "conflict" }],
      [
        "members that nobody knows",
        answer(404, { request_id: "r", error: { code: "GONE", message: "m", hint: 1 }, x: [] }),
        { code: "GONE", known: true, requestId: "r" },
      ],
      ["without an end", endless(500), { code: "HTTP_500", kind: "internal", status: 500 }],
    ])("whose body is %s keeps its status, and has a kind", async (_, fault, expected) => {
      bench.server.plan(fault);
      const [error, ms] = await timed(
        failure(bench.make({ ...once, deadlineMs: 4_000, maxBytes: 1_000_000 }).try("GET /things")),
      );
      expect(error).toMatchObject({ sent: true, attempts: 1, ...expected });
      expect(ms).toBeLessThan(2_000);
      if (typeof error.body === "string") expect(error.body.length).toBeLessThanOrEqual(4_096);
      expect(String(error)).toMatch(/^[^\n]{1,300}$/);
    });

    it("names its request, from the header or the body", async () => {
      for (const fault of [
        refuse(404, "GONE", { "x-request-id": "req-1" }),
        refuse(404, "GONE", { "request-id": "req-1" }),
        answer(404, { request_id: "req-1" }),
      ]) {
        bench.server.plan(fault);
        const error = await failure(bench.make().try("GET /things"));
        expect([error.requestId, String(error).includes("req-1")]).toEqual(["req-1", true]);
      }
    });
  });

  describe("a success", () => {
    it.each([
      [
        { success: false, error: { code: "GONE", message: "m" } },
        { code: "GONE", known: true, kind: "not_found" },
      ],
      [
        { status: "error", data: null, error: { code: "GONE", message: "m" } },
        { code: "GONE", known: true },
      ],
      [
        { ok: false, error: "channel_not_found" },
        { code: "channel_not_found", known: false, retry: "never" },
      ],
      [
        { errors: [{ message: "Who?", extensions: { code: "UNAUTHENTICATED" } }], data: null },
        { code: "UNAUTHENTICATED", kind: "unauthenticated" },
      ],
      [{ success: false }, { code: "HTTP_200", kind: "internal", retry: "never" }],
    ])("with an error inside is that error: %j", async (body, expected) => {
      bench.server.plan(answer(200, body), ok);
      expect(await failure(bench.make().try("GET /things"))).toMatchObject({ status: 200, sent: true, ...expected });
      expect(bench.server.arrivals).toHaveLength(1);
    });

    it.each([
      [{ success: true, error: null }],
      [{ status: "error", id: "job-1", data: { lines: 3 } }],
      [{ status: "error", id: "job-1" }],
      [{ errors: [], data: null }],
      [{ errors: [{ message: "partly" }], data: { a: 1 } }],
      [{ error: null, data: 1 }],
      [null],
      [false],
      ["text"],
      [[]],
    ])("that only looks like one is a success: %j", async (body) => {
      bench.server.plan(answer(200, JSON.stringify(body), { "content-type": "application/json" }));
      expect(await bench.make().call("GET /things")).toEqual(body);
    });

    it.each([
      ["a page", answer(200, html, { "content-type": "text/html" })],
      ["half of one", answer(200, '{"fine":tr', { "content-type": "application/json" })],
      ["lines of it", answer(200, '{"a":1}\n{"a":2}\n', { "content-type": "application/x-ndjson" })],
      ["nothing, though it says JSON", answer(200, "", { "content-type": "application/json" })],
      ["JSON that cannot be looked into", answer(200, { error: "no", status: { toString: 1 } })],
    ])("that is %s where JSON is due is an error of the client, and not asked for again", async (_, fault) => {
      bench.server.plan(fault);
      const error = await failure(bench.make().try("GET /things"));
      expect(error).toMatchObject({
        code: "CLIENT_UNSUPPORTED_MEDIA",
        origin: "client",
        sent: true,
        effect: "unknown",
        attempts: 1,
      });
    });

    it("without a body has no data", async () => {
      for (const fault of [answer(204), answer(200), answer(202), answer(304)]) {
        bench.server.plan(fault);
        expect(await bench.make().try("PUT /things")).toMatchObject({ ok: true, data: undefined });
      }
      bench.server.plan(answer(200, "", { "content-type": "application/json", "content-length": "99" }));
      expect(await bench.make().try("HEAD /things")).toMatchObject({ ok: true, data: undefined });
    });

    it("that is no JSON is given as the caller asks", async () => {
      bench.server.plan(answer(200, "plain ü", { "content-type": "text/plain" }));
      expect(await bench.make().call("GET /things", { as: "text" })).toBe("plain ü");
      const bytes = await bench.make().call("GET /things", { as: "arrayBuffer" });
      expect(Buffer.from(bytes as ArrayBuffer).toString()).toBe("plain ü");
      bench.server.plan(gzipped(200, "zipped"));
      expect(await bench.make().call("GET /things", { as: "text" })).toBe('"zipped"');
    });

    it("longer than the client reads is an error, and is not read on", async () => {
      for (const fault of [endless(200), answer(200, "x".repeat(200_000)), gzipped(200, "x".repeat(5_000_000))]) {
        bench.server.plan(fault);
        const [error, ms] = await timed(
          failure(bench.make({ maxBytes: 100_000, deadlineMs: 4_000 }).try("GET /things")),
        );
        expect(error).toMatchObject({ code: "CLIENT_PAYLOAD_TOO_LARGE", kind: "payload_too_large", attempts: 1 });
        expect(ms).toBeLessThan(2_000);
      }
    });

    it("whose status tells success while the body stalls is ended by the deadline", async () => {
      bench.server.plan(stall(200));
      expect(
        await failure(bench.make({ deadlineMs: 120, retries: 0 }).try("GET /things", { as: "text" })),
      ).toMatchObject({ kind: "timeout" });
    });

    it("call gives its data, and throws what try gives", async () => {
      bench.server.plan(refuse(404, "GONE"));
      const thrown = await bench
        .make()
        .call("GET /things")
        .catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: "GONE", name: "ApiError" });
      expect(thrown).toBeInstanceOf(Error);
    });
  });
});
