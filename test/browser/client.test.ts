import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchChromium } from "../../services/testing/chromium.ts";

/** Headers that a browser hides from another origin unless the response exposes them. */
const exposed = "Retry-After, retry-after-ms, x-should-retry, RateLimit, X-Request-Id, Date";

const servers: Server[] = [];
let browser: Browser;
let page: Page;
let apiUrl: string;
let pageUrl: string;
let received: string[] = [];

/** Files of the client, split as browser applications split it: the published formats are loaded when an error needs them. */
const splitFiles = new Map<string, string>();
const formatsFile = /\/formats-\w+\.js$/;

describe.skipIf(chromiumPath === undefined)(
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
      const split = await build({
        stdin: { contents: `export { client } from "errata/client";`, resolveDir: import.meta.dirname },
        bundle: true,
        splitting: true,
        platform: "browser",
        conditions: ["errata-source"],
        format: "esm",
        outdir: "/split",
        write: false,
      });
      for (const { path, text } of split.outputFiles) splitFiles.set(path, text);
      pageUrl = await listen((request, response) => {
        if (request.url?.startsWith("/split/")) {
          response.writeHead(200, { "content-type": "text/javascript" }).end(splitFiles.get(request.url));
          return;
        }
        if (request.url?.includes("/things")) {
          response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ url: request.url }));
          return;
        }
        response.writeHead(200, { "content-type": request.url === "/client.js" ? "text/javascript" : "text/html" });
        const base = request.url === "/based" ? '<base href="/base/">' : "";
        response.end(
          request.url === "/client.js" ? script : `<!doctype html>${base}<script src="/client.js"></script>`,
        );
      });
      apiUrl = await listen(serveApi);
      browser = await launchChromium();
      page = await browser.newPage();
      await page.goto(pageUrl);
    });
    afterAll(async () => {
      await browser?.close();
      for (const server of servers) server.close();
    });

    it("parses codes, kinds and request ids", async () => {
      const error = await failureOf("GET /gone");
      expect(error).toMatchObject({
        code: "GONE",
        kind: "not_found",
        status: 404,
        origin: "api",
        requestId: "req-gone",
      });
    });

    it("reads Retry-After, and returns the error at once if the wait exceeds maxWaitMs", async () => {
      const error = await failureOf("GET /closed");
      expect(error).toMatchObject({ code: "TOO_FAST", kind: "rate_limited", retryAfterMs: 3_600_000, attempts: 1 });
    });

    it("waits, retries and succeeds after a rate limit, also with POST", async () => {
      for (const operation of ["GET /busy-once", "POST /busy-once"]) {
        received = [];
        const result = await run(operation);
        expect(result).toMatchObject({ ok: true, data: { fine: true } });
        expect(received.filter((line) => line === operation)).toHaveLength(2);
      }
    });

    it("treats a response that CORS hides as a failed connection with an unknown effect", async () => {
      expect(await failureOf("GET /secret", { retries: 0 })).toMatchObject({
        code: "CLIENT_UNAVAILABLE",
        sent: true,
        effect: "unknown",
      });
    });

    it("ends a stalled body at the deadline, and a call when its signal is aborted", async () => {
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

    it.each([
      ["/", "/api", "/api/things"],
      ["/", "/api/", "/api/things"],
      ["/", "api", "/api/things"],
      ["/", "", "/things"],
      ["/app/page", "api", "/app/api/things"],
      ["/app/page", "/api", "/api/things"],
      ["/app/page", "..", "/things"],
      ["/app/page", "", "/things"],
      ["/based", "api", "/base/api/things"],
      ["/based", "/api", "/api/things"],
    ])("on the page %s, resolves the baseUrl %j against the document's base", async (path, baseUrl, expected) => {
      const other = await browser.newPage();
      await other.goto(pageUrl + path);
      const url = await other.evaluate(async (base) => {
        const { client, withErrata } = (globalThis as any).errata;
        const { url } = await client({ baseUrl: base }).call("GET /things");
        const response = await withErrata()(base === "" ? "/things" : `${base}/things`);
        return [url, (await response.json()).url.replace("//", "/")];
      }, baseUrl);
      expect(url).toEqual([expected, expected]);
      await other.close();
    });

    it("throws for a baseUrl that resolves to another scheme or has credentials", async () => {
      const messages = await page.evaluate(() =>
        ["javascript:alert(1)", "file:///api", "//ann:s3cr3t@host.example"].map((baseUrl) => {
          try {
            return String((globalThis as any).errata.client({ baseUrl }));
          } catch (error) {
            return String(error);
          }
        }),
      );
      const start = "TypeError: baseUrl must be an absolute http(s) URL without credentials, received ";
      expect(messages).toEqual([
        `${start}"javascript:alert(1)".`,
        `${start}"file:///api".`,
        `${start}"***host.example".`,
      ]);
    });

    it.each([
      ["loads the published formats for an error that no contract explains", false, "NoSuchKey"],
      ["parses an error without the published formats if they cannot be loaded", true, "HTTP_404"],
    ])("%s", async (_, isBlocked, expected) => {
      const other = await browser.newPage();
      const requested: string[] = [];
      other.on("request", (request) => requested.push(new URL(request.url()).pathname));
      if (isBlocked) await other.route(formatsFile, (route) => route.abort());
      await other.goto(pageUrl);
      const content = `import { client } from "/split/stdin.js"; globalThis.splitClient = client;`;
      await other.addScriptTag({ type: "module", content });
      await other.waitForFunction(() => "splitClient" in globalThis);
      const codeOf = (operation: string): Promise<string> =>
        other.evaluate(
          async ([baseUrl, name]) => {
            const metadata = { codes: { GONE: "not_found" }, kinds: {} };
            return (await (globalThis as any).splitClient({ baseUrl, metadata }).try(name)).error?.code;
          },
          [apiUrl, operation] as const,
        );
      const loaded = (): number => requested.filter((path) => formatsFile.test(path)).length;
      expect([await codeOf("GET /fine"), await codeOf("GET /gone"), loaded()]).toEqual([undefined, "GONE", 0]);
      expect(await codeOf("GET /xml")).toBe(expected);
      expect(loaded()).toBeGreaterThan(0);
      await other.close();
    });

    it("sends one idempotency key with every attempt if the contract accepts it", async () => {
      received = [];
      const metadata = { codes: { BUSY: "unavailable" }, kinds: {}, keyed: ["POST /keyed"] };
      expect(await run("POST /keyed", { metadata })).toMatchObject({ ok: true });
      const keys = received.filter((line) => line.startsWith("key "));
      expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    });
  },
);

