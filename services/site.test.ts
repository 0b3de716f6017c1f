import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launchChromium } from "./testing/chromium.ts";
import { inBrowserOf } from "./testing/in-browser.ts";
import { type Launched, launch } from "./testing/launched.ts";

const apis = ["imaging", "pdf", "vision", "orders", "scribe"] as const;
const chrome = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

let folder: string;
let launched: Launched;
let proxy: Server;
/** Address of the site below a path of a proxy that removes the path. */
let proxied: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-site-"));
  proxy = createServer((request, response) => {
    if (!request.url?.startsWith("/tools/errata/")) return void response.writeHead(404).end();
    const path = request.url.slice("/tools/errata".length);
    const { method, headers } = request;
    const passed = httpRequest(launched.demo.url + path, { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve));
  proxied = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/tools/errata`;
  launched = await launch(folder, { PUBLIC_URL: proxied });
}, 120_000);
afterAll(async () => {
  proxy.close();
  await launched.end("SIGKILL");
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(launched.demo.url + path, { headers, redirect: "manual" });

describe("the addresses of npm start", () => {
  it.each(apis)("describe %s to programs, with links that all lead to a page", async (api) => {
    for (const path of [`/${api}`, `/${api}/`])
      for (const accept of ["*/*", "application/json", "text/html;q=0.5, application/json", "text/html;q=0, */*"]) {
        const reply = await get(path, { accept });
        expect([path, accept, reply.status, reply.headers.get("vary")]).toEqual([path, accept, 200, "Accept"]);
        const { name, version, path: basePath, operations, ...links } = (await reply.json()) as Record<string, string>;
        expect([name, version, basePath]).toEqual([api, "1.0.0", `/tools/errata/${api}`]);
        expect(operations).toContainEqual(expect.stringMatching(/^GET \/v1\//));
        expect(Object.keys(links)).toEqual(["about", "docs", "llms", "openapi", "contract", "codes"]);
        for (const name of ["docs", "llms", "openapi", "contract", "codes"])
          expect([links[name], (await fetch(links[name] ?? "")).status]).toEqual([links[name], 200]);
      }
    for (const accept of [chrome, "text/html", "text/markdown, */*"]) {
      const reply = await get(`/${api}/?status=403`, { accept });
      expect([reply.status, reply.headers.get("location")]).toEqual([302, `../docs/${api}/?status=403`]);
    }
  });

  it("serve files about all APIs, and the guides as Markdown, to GET, HEAD and conditional requests", async () => {
    const files = {
      "text/plain": ["/llms.txt", "/llms-full.txt", "/docs/llms.txt", "/docs/errata/llms.txt", "/docs/pdf/llms.txt"],
      "application/json": ["/docs/codes.json", "/docs/imaging/codes.json", "/", "/imaging"],
      "text/markdown": [
        "/docs/errata/index.md",
        "/docs/errata/kinds.md",
        "/docs/errata/api/errata/pino.md",
        "/docs/index.md",
      ],
      "application/linkset+json": ["/.well-known/api-catalog"],
      "text/html": ["/docs/imaging/", "/docs/errata/kinds", "/docs/orders/operations"],
    };
    for (const [type, paths] of Object.entries(files))
      for (const path of paths) {
        const reply = await get(path);
        expect([path, reply.status, reply.headers.get("content-type")?.split(";")[0]]).toEqual([path, 200, type]);
        expect((await reply.text()).length).toBeGreaterThan(200);
        const tag = reply.headers.get("etag") ?? "";
        const again = await get(path, { "if-none-match": `"other", W/${tag}` });
        expect([path, again.status, again.headers.get("etag"), await again.text()]).toEqual([path, 304, tag, ""]);
        const head = await fetch(launched.demo.url + path, { method: "HEAD" });
        expect([path, head.status, head.headers.get("content-type")]).toEqual([
          path,
          200,
          reply.headers.get("content-type"),
        ]);
      }
  }, 120_000);

  it.each([
    "/",
    "/docs/errata/kinds",
    "/docs/errata/",
    "/docs/errata/api/errata/pino",
    "/docs/imaging/",
    "/docs/imaging/kinds",
  ])("serve %s as Markdown to a client that prefers it", async (path) => {
    const reply = await get(path, { accept: "text/markdown, text/html;q=0.9" });
    expect([reply.headers.get("content-type"), (await reply.text()).slice(0, 2)]).toEqual([
      "text/markdown; charset=utf-8",
      "# ",
    ]);
  });
});

describe("the site below a path of a proxy", () => {
  it("links everything that the product prints, and every page, file and error, to addresses that the proxy serves", async () => {
    const key = Object.values(launched.demo.apis.imaging!.credentials)[0];
    const error = await fetch(`${proxied}/imaging/v1/nothing`, { headers: { authorization: `Bearer ${key}` } });
    const [, help = ""] = /<([^>]+)>; rel="help"/.exec(error.headers.get("link") ?? "") ?? [];
    expect(help).toMatch(`${proxied}/docs/imaging/`);
    const start = ["/", "/llms.txt", "/docs/llms.txt", "/docs/codes.json", "/.well-known/api-catalog", "/imaging"];
    const queue = [help, ...[...start, ...printedPaths()].map((path) => proxied + path)];
    const seen = new Set(queue);
    const broken: string[] = [];
    for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
      const reply = await fetch(address, { headers: { accept: /\.(?:txt|json|md)$/.test(address) ? "*/*" : chrome } });
      if (reply.status !== 200 || !reply.url.startsWith(`${proxied}/`)) broken.push(`${address}: ${reply.status}`);
      const found = linksIn(reply, await reply.text()).filter((target) => !seen.has(target));
      for (const target of found) seen.add(target);
      queue.push(...new Set(found));
    }
    expect(broken).toEqual([]);
    expect(seen.size).toBeGreaterThan(1_000);
  }, 180_000);

  it("shows the public address in samples and in the catalog", async () => {
    const page = await (await fetch(`${proxied}/docs/imaging/CUSTOMER_EXISTS`)).text();
    expect(page).toContain(`${proxied}/imaging`);
    const { linkset } = (await (await fetch(`${proxied}/.well-known/api-catalog`)).json()) as { linkset: object[] };
    expect(linkset[1]).toMatchObject({ anchor: `${proxied}/imaging` });
  });
});

describe.skipIf(chromiumPath === undefined)("the site in Chromium (/usr/bin/chromium)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it("finds codes from the landing page, a missing page and a guide below a path of a proxy, and causes a code in several steps", async () => {
    await inBrowserOf(browser)({}, async (page) => {
      for (const path of ["/", "/nothing/at/all", "/docs/errata/kinds", "/docs/errata/api/errata/pino"]) {
        await page.goto(proxied + path);
        await page.keyboard.press("/");
        await page.keyboard.insertText("STUDY_NOT_FOUND");
        await page.locator("#found a").first().waitFor();
        await page.keyboard.press("Enter");
        await page.waitForURL(`${proxied}/docs/imaging/STUDY_NOT_FOUND`);
      }
      await page.goto(`${proxied}/docs/imaging/CUSTOMER_EXISTS`);
      await page.locator("[data-cause] button").click();
      await page.locator(".log pre", { hasText: "409" }).waitFor();
      expect(await page.locator(".log pre").first().innerText()).toContain("POST /tools/errata/imaging/v1/customers");
      await page.locator("header nav a", { hasText: "pdf" }).click();
      await page.waitForURL(`${proxied}/docs/pdf/`);
      await page.locator("header .brand").click();
      await page.waitForURL(`${proxied}/`);
    });
  });

  it("prints pages with every panel, cuts nothing off, and prints nothing to press", async () => {
    await inBrowserOf(browser)({ viewport: { width: 718, height: 1_000 } }, async (page) => {
      await page.emulateMedia({ media: "print" });
      for (const path of [
        "/",
        "/docs/imaging/",
        "/docs/imaging/INSUFFICIENT_CREDITS",
        "/docs/orders/operations/post-v1-orders",
        "/docs/vision/guide/responses",
        "/docs/errata/conformance",
        "/docs/errata/api/errata/pino",
      ]) {
        await page.goto(launched.demo.url + path);
        const seen = await page.evaluate(() => ({
          hidden: [...document.querySelectorAll(".panel")].filter((panel) => !panel.checkVisibility()).length,
          cut: [...document.querySelectorAll("main .scroll, main pre, main table")]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
            .map(({ textContent }) => textContent?.slice(0, 40)),
          buttons: [...document.querySelectorAll("button, select, textarea")].filter((each) => each.checkVisibility())
            .length,
        }));
        expect([path, seen]).toEqual([path, { hidden: 0, cut: [], buttons: 0 }]);
      }
    });
  }, 120_000);
});

/** Returns the paths that the banner, the demo file and the README name, except those of calls. */
function printedPaths(): readonly string[] {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const printed = [launched.output(), JSON.stringify(launched.demo), readme].flatMap((text) => [
    ...text.replaceAll("http://localhost:4000", launched.demo.url).matchAll(/http:\/\/[\w.:]+(?:\/[\w./-]*)?/g),
  ]);
  return (
    printed
      .map(([address]) => new URL(address))
      // The console needs the token.
      .filter(({ origin, pathname }) => origin === launched.demo.url && !/\/v1\b|^\/console\b/.test(pathname))
      .map(({ pathname }) => pathname)
  );
}

/** Returns the addresses in a page, a file of links, or data. */
function linksIn({ headers, url }: Response, text: string): readonly string[] {
  const type = headers.get("content-type") ?? "";
  if (/css|javascript/.test(type) || /(?:openapi|errata)\.json$/.test(url)) return [];
  const pattern = type.includes("html")
    ? /(?:href|src)="([^"#]+)/g
    : type.includes("json")
      ? /"(?:href|page|docs|openapi|contract|llms|codes|anchor)": ?"([^"]+)"/g
      : /\]\(([^()\s#]+)/g;
  const shown = type.includes("html") ? text : text.replaceAll(/```.*?```|`[^`\n]*`/gs, "");
  return [...shown.matchAll(pattern)]
    .map(([, href = ""]) => new URL(href.replaceAll("&amp;", "&"), url))
    .filter(({ origin }) => origin === new URL(proxied).origin)
    .map(({ origin, pathname }) => origin + pathname);
}
