import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { Recording } from "errata/reference";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeViolations } from "./testing/axe-violations.ts";
import { chromiumPath, launchChromium } from "./testing/chromium.ts";
import { type InBrowser, inBrowserOf } from "./testing/in-browser.ts";
import { type Launched, launch } from "./testing/launched.ts";
import { rawGet } from "./testing/raw-get.ts";

const apis = ["imaging", "pdf", "vision", "orders", "scribe"] as const;

/** One page of each type. */
const pageTypes = [
  "/",
  "/docs/imaging/",
  "/docs/imaging/INSUFFICIENT_CREDITS",
  "/docs/orders/",
  "/docs/vision/guide/responses",
  "/docs/pdf/guide/retries",
  "/docs/scribe/operations",
  "/docs/imaging/operations/post-v1-customers",
  "/docs/imaging/kinds/not_found",
  "/docs/orders/kinds",
  "/docs/scribe/guide/error-format",
  "/docs/vision/guide/handling-errors",
  "/docs/pdf/guide/changes",
  "/docs/errata/",
  "/docs/errata/kinds",
  "/docs/nothing",
  "/docs/errata/credits",
  "/docs/errata/api/",
  "/docs/errata/api/errata/pino",
  "/docs/orders/guide/webhooks",
];

let folder: string;
let launched: Launched;
let browser: Browser;
let inBrowser: InBrowser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-docs-"));
  launched = await launch(folder);
  if (chromiumPath === undefined) return;
  browser = await launchChromium();
  inBrowser = inBrowserOf(browser);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await launched.end("SIGKILL");
  await rm(folder, { recursive: true });
});

const url = (path: string): string => launched.demo.url + path;
const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> => {
  const send = (): Promise<Response> => fetch(url(path), { headers, redirect: "manual" });
  // Tests can block for seconds, and then use a connection that the server is closing.
  return await send().catch(send);
};

