import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { cut, endless, gzipped, notGzipped, reject, respond, stall } from "./faults.ts";
import { failure, onEveryTransport, timed } from "./transports.ts";

const html = `<!doctype html><title>502 Bad Gateway</title>${"<p>nginx</p>".repeat(20_000)}`;

onEveryTransport((bench) => {
  const once = { retries: 0 };

  describe("an error", () => {
    it.each([
      [
        "an HTML page of a proxy",
        respond(502, html, { "content-type": "text/html" }),
        { code: "HTTP_502", kind: "dependency_failed", origin: "edge" },
      ],
      ["empty", respond(500), { code: "HTTP_500", kind: "internal", origin: "edge" }],
      ["null", respond(403, null), { code: "HTTP_403", kind: "permission_denied", origin: "edge" }],
      ["cut off", cut(403), { code: "HTTP_403", kind: "permission_denied", status: 403 }],
      [
        "compressed although the client does not accept it",
        gzipped(403, { error: { code: "GONE", message: "m" } }),
        { code: "GONE", known: true },
      ],
      ["declared as compressed, but plain", notGzipped(403), { code: "HTTP_403", kind: "permission_denied" }],
      [
        "newline-delimited JSON",
        respond(500, '{"error":{"code":"SORRY","message":"m"}}\n{"trace":1}\n'),
        { code: "SORRY", kind: "internal", known: true },
      ],
      [
        "in another published format",
        respond(404, { detail: "Rule not found" }),
        { code: "HTTP_404", kind: "not_found", message: "Rule not found", known: false },
      ],
      [
        "with a code named like an inherited member",
        reject(404, "constructor"),
        { code: "constructor", known: false, kind: "not_found" },
      ],
      [
        "with a code newer than this client",
        reject(409, "SOLD_OUT"),
        { code: "SOLD_OUT", known: false, kind: "conflict" },
      ],
      [
        "with undeclared members",
        respond(404, { request_id: "r", error: { code: "GONE", message: "m", hint: 1 }, x: [] }),
        { code: "GONE", known: true, requestId: "r" },
      ],
      ["endless", endless(500), { code: "HTTP_500", kind: "internal", status: 500 }],
    ])("keeps its status and has a kind if its body is %s", async (_, fault, expected) => {
      bench.server.plan(fault);
      const [error, ms] = await timed(
        failure(bench.connect({ ...once, deadlineMs: 4_000, maxBytes: 1_000_000 }).try("GET /things")),
      );
      expect(error).toMatchObject({ sent: true, attempts: 1, ...expected });
      expect(ms).toBeLessThan(2_000);
      if (typeof error.body === "string") expect(error.body.length).toBeLessThanOrEqual(4_096);
      expect(String(error)).toMatch(/^[^\n]{1,300}$/);
    });

    it("has the request id of the header or the body", async () => {
      for (const fault of [
        reject(404, "GONE", { "x-request-id": "req-1" }),
        reject(404, "GONE", { "request-id": "req-1" }),
        respond(404, { request_id: "req-1" }),
      ]) {
        bench.server.plan(fault);
        const error = await failure(bench.connect().try("GET /things"));
        expect([error.requestId, String(error).includes("req-1")]).toEqual(["req-1", true]);
      }
    });
  });

  describe("an encoded body", () => {
    const text = JSON.stringify({ fine: "ü".repeat(20_000) });
    const encoded: [string, string, Buffer][] = [
      ["gzip", "gzip", gzipSync(text)],
      ["an upper-case name", "GZIP", gzipSync(text)],
      ["x-gzip", "x-gzip", gzipSync(text)],
      ["two codings", "gzip, gzip", gzipSync(gzipSync(text))],
      ["different codings", "deflate,br", brotliCompressSync(deflateSync(text))],
      ["deflate with the zlib header", "deflate", deflateSync(text)],
      ["raw deflate", "deflate", deflateRawSync(text)],
      ["raw deflate in gzip", "deflate, gzip", gzipSync(deflateRawSync(text))],
      ["brotli", "br", brotliCompressSync(text)],
    ];
    it.each(encoded)("is decoded from %s", async (_, encoding, bytes) => {
      bench.server.plan((response) => {
        response.writeHead(200, { "content-type": "application/json", "content-encoding": encoding });
        response.write(bytes.subarray(0, 1), () => response.end(bytes.subarray(1)));
      });
      expect(JSON.stringify(await bench.connect().call("GET /things"))).toBe(text);
    });

    it("is empty if it has no bytes", async () => {
      bench.server.plan(respond(200, "", { "content-encoding": "gzip" }));
      expect(await bench.connect().try("GET /things")).toMatchObject({ ok: true, data: undefined });
    });
  });

  describe("a success", () => {
    it.each([
      ["half of a JSON body", respond(200, '{"fine":tr', { "content-type": "application/json" })],
      ["newline-delimited JSON", respond(200, '{"a":1}\n{"a":2}\n', { "content-type": "application/x-ndjson" })],
      ["plain text", respond(200, "fine", { "content-type": "text/plain" })],
    ])("is CLIENT_UNSUPPORTED_MEDIA and not retried if its body is %s", async (_, fault) => {
      bench.server.plan(fault);
      const error = await failure(bench.connect().try("GET /things"));
      expect(error).toMatchObject({
        code: "CLIENT_UNSUPPORTED_MEDIA",
        status: 200,
        origin: "client",
        sent: true,
        effect: "unknown",
        attempts: 1,
      });
      expect(error.message).toMatch(/^Expected JSON, received \S+\. Check baseUrl or pass as: "text"\.$/);
    });

    it.each([
      [200, { "content-type": "text/html" }],
      [201, { "content-type": "text/html; charset=utf-8" }],
      [200, {}],
    ])("keeps status %i and has origin edge if its body is an HTML page", async (status, headers) => {
      bench.server.plan(respond(status, html, { ...headers, "x-request-id": "req-1" } as Record<string, string>));
      const error = await failure(bench.connect().try("GET /things"));
      expect(error).toMatchObject({
        code: "CLIENT_UNSUPPORTED_MEDIA",
        kind: "unsupported_media",
        status,
        origin: "edge",
        sent: true,
        attempts: 1,
        requestId: "req-1",
      });
      expect(error.body).toBe(html.slice(0, 4_096));
      expect(String(error)).not.toContain("nginx");
    });

    it.each([200, 201, 202])("has no data if a %i has a JSON type and an empty body", async (status) => {
      for (const body of ["", " \r\n"]) {
        bench.server.plan(respond(status, body, { "content-type": "application/json" }));
        expect(await bench.connect().try("POST /things")).toMatchObject({ ok: true, data: undefined, status });
      }
    });

    it("has no data if it has no body", async () => {
      for (const fault of [respond(204), respond(200), respond(202), respond(304)]) {
        bench.server.plan(fault);
        expect(await bench.connect().try("PUT /things")).toMatchObject({ ok: true, data: undefined });
      }
      bench.server.plan(respond(205, "{}"));
      expect(await bench.connect().try("PUT /things")).toMatchObject({ ok: true, data: undefined, status: 205 });
      bench.server.plan(respond(200, "", { "content-type": "application/json", "content-length": "99" }));
      expect(await bench.connect().try("HEAD /things")).toMatchObject({ ok: true, data: undefined });
    });

    it("is returned as text or bytes if the call says so", async () => {
      bench.server.plan(respond(200, "plain ü", { "content-type": "text/plain" }));
      expect(await bench.connect().call("GET /things", { as: "text" })).toBe("plain ü");
      const bytes = await bench.connect().call("GET /things", { as: "arrayBuffer" });
      expect(Buffer.from(bytes as ArrayBuffer).toString()).toBe("plain ü");
      bench.server.plan(gzipped(200, "zipped"));
      expect(await bench.connect().call("GET /things", { as: "text" })).toBe('"zipped"');
    });

    it("is an error and not read to the end if it exceeds maxBytes", async () => {
      for (const fault of [endless(200), respond(200, "x".repeat(200_000)), gzipped(200, "x".repeat(5_000_000))]) {
        bench.server.plan(fault);
        const [error, ms] = await timed(
          failure(bench.connect({ maxBytes: 100_000, deadlineMs: 4_000 }).try("GET /things")),
        );
        expect(error).toMatchObject({ code: "CLIENT_PAYLOAD_TOO_LARGE", kind: "payload_too_large", attempts: 1 });
        expect(ms).toBeLessThan(2_000);
      }
    });

    it("times out at the deadline if its body stalls", async () => {
      bench.server.plan(stall(200));
      expect(
        await failure(bench.connect({ deadlineMs: 120, retries: 0 }).try("GET /things", { as: "text" })),
      ).toMatchObject({ kind: "timeout" });
    });

    it("is returned by call, which throws the error that try returns", async () => {
      bench.server.plan(reject(404, "GONE"));
      const thrown = await bench
        .connect()
        .call("GET /things")
        .catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: "GONE", name: "ApiError" });
      expect(thrown).toBeInstanceOf(Error);
    });
  });
});
