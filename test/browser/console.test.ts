import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { contract } from "errata";
import { type ConsoleData, consolePages, type OperatorJob } from "errata/console";
import { boundary } from "errata/server";
import { openSupport, type Support } from "errata/support";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeViolations } from "../../services/testing/axe-violations.ts";
import { chromiumPath, launchChromium } from "../../services/testing/chromium.ts";
import { inBrowserOf } from "../../services/testing/in-browser.ts";

const token = "operator-token-of-the-browser-test";
const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." },
    ORDER_NOT_FOUND: {
      kind: "not_found",
      when: "No order has the id.",
      message: "Not found.",
      masks: ["another's order"],
    },
    BROKEN: { kind: "internal", when: "Anything else.", message: "Something went wrong." },
  },
  operations: { "POST /orders": ["SOLD_OUT"], "GET /orders/{id}": ["ORDER_NOT_FOUND"] },
  always: ["BROKEN"],
});
const pagesOf = (id: string) =>
  [
    "",
    "watch",
    "watch?by=tenant&days=1",
    "live",
    "tenants",
    "tenants/acme",
    "jobs",
    "webhooks",
    `requests/${id}`,
    "codes/shop/BROKEN",
    "x",
  ] as const;

const failedJob: OperatorJob = {
  ...{ queue: "emails", id: "mail-4711", state: "failed", attempts: 5, createdAt: Date.UTC(2026, 4, 4) },
  ...{ reason: "Error: the receiver does not exist", requestId: "request-0001", canRetry: true },
};
const webhook = {
  ...{ id: "wh_1", tenant: "acme", origin: "https://hooks.example.com", failures: 12, reason: "status 500" },
  ...{ lastSuccessAt: null, isDisabled: true },
};
const retried: string[] = [];
const data: ConsoleData = {
  ledgerOf: async () => [{ unit: "credits", account: "acme", kind: "posted", delta: -12, at: Date.UTC(2026, 4, 4) }],
  jobsOf: async () => [failedJob],
  balancesOf: async () => [{ name: "orders this month", available: 3, reserved: 1, limit: 500 }],
  queues: async () => [{ queue: "emails", waiting: 3, running: 1, failed: 1, oldestAt: Date.UTC(2026, 4, 4) }],
  failedJobs: async () => [failedJob],
  retryJob: async (queue, id) => retried.push(`${queue} ${id}`) > 0,
  failingWebhooks: async () => [webhook],
};