describe("the documentation under npm start", () => {
  it("leads browsers from /imaging to the reference, and other clients to the API", async () => {
    const browserReply = await get("/imaging", { accept: "text/html" });
    expect([browserReply.status, browserReply.headers.get("location")]).toEqual([302, "./docs/imaging/"]);
    expect((await get("/")).headers.get("content-type")).toContain("application/json");
  });

  it("serves a first page of at most 60 kB with its stylesheet and script", async () => {
    for (const path of pageTypes) {
      const page = await (await get(path, { accept: "text/html" })).text();
      const files = [...page.matchAll(/(?:src|rel="stylesheet" href)="([^"]+)"/g)].map(
        ([, href = ""]) => new URL(href, url(path)),
      );
      const sizes = await Promise.all(files.map(async (file) => (await (await fetch(file)).arrayBuffer()).byteLength));
      expect(page.length + sizes.reduce((sum, size) => sum + size, 0), path).toBeLessThan(60_000);
    }
  }, 120_000);

  it("shows demo keys only to requests for this machine, not for a name that leads to it", async () => {
    const { imaging } = launched.demo.apis;
    const key = imaging!.credentials.pinch!;
    expect(await (await get("/docs/imaging/INSUFFICIENT_CREDITS")).text()).toContain(key);
    const foreign = await rawGet(launched.demo.url, "/docs/imaging/INSUFFICIENT_CREDITS", "evil.example");
    expect(foreign).toContain("INSUFFICIENT_CREDITS");
    expect(foreign).not.toContain(key);
  });

  it("serves a valid OpenAPI document of each API", async () => {
    // Validating blocks for seconds, in which the server closes idle connections, so the documents are read first.
    const documents = await Promise.all(apis.map(async (api) => (await get(`/docs/${api}/openapi.json`)).json()));
    for (const [index, document] of documents.entries()) {
      const { valid, errors } = await new Validator().validate(document);
      expect([apis[index], valid, errors ?? []]).toEqual([apis[index], true, []]);
    }
  });

  it("serves the catalog of the APIs, and every code of all APIs as data", async () => {
    const catalog = await get("/.well-known/api-catalog");
    expect(catalog.headers.get("content-type")).toBe(
      'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
    );
    const { linkset } = (await catalog.json()) as { linkset: Record<string, unknown>[] };
    expect(linkset.map(({ anchor }) => anchor)).toEqual(
      [".well-known/api-catalog", ...apis].map((path) => `${launched.demo.url}/${path}`),
    );
    expect(linkset[1]).toMatchObject({ "service-desc": [{ href: url("/docs/imaging/openapi.json") }] });
    expect((await get("/")).headers.get("link")).toBe('</.well-known/api-catalog>; rel="api-catalog"');
    const { codes } = (await (await get("/docs/codes.json")).json()) as { codes: Record<string, unknown>[] };
    expect(codes.length).toBeGreaterThan(130);
    expect(codes).toContainEqual(expect.objectContaining({ api: "scribe", code: "parameter_missing", status: 400 }));
    expect(codes[0]).not.toHaveProperty("recording");
  });

  it.each(apis)(
    "resolves the type of a problem, and the Link of an error, of %s to the page of the code",
    async (api) => {
      const { credentials } = launched.demo.apis[api]!;
      const headers = { authorization: `Bearer ${Object.values(credentials)[0]}` };
      const problem = await get(`/${api}/nothing`, { ...headers, accept: "application/problem+json" });
      const { type, code } = (await problem.json()) as { type: string; code: string };
      expect(problem.headers.get("errata-code")).toBe(code);
      expect(await (await get(type, { accept: "text/html" })).text()).toContain(`<h1>${code}</h1>`);
      const link = (await get(`/${api}/nothing`, headers)).headers.get("link");
      expect(link).toBe(`<${type}>; rel="help"`);
      // The page shows the problem that the API sends.
      expect(await (await get(type, { accept: "text/html" })).text()).toContain(`&quot;${type}&quot;`);
    },
  );

  it("colours the programs of the guides, and links them to exports and codes that have a page", async () => {
    const pages = new Map<string, string>();
    const page = async (path: string): Promise<string> => {
      const known = pages.get(path) ?? (await (await get(path, { accept: "text/html" })).text());
      pages.set(path, known);
      return known;
    };
    const links = (await page("/docs/errata/")).matchAll(/href="[./]*(\/docs\/errata\/[\w-]+)"/g);
    const guides = [...links].map(([, path]) => path!);
    const broken: string[] = [];
    for (const guide of new Set(guides)) {
      const text = await page(guide);
      expect(text, guide).not.toMatch(/<code class="language/);
      for (const [, path = "", id = ""] of text.matchAll(/href="[./]*(\/docs\/errata\/api\/[\w/]+)#([\w-]+)"/g))
        if (!(await page(path)).includes(`id="${id}"`)) broken.push(`${guide}: ${path}#${id}`);
    }
    expect(broken).toEqual([]);
    const credits = await page("/docs/errata/credits");
    expect(credits).toContain('<span class="k">import</span>');
    expect(credits).toContain('href="../../docs/imaging/INSUFFICIENT_CREDITS"');
    expect(credits).toContain('href="../../docs/errata/api/errata/guards#export-credits"');
    expect(await page("/docs/errata/publishing-a-reference")).toContain(
      'href="../../docs/errata/api/errata/reference"',
    );
    expect(await page("/docs/imaging/INSUFFICIENT_CREDITS")).toContain('href="../errata/credits"');
    expect(await page("/docs/errata/api/errata/guards")).toContain('href="../../../../docs/errata/credits"');
  }, 120_000);

  it("answers a browser that asks for a missing page with a page that finds codes, and a program with the contract's error", async () => {
    for (const path of ["/docs/imaging/NO_SUCH_CODE", "/docs/nothing", "/docs/errata/nothing", "/nothing"]) {
      const missing = await get(path, { accept: "text/html" });
      expect([path, missing.status, missing.headers.get("content-type")]).toEqual([
        path,
        404,
        "text/html; charset=utf-8",
      ]);
      expect(await missing.text()).toContain('id="find"');
      const error = await get(path);
      expect([path, error.status, error.headers.get("errata-code")]).toEqual([path, 404, "ROUTE_NOT_FOUND"]);
    }
    const inApi = await get("/imaging/v1/nothing", { accept: "text/html" });
    expect([inApi.status, inApi.headers.get("content-type")]).toEqual([404, "application/json"]);
  });
});

