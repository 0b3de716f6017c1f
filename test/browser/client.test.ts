import { existsSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const executablePath = "/usr/bin/chromium";
const args =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** What a browser shows of a foreign answer only where the answer says so. */
const exposed = "Retry-After, retry-after-ms, x-should-retry, RateLimit, X-Request-Id, Date";

const servers: Server[] = [];
let browser: Browser;
let page: Page;
let apiUrl: string;
let asked: string[] = [];

describe.skipIf(!existsSync(executablePath))(
  "the client in Chromium (/usr/bin/chromium), on a page of another origin",
  () => {
    beforeAll(async () => {
      const { outputFiles } = await build({
        stdin: { contents: `export * from "errata/client";`, resolveDir: import.meta.dirname, loader: "ts" },
        bundle: true,
        platform: "browser",
        conditions: ["errata-source"],
        format: "iife",
        globalName: "errata",
        write: false,
      });
      const script = outputFiles[0]!.text;
      const pageUrl = await listen((request, response) => {
        response.writeHead(200, { "content-type": request.url === "/client.js" ? "text/javascript" : "text/html" });
        response.end(request.url === "/client.js" ? script : '<!doctype html><script src="/client.js"></script>');
      });
      apiUrl = await listen(answer);
      browser = await chromium.launch({ executablePath, args: args.split(" ") });
      page = await browser.newPage();
      await page.goto(pageUrl);
    });
    afterAll(async () => {
      await browser?.close();
      for (const server of servers) server.close();
    });

    it("reads codes, kinds and request ids", async () => {
      const error = await failureOf("GET /gone");
      expect(error).toMatchObject({
        code: "GONE",
        kind: "not_found",
        status: 404,
        origin: "api",
        requestId: "req-gone",
      });
    });

    it("reads Retry-After, and gives what does not fit to the caller at once", async () => {
      const error = await failureOf("GET /closed");
      expect(error).toMatchObject({ code: "TOO_FAST", kind: "rate_limited", retryAfterMs: 3_600_000, attempts: 1 });
    });

    it("waits, retries and succeeds; a POST too, as the rate limit did no work", async () => {
      for (const operation of ["GET /busy-once", "POST /busy-once"]) {
        asked = [];
        const result = await run(operation);
        expect(result).toMatchObject({ ok: true, data: { fine: true } });
        expect(asked.filter((line) => line === operation)).toHaveLength(2);
      }
    });

    it("takes an answer that cannot be read for a failed connection that may have done its work", async () => {
      expect(await failureOf("GET /secret", { retries: 0 })).toMatchObject({
        code: "CLIENT_UNAVAILABLE",
        sent: true,
        effect: "unknown",
      });
    });

    it("ends a body that stalls by the deadline, and a call by its signal", async () => {
      expect(await failureOf("GET /stall", { deadlineMs: 200 })).toMatchObject({ code: "CLIENT_TIMEOUT" });
      const [kind, ms] = await page.evaluate(async (baseUrl) => {
        const controller = new AbortController();
        const call = (globalThis as any).errata.client({ baseUrl }).try("GET /stall", { signal: controller.signal });
        await new Promise((resolve) => setTimeout(resolve, 100));
        const start = performance.now();
        controller.abort();
        const { error } = await call;
        return [error.kind, performance.now() - start];
      }, apiUrl);
      expect(kind).toBe("cancelled");
      expect(ms).toBeLessThan(50);
    });

    it("sends one key with every attempt where the contract says that the operation accepts it", async () => {
      asked = [];
      const metadata = { codes: { BUSY: "unavailable" }, kinds: {}, keyed: ["POST /keyed"] };
      expect(await run("POST /keyed", { metadata })).toMatchObject({ ok: true });
      const keys = asked.filter((line) => line.startsWith("key "));
      expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    });
  },
);

async function run(operation: string, options: object = {}): Promise<any> {
  return page.evaluate(
    async ([baseUrl, name, given]) => {
      const result = await (globalThis as any).errata.client({ baseUrl, ...(given as object) }).try(name);
      // What crosses over to the test are plain objects.
      return result.ok
        ? { ok: true, data: result.data }
        : { ok: false, error: { ...result.error, message: result.error.message } };
    },
    [apiUrl, operation, options],
  );
}

async function failureOf(operation: string, options: object = {}): Promise<any> {
  const result = await run(operation, options);
  expect(result.ok).toBe(false);
  return result.error;
}

const answer: RequestListener = (request, response) => {
  const operation = `${request.method} ${request.url}`;
  const cors =
    request.url === "/secret" ? {} : { "access-control-allow-origin": "*", "access-control-expose-headers": exposed };
  if (request.method === "OPTIONS") {
    response
      .writeHead(204, { ...cors, "access-control-allow-headers": "*", "access-control-allow-methods": "*" })
      .end();
    return;
  }
  asked.push(operation);
  const key = request.headers["idempotency-key"];
  if (key) asked.push(`key ${key}`);
  const refuse = (status: number, code: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { ...cors, "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ error: { code, message: "m" } }));
  };
  const isFirst = asked.filter((line) => line === operation).length === 1;
  if (request.url === "/gone") refuse(404, "GONE", { "x-request-id": "req-gone" });
  else if (request.url === "/closed") refuse(429, "TOO_FAST", { "retry-after": "3600" });
  else if (request.url === "/busy-once" && isFirst) refuse(429, "TOO_FAST", { "retry-after-ms": "50" });
  else if (request.url === "/keyed" && isFirst) refuse(500, "SORRY");
  else if (request.url === "/stall") {
    response.writeHead(200, { ...cors, "content-type": "application/json" });
    response.write("{");
  } else {
    response.writeHead(200, { ...cors, "content-type": "application/json" });
    response.end('{"fine":true}');
  }
};

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
