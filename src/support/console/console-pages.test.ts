import { afterEach, describe, expect, test } from "vitest";
import { boundary } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { openSupport } from "../index.ts";
import { supportDatabases } from "../testing/index.ts";
import { type ConsolePages, consolePages } from "./index.ts";

const start = Date.UTC(2026, 4, 4, 9, 30);
const token = "operator-token-of-the-tests";
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const bearer = { authorization: `Bearer ${token}` };

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly form?: Record<string, string>;
}

/** Sends a request to the console. Follows one redirect, as a browser does. */
async function open(pages: ConsolePages, { path = "/console/", method, headers = bearer, form }: Sent = {}) {
  const url = new URL(path, "http://shop.example");
  const body = form && new URLSearchParams(form);
  const init = { method: method ?? (body === undefined ? "GET" : "POST"), headers, ...(body && { body }) };
  const response = await pages.handle(new Request(url, init));
  const location = response?.headers.get("location");
  if (response === undefined || !location)
    return { response, text: (await response?.text()) ?? "", path: url.pathname };
  const target = new URL(location, url);
  const next = await pages.handle(new Request(target, { headers }));
  return { response: next, text: (await next?.text()) ?? "", path: target.pathname };
}

describe.each(supportDatabases.filter(({ isAbsent }) => !isAbsent))("on $name", (engine) => {
  const setUp = async () => {
    let time = start;
    const clock = (): number => time;
    const { drop, ...database } = await engine.create();
    closing.push(drop);
    const support = await openSupport({ ...database, node: "n1", version: "1.0.0", clock, warn: () => undefined });
    closing.push(() => support.close());
    const { record, recordSuccess } = support;
    const shopBoundary = boundary(shop, { record, recordSuccess, clock });
    const send = async (thrown: unknown, headers: Record<string, string> = {}, tenant = "acme") => {
      time += 1_000;
      const request = new Request("http://shop.example/orders/o_1?card=4111111111111111", { headers });
      const response = await shopBoundary.handle(request, (_request, context) => {
        context.tenant = tenant;
        if (thrown === undefined) return new Response("{}");
        throw thrown;
      });
      await support.flush();
      return { id: response.headers.get("x-request-id") ?? "", body: await response.text() };
    };
    const docs = (api: string, code: string): string => `../docs/${api}/${code}`;
    const pages = consolePages({ archive: support, contracts: [shop], token, docs, clock });
    return { pages, send, support, advance: (ms: number) => (time += ms) };
  };

  test("leads from a request id, a body, a header block, an idempotency key and an account to the error", async () => {
    const { pages, send } = await setUp();
    await send(shop.error.EMAIL_TAKEN());
    const { id, body } = await send(
      shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }, { cause: new Error("row is gone") }),
      {
        // As the draft of the header sends it; the key is the same without the quotes.
        "idempotency-key": '"key-of-the-order"',
      },
    );
    await send(shop.error.TOO_MANY());
    for (const q of [id, ` ${id}\n`, body, `HTTP/1.1 404 Not Found\r\nX-Request-Id: ${id}\r\n\r\n`]) {
      const { path, text } = await open(pages, { path: "/console/find", form: { q } });
      expect(path).toBe(`/console/requests/${id}`);
      for (const part of ["ORDER_NOT_FOUND", "row is gone", "No order has the id ….", "EMAIL_TAKEN", "TOO_MANY"])
        expect(text).toContain(part);
      expect(text).toContain('href="../../docs/shop/ORDER_NOT_FOUND"');
    }
    // PostgreSQL has no text with NUL.
    expect((await open(pages, { path: "/console/find", form: { q: "\0" } })).text).toContain("Nothing found");
    for (const path of ["tenants/%00", "live?tenant=%00", "watch?code=a%00b", "rows?node=%00"])
      expect((await open(pages, { path: `/console/${path}` })).response?.status).toBe(404);
    for (const q of ["key-of-the-order", '"key-of-the-order"', 'Idempotency-Key: "key-of-the-order"']) {
      const byKey = await open(pages, { path: "/console/find", form: { q } });
      expect(byKey.path).toMatch(/^\/console\/keys\/[0-9a-f]{32}$/);
      expect(byKey.text).toContain(id);
    }
    expect((await open(pages, { path: "/console/find", form: { q: "acme" } })).path).toBe("/console/tenants/acme");
    const byCode = await open(pages, { path: "/console/find", form: { q: "TOO_MANY" } });
    expect([byCode.path, byCode.response?.status]).toEqual(["/console/codes/shop/TOO_MANY", 200]);
    const missed = await open(pages, { path: "/console/find", form: { q: "req_unknown_1" } });
    expect(missed.text).toContain("Nothing found");
  });

  test("charts a week, and lists what is new since a version, probes, retries against advice and codes never raised", async () => {
    const { pages, send, support } = await setUp();
    await send(undefined);
    for (let count = 0; count < 3; count += 1) await send(shop.error.SECRET_NOT_FOUND(), {}, "guessing-account");
    await send(shop.error.EMAIL_TAKEN(), { "errata-attempt": "2" });
    const chart = await open(pages, { path: "/console/watch?by=code" });
    const [figure = ""] = chart.text.split("</figure>");
    const cells = [...figure.matchAll(/<td class="number">(\d+)<\/td>/g)].map(([, count]) => Number(count));
    expect(cells.filter((count) => count > 0)).toEqual([3, 1]);
    expect(cells).toHaveLength(2 * 7 * 24);
    const section = (id: string): string => chart.text.split(`id="${id}"`)[1]?.split("</section>")[0] ?? "";
    expect(section("probes")).toContain("guessing-account");
    expect(section("undocumented")).toContain("EMAIL_TAKEN");
    expect(section("retries")).toContain("EMAIL_TAKEN");
    expect(section("never")).toContain("BODY_TOO_BIG");
    expect(section("never")).not.toContain("SECRET_NOT_FOUND");
    expect(section("since")).toContain("Only one version");
    const hour = start - (start % 3_600_000);
    for (const by of ["api", "kind", "operation", "tenant", "version", "node"]) {
      const { response, text } = await open(pages, {
        path: `/console/watch?days=1&by=${by}&tenant=&code=SECRET_NOT_FOUND`,
      });
      expect([by, response?.status]).toEqual([by, 200]);
      expect(text).toContain(new Date(hour).toISOString());
    }
    await expect(support.chart({ from: 0, to: start, by: "node", tenant: "acme" })).rejects.toThrow(
      "Expected a chart by tenant or by node, received both.",
    );
  });

  test("shows how many responses were dropped, and which process was killed", async () => {
    const { drop, ...database } = await engine.create();
    closing.push(drop);
    const options = { ...database, node: "n1", version: "1.0.0", clock: () => start, warn: () => undefined };
    const killed = await openSupport({ ...options, maxWaiting: 500 });
    closing.push(() => killed.close());
    const shopBoundary = boundary(shop, {
      record(occurrence, request) {
        for (let count = 0; count < 2_000; count += 1) killed.record(occurrence, request);
      },
    });
    await shopBoundary.handle(new Request("http://shop.example/orders/o_1"), () => {
      throw shop.error.TOO_MANY();
    });
    await killed.flush();
    const next = await openSupport(options);
    closing.push(() => next.close());
    const pages = consolePages({ archive: next, contracts: [shop], token, clock: () => start });
    const { text } = await open(pages, { path: "/console/watch" });
    expect(text).toMatch(/>[\d,]+ responses of n1 \(version 1.0.0\) were dropped until /);
    expect(text).toContain("n1 (version 1.0.0) was killed. Its errors after ");
  });

  test("shows an account's errors and last success, and erases them after a confirmation", async () => {
    const { pages, send } = await setUp();
    await send(undefined);
    await send(shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }));
    await send(shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }), {}, "beta");
    const page = await open(pages, { path: "/console/tenants/acme" });
    expect(page.text).toContain("ORDER_NOT_FOUND");
    expect(page.text).toContain(new Date(start + 1_000).toISOString());
    const erase = (confirm: string) => open(pages, { path: "/console/tenants/acme/erase", form: { confirm } });
    expect((await erase("beta")).response?.status).toBe(400);
    expect((await open(pages, { path: "/console/tenants" })).text).toContain("acme");
    expect((await erase("acme")).text).toContain("1 errors of acme");
    const rest = await open(pages, { path: "/console/tenants" });
    expect(rest.text).not.toContain("acme");
    expect(rest.text).toContain("beta");
  });

  test("lists the newest errors, older ones on the next page, and only new rows to a page that follows", async () => {
    const { pages, send, advance } = await setUp();
    for (let count = 0; count < 101; count += 1) await send(shop.error.TOO_MANY());
    const { text } = await open(pages, { path: "/console/live?code=TOO_MANY" });
    expect(text.match(/<tr data-id/g)).toHaveLength(100);
    const [, older = ""] = /href="([^"]+)">Older/.exec(text) ?? [];
    const next = await open(pages, {
      path: new URL(older.replaceAll("&amp;", "&"), "http://x/console/").href.slice(8),
    });
    expect(next.text.match(/<tr data-id/g)).toHaveLength(1);
    advance(60_000);
    const { id } = await send(shop.error.EMAIL_TAKEN());
    const rows = await open(pages, { path: `/console/rows?since=${start + 161_000}&undocumented=1` });
    expect(rows.text.match(/<tr data-id/g)).toHaveLength(1);
    expect(rows.text).toContain(id);
  });

  test("shows no secret of a request or an error on any page", async () => {
    const { pages, send, support } = await setUp();
    const secrets = ["sk_live_4eC39HqLyjWDarjtT1zdp7dc", "4111111111111111", "hunter2-password", "key-of-the-customer"];
    const cause = new Error(`connect failed: postgres://shop:hunter2-password@db/shop with ${secrets[0]}`);
    const { id } = await send(shop.error.INTERNAL(undefined, { cause }), {
      authorization: `Bearer ${secrets[0]}`,
      "idempotency-key": secrets[3] ?? "",
      "user-agent": `sdk ${secrets[0]}`,
    });
    const { items } = await support.find({ requestId: id });
    const paths = ["", `requests/${id}`, `keys/${items[0]?.keyHash}`, "codes/shop/INTERNAL", "tenants/acme", "tenants"];
    for (const path of [...paths, "watch?by=operation", "live", "rows?since=1", "nothing"]) {
      const { text } = await open(pages, { path: `/console/${path}` });
      expect(text.length).toBeGreaterThan(200);
      for (const secret of [...secrets, token]) expect([path, text.includes(secret)]).toEqual([path, false]);
    }
  });
});

