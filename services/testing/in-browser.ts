import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

/** Runs a task with a new page. An error on a page, or a part of it that moves by itself, fails the test. */
export type InBrowser = (
  options: Parameters<Browser["newContext"]>[0],
  task: (page: Page) => Promise<void>,
) => Promise<void>;

/** Returns a function that opens the pages of each task in a context of its own. */
export function inBrowserOf(browser: Browser): InBrowser {
  return async (options, task) => {
    const context = await browser.newContext(options);
    try {
      const problems: string[] = [];
      await context.exposeBinding("reportShift", ({ page }, shift) => problems.push(`${page.url()} moves: ${shift}`));
      await context.addInitScript(reportShifts);
      const page = await context.newPage();
      page.on("pageerror", (error) => problems.push(error.message));
      await task(page);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      expect(problems).toEqual([]);
    } finally {
      await context.close();
    }
  };
}

/** Reports every layout shift except those within 500 ms after an input, which the input explains. Runs on the page. */
function reportShifts(): void {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as readonly LayoutShift[]) {
      if (entry.hadRecentInput || entry.value === 0) continue;
      const parts = entry.sources.map(({ node }) => node?.textContent?.trim().slice(0, 40) ?? node?.nodeName);
      (globalThis as unknown as Reporter).reportShift(`${entry.value} ${parts.join(" | ")}`);
    }
  });
  observer.observe({ type: "layout-shift", buffered: true });
}

/** @see https://wicg.github.io/layout-instability */
interface LayoutShift {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node?: Node | null }[];
}

interface Reporter {
  readonly reportShift: (shift: string) => void;
}