describe.skipIf(chromiumPath === undefined)("the console in Chromium (/usr/bin/chromium)", () => {
  let browser: Browser;
  let folder: string;
  let support: Support;
  let address: string;
  let server: ReturnType<typeof serve>;
  let time = Date.now() - 6 * 24 * 3_600_000;
  let send: (error: unknown, tenant?: string) => Promise<string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "errata-console-"));
    const clock = (): number => time;
    support = await openSupport({ database: join(folder, "support.db"), node: "n1", version: "1.4.2", clock });
    const shopBoundary = boundary(shop, { record: support.record, recordSuccess: support.recordSuccess, clock });
    send = async (error, tenant = "acme") => {
      time += 1_800_000;
      const response = await shopBoundary.handle(new Request("http://shop/orders/o_1"), (_request, context) => {
        context.tenant = tenant;
        throw error;
      });
      return response.headers.get("x-request-id") ?? "";
    };
    for (let count = 0; count < 120; count += 1)
      await send(
        count % 3 === 0
          ? shop.error.BROKEN(undefined, { cause: new Error("disk is full") })
          : shop.error.ORDER_NOT_FOUND(),
      );
    await support.flush();
    const pages = consolePages({ archive: support, contracts: [shop], token, data });
    const fetch = async (request: Request) => (await pages.handle(request)) ?? new Response("missing", { status: 404 });
    address = await new Promise((resolve) => {
      server = serve({ fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}/console/`),
      );
    });
    browser = await launchChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await support?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const signIn = (page: Page): Promise<unknown> => page.goto(`${address}?token=${token}`);

  it.each([
    ["light", 1_360, undefined],
    // The other rules read only the elements, which are the same in both schemes.
    ["dark", 390, ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]],
  ] as const)(
    "has no accessibility violation and does not scroll sideways, %s and %d pixels wide",
    async (colorScheme, width, rules) => {
      const id = await send(shop.error.BROKEN());
      await support.flush();
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      const page = await context.newPage();
      await signIn(page);
      for (const path of pagesOf(id)) {
        await page.goto(address + path);
        // The lists of codes and the form, but not the long table of the chart.
        for (const details of await page.locator("section details").all())
          await details.evaluate((each) => each.setAttribute("open", ""));
        expect([path, await axeViolations(page, rules)]).toEqual([path, []]);
        const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        expect([path, isWide]).toEqual([path, false]);
      }
      await context.close();
    },
    120_000,
  );

  it("removes the token from the address, finds a pasted request id with the keyboard, and signs out", async () => {
    const id = await send(shop.error.BROKEN(undefined, { cause: new Error("disk is full") }));
    await support.flush();
    await inBrowserOf(browser)({}, async (page) => {
      await signIn(page);
      expect(page.url()).toBe(address);
      // The browser gives the field the focus when it first draws the page, which can be after the load.
      await page.locator("[autofocus]:focus").waitFor();
      await page.keyboard.type(id);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForURL(`${address}requests/${id}`);
      expect(await page.locator("#cause + pre, section:has(#cause) pre").first().textContent()).toContain(
        "disk is full",
      );
      await page.getByRole("button", { name: "Sign out" }).click();
      expect((await page.goto(`${address}watch`))?.status()).toBe(404);
    });
  });

  it("retries a failed job with the keyboard", async () => {
    await inBrowserOf(browser)({}, async (page) => {
      await signIn(page);
      await page.goto(`${address}jobs`);
      await page.getByRole("button", { name: "Retry mail-4711 of emails" }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Retried" }).waitFor();
      expect(retried).toEqual(["emails mail-4711"]);
    });
  });

  it("draws a chart of the numbers in its table, keeps the filters in the address, and copies the table as CSV", async () => {
    await inBrowserOf(browser)({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      await signIn(page);
      await page.goto(`${address}watch`);
      const painted = await page.locator(".plot canvas").evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const swatch = getComputedStyle(document.querySelector(".swatch.s0") as Element).backgroundColor;
        const [red, green, blue] = swatch.match(/\d+/g)?.map(Number) ?? [];
        let count = 0;
        for (let at = 0; at < pixels.length; at += 4)
          if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) count += 1;
        return count;
      });
      expect(painted).toBeGreaterThan(500);
      await page.getByRole("button", { name: "Copy as CSV" }).click();
      await page.getByRole("button", { name: "Copied" }).waitFor();
      const lines = (await page.evaluate(() => navigator.clipboard.readText())).split("\r\n");
      expect(lines[0]).toBe("From (UTC),ORDER_NOT_FOUND,BROKEN");
      expect(lines).toHaveLength(1 + 7 * 24);
      const total = lines.slice(1).reduce((sum, line) => sum + Number(line.split(",")[1]), 0);
      expect(await page.locator(".legend li").first().textContent()).toBe(`ORDER_NOT_FOUND ${total}`);
      await page.getByLabel("Series").selectOption("tenant");
      await page.waitForURL(`${address}watch?days=7&by=tenant`);
      expect(await page.locator(".legend").textContent()).toContain("acme");
    });
  });

  it("adds new errors to the live page while it follows, once each", async () => {
    // New rows move the others, so this page is not checked for layout shifts.
    const page = await browser.newPage();
    await signIn(page);
    time = Math.max(time, Date.now());
    await page.goto(`${address}live?code=SOLD_OUT`);
    expect(await page.getByText("No stored error matches.").count()).toBe(1);
    for (let count = 1; count <= 2; count += 1) {
      const id = await send(shop.error.SOLD_OUT(), "beta");
      await support.flush();
      await page.getByRole("link", { name: id }).waitFor();
      expect(await page.locator("tr[data-id]").count()).toBe(count);
    }
    expect(await page.getByText("No stored error matches.").count()).toBe(0);
    await page.getByRole("button", { name: "Follow" }).click();
    await page.getByText("Paused.").waitFor();
    await page.close();
  });
});