describe.skipIf(chromiumPath === undefined)("a page of another origin in Chromium (/usr/bin/chromium)", () => {
  const calls = {
    imaging: ["/v1/customers/cus_0", "acme"],
    pdf: ["/v1/pdfs/doc_0", "atlas"],
    vision: ["/v1/images/img_0", "lab"],
    orders: ["/v1/orders/ord_0", "ada"],
    scribe: ["/v1/patients/pat_0", "clinic"],
  } as const;

  it("calls every API, and reads the code, the body and the headers of an error", async () => {
    const other = createServer((_request, response) => response.end("<title>other</title>"));
    await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
    await inBrowser({}, async (page) => {
      await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      for (const api of apis) {
        const [path, account] = calls[api];
        const { url: base = "", credentials = {} } = launched.demo.apis[api] ?? {};
        const read = async ([target, key]: readonly [string, string]) => {
          const headers = { Authorization: `Bearer ${key}`, "Idempotency-Key": "browser-0001" };
          const reply = await fetch(target, { headers });
          return [
            reply.status,
            reply.headers.get("errata-code"),
            reply.headers.get("x-request-id"),
            await reply.text(),
          ];
        };
        const [status, code, requestId, body] = await page.evaluate(read, [
          base + path,
          credentials[account] ?? "",
        ] as const);
        expect([status, code]).toEqual([404, expect.stringMatching(/not_found/i)]);
        expect(requestId).toHaveLength(36);
        expect(body).not.toBe("");
      }
    });
    other.close();
  });
});