async function run(operation: string, options: object = {}): Promise<any> {
  return page.evaluate(
    async ([baseUrl, name, clientOptions]) => {
      const result = await (globalThis as any).errata.client({ baseUrl, ...(clientOptions as object) }).try(name);
      // Only plain objects can be returned to the test.
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

const serveApi: RequestListener = (request, response) => {
  const operation = `${request.method} ${request.url}`;
  const cors =
    request.url === "/secret" ? {} : { "access-control-allow-origin": "*", "access-control-expose-headers": exposed };
  if (request.method === "OPTIONS") {
    response
      .writeHead(204, { ...cors, "access-control-allow-headers": "*", "access-control-allow-methods": "*" })
      .end();
    return;
  }
  received.push(operation);
  const key = request.headers["idempotency-key"];
  if (key) received.push(`key ${key}`);
  const reject = (status: number, code: string, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { ...cors, "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ error: { code, message: "m" } }));
  };
  const isFirst = received.filter((line) => line === operation).length === 1;
  if (request.url === "/xml")
    response
      .writeHead(404, { ...cors, "content-type": "application/xml" })
      .end("<Error><Code>NoSuchKey</Code></Error>");
  else if (request.url === "/gone") reject(404, "GONE", { "x-request-id": "req-gone" });
  else if (request.url === "/closed") reject(429, "TOO_FAST", { "retry-after": "3600" });
  else if (request.url === "/busy-once" && isFirst) reject(429, "TOO_FAST", { "retry-after-ms": "50" });
  else if (request.url === "/keyed" && isFirst) reject(500, "SORRY");
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