describe("access", () => {
  const [engine] = supportDatabases;
  const setUp = async (clock: () => number = () => start, isSecure?: boolean) => {
    const { drop, ...database } = (await engine?.create()) ?? { database: "", drop: async () => undefined };
    closing.push(drop);
    const archive = await openSupport({ ...database, clock });
    closing.push(() => archive.close());
    return consolePages({ archive, contracts: [shop], token, clock, isSecure });
  };
  const cookieFor = async (pages: ConsolePages, scheme = "http"): Promise<string> => {
    const response = await pages.handle(new Request(`${scheme}://shop.example/console/?token=${token}`));
    return response?.headers.get("set-cookie") ?? "";
  };

  test("leaves every request without the token to the app, whatever its path and method", async () => {
    const pages = await setUp();
    const wrong = ["", token.slice(1), `${token}x`, token.toUpperCase(), "x".repeat(10_000)];
    const paths = [
      "/console",
      "/console/",
      "/console/watch",
      "/console/console.css",
      "/console/find",
      "/console/sign-out",
    ];
    for (const path of paths)
      for (const value of wrong) {
        const headers = { authorization: `Bearer ${value}`, cookie: `errata_console=${start + 1}.${value}` };
        for (const method of ["GET", "HEAD", "POST", "DELETE", "OPTIONS"])
          expect((await open(pages, { path, method, headers })).response).toBeUndefined();
        expect(
          (await open(pages, { path: `${path}?token=${encodeURIComponent(value)}`, headers: {} })).response,
        ).toBeUndefined();
      }
    // A session belongs to the first page, so other addresses do not accept the token.
    expect((await open(pages, { path: `/console/watch?token=${token}`, headers: {} })).response).toBeUndefined();
    expect((await open(pages, { path: "/consoles/" })).response).toBeUndefined();
  });

  test("opens a session with the token in the address once, and ends it after 12 hours or by signing out", async () => {
    let time = start;
    const pages = await setUp(() => time);
    const cookie = await cookieFor(pages);
    expect(cookie).toMatch(/^errata_console=\d+\.[\w-]{43}; Max-Age=43200; HttpOnly; SameSite=Strict$/);
    expect(cookie).not.toContain(token);
    const response = await pages.handle(new Request(`http://shop.example/console/?token=${token}`));
    expect([response?.status, response?.headers.get("location")]).toEqual([303, "./"]);
    const [session = ""] = cookie.split(";");
    const opened = (): Promise<unknown> =>
      open(pages, { headers: { cookie: `a=b; ${session}` } }).then((r) => r.response?.status);
    expect(await opened()).toBe(200);
    time += 12 * 3_600_000;
    expect(await opened()).toBeUndefined();
    const later = session.replace(/=\d+/, `=${time + 3_600_000}`);
    expect((await open(pages, { headers: { cookie: later } })).response).toBeUndefined();
    const headers = { ...bearer, "sec-fetch-site": "same-origin" };
    const signOut = await pages.handle(
      new Request("http://shop.example/console/sign-out", { method: "POST", headers }),
    );
    expect(signOut?.headers.get("set-cookie")).toBe("errata_console=; Max-Age=0; HttpOnly; SameSite=Strict");
  });

  test("sends the session only over HTTPS if callers use it, or an option says so", async () => {
    expect(await cookieFor(await setUp(), "https")).toMatch(/; Secure$/);
    expect(await cookieFor(await setUp(undefined, true))).toMatch(/; Secure$/);
  });

  test("rejects a change that no page of the console has sent, although the session is valid", async () => {
    const pages = await setUp();
    const [session = ""] = (await cookieFor(pages)).split(";");
    const origins = [
      { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
      { "sec-fetch-site": "same-site", origin: "https://other.shop.example" },
      { "sec-fetch-site": "none" },
      { origin: "https://evil.example" },
      { origin: "null" },
      {},
    ];
    for (const path of ["/console/find", "/console/sign-out", "/console/tenants/acme/erase"])
      for (const headers of origins) {
        const { response } = await open(pages, {
          path,
          form: { q: "x", confirm: "acme" },
          headers: { cookie: session, ...headers },
        });
        expect([path, headers, response?.status]).toEqual([path, headers, 403]);
      }
    for (const headers of [{ "sec-fetch-site": "same-origin" }, { origin: "http://shop.example" }]) {
      const own = await open(pages, {
        path: "/console/find",
        form: { q: "x" },
        headers: { cookie: session, ...headers },
      });
      expect(own.response?.status).toBe(200);
    }
  });

  test("sends every page with a policy that allows no script but its own, and without a cache", async () => {
    const pages = await setUp();
    for (const path of [
      "/console/",
      "/console/watch",
      "/console/nothing",
      "/console/console.js",
      "/console/uplot.js",
    ]) {
      const { response, text } = await open(pages, { path });
      expect(response?.headers.get("content-security-policy")).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self'/,
      );
      expect(response?.headers.get("cache-control")).toBe("no-store");
      if (path.endsWith(".js")) continue;
      expect(text).not.toMatch(/<script(?![^>]* src=)|\son\w+=|style=|<style/);
    }
  });

  test("escapes what callers have sent, and rejects forms above 256 KiB", async () => {
    const pages = await setUp();
    const { text } = await open(pages, { path: "/console/find", form: { q: '"><script>alert(1)</script>_1' } });
    expect(text).not.toContain("<script>alert");
    const { text: filters } = await open(pages, { path: '/console/live?code="><img src=x onerror=alert(1)>' });
    expect(filters).not.toContain("<img");
    expect((await open(pages, { path: "/console/find", form: { q: "x".repeat(300_000) } })).response?.status).toBe(413);
    expect((await open(pages, { path: "/console/%E0%A4%A" })).response?.status).toBe(404);
  });

  test.each(["short", "", "with spaces in it is not a token", "ü".repeat(30)])("rejects the token %j", (value) => {
    expect(() => consolePages({ archive: {} as any, contracts: [], token: value })).toThrow(
      `Expected an operator token of 20 to 1000 visible ASCII characters, received ${value.length} characters.`,
    );
  });
});