describe.skipIf(chromiumPath === undefined)("the documentation in Chromium (/usr/bin/chromium)", () => {
  const schemes = [
    { width: 1280, colorScheme: "light" },
    { width: 360, colorScheme: "dark" },
  ] as const;

  it.each(schemes)(
    "has nothing that axe reports, and fits a width of $width in $colorScheme",
    async ({ width, colorScheme }) => {
      await inBrowser({ viewport: { width, height: 800 }, colorScheme }, async (page) => {
        for (const [index, path] of pageTypes.entries()) {
          await page.goto(url(path));
          // axe takes seconds for a page, so each scheme has every other page type.
          if (index % 2 === (colorScheme === "light" ? 0 : 1)) expect(await axeViolations(page), path).toEqual([]);
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
            path,
          ).toBeLessThanOrEqual(0);
        }
      });
    },
    180_000,
  );

  it.each([360, 1280])(
    "filters the index at a width of %i, keeps the state in the URL and restores it",
    async (width) => {
      await inBrowser({ viewport: { width, height: 800 } }, async (page) => {
        await page.goto(url("/docs/imaging/"));
        await choose(page, "Who acts", "Account owner");
        await choose(page, "Status", "403");
        const shown = () =>
          page
            .locator("tr[data-code]:visible")
            .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.code));
        expect(await shown()).toEqual(["TRIAL_EXPIRED", "CANNOT_SELL"]);
        expect(new URL(page.url()).search).toBe("?status=403&actor=account_owner");
        await page.reload();
        expect(await shown()).toEqual(["TRIAL_EXPIRED", "CANNOT_SELL"]);
        expect(await page.locator("[data-count]").innerText()).toMatch(/^2 of \d+ codes$/);
        await choose(page, "Status", "Any");
        await choose(page, "Operation", "PUT /v1/customers/{customerId}/plan");
        expect(await shown()).toEqual(["INSUFFICIENT_CREDITS", "PLAN_NOT_ENABLED", "STORAGE_FULL"]);
        await page.reload();
        expect(await shown()).toEqual(["INSUFFICIENT_CREDITS", "PLAN_NOT_ENABLED", "STORAGE_FULL"]);
      });
    },
  );

  it.each([
    ["a body", '{"success":false,"error":{"code":"STORAGE_FULL","message":"Storage quota exceeded."}}', "STORAGE_FULL"],
    [
      "a header block",
      "HTTP/1.1 404 Not Found\ncontent-type: application/json\nerrata-code: STUDY_NOT_FOUND\n",
      "STUDY_NOT_FOUND",
    ],
    ["a log line", "2026-03-02 WARN request failed code=CUSTOMER_EXISTS status=409", "CUSTOMER_EXISTS"],
    ["the name of a code that begins others", "FORBIDDEN", "FORBIDDEN"],
    ["a code after a longer word that contains it", "NOT_FORBIDDEN, but FORBIDDEN", "FORBIDDEN"],
    ["words", "credits", "INSUFFICIENT_CREDITS"],
  ])("leads from %s to the page of the code, with the keyboard alone", async (_, text, code) => {
    await inBrowser({}, async (page) => {
      await page.goto(url("/docs/imaging/"));
      await page.keyboard.press("/");
      await page.keyboard.insertText(text);
      await page.locator("#found a").first().waitFor();
      await page.keyboard.press("Enter");
      await page.waitForURL(`**/docs/imaging/${code}`);
    });
  });

  it.each([360, 1280])("moves nothing after filter, paste, copy and cause at a width of %i", async (width) => {
    await inBrowser({ viewport: { width, height: 800 }, permissions: ["clipboard-write"] }, async (page) => {
      await page.goto(url("/docs/imaging/?status=403"));
      await page.getByLabel("Text").pressSequentially("tier");
      await page.locator("#find").focus();
      await page.keyboard.insertText('{"error":{"code":"STORAGE_FULL"}}');
      await page.locator("#found a").first().waitFor();
      await page.goto(url("/"));
      await page.locator("details summary").first().click();
      await page.locator(".keys .copy").first().click();
      await page.getByText("Copied").waitFor();
      await page.getByText("Copied").waitFor({ state: "detached" });
      // The limit needs many requests, which take longer than the time in which a click explains a movement.
      await cause(page, "imaging", "RATE_LIMITED");
    });
  });

  it.each(apis)(
    "causes codes of %s in the browser",
    async (api) => {
      const { codes } = (await (await get(`/docs/${api}/codes.json`)).json()) as {
        codes: readonly { code: string; recording?: Recording }[];
      };
      // recordings.test.ts sends the requests of every code; here the button is what is tested.
      const causable = codes.flatMap(({ recording }) => (recording && isCausable(recording) ? [recording] : []));
      expect(causable.length).toBeGreaterThan(5);
      const failed: string[] = [];
      await inBrowser({}, async (page) => {
        for (const recording of api === "imaging" ? causable : causable.slice(0, 4)) {
          const shown = await cause(page, api, recording.code);
          const { status } = recording.exchanges.at(-1)!.response;
          if (!shown.includes(`${status}`) || !shown.includes(recording.code)) failed.push(shown.slice(0, 300));
        }
      });
      expect(failed).toEqual([]);
    },
    180_000,
  );
});

/** Chooses an option as the keyboard does, because a page may move only after an input. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label).focus();
  await page.keyboard.type(option);
}

/** Presses the button of a code's page. @returns the last response that the page shows */
async function cause(page: Page, api: string, code: string): Promise<string> {
  await page.goto(url(`/docs/${api}/${code}`));
  await page.locator("[data-cause] button").click();
  const isDone = () => !document.querySelector("[data-cause] button")?.hasAttribute("disabled");
  await page.waitForFunction(isDone, null, { timeout: 60_000 });
  return (await page.locator("[data-cause] .log > *").allInnerTexts()).at(-1) ?? "";
}

function isCausable({ fault, exchanges }: Recording): boolean {
  return fault === undefined && exchanges.every(({ request }) => request.raw === undefined);
}
