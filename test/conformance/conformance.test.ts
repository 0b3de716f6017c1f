import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { bundleCopy } from "./bundle.ts";
import { checkRow } from "./check-row.ts";
import type { Reply } from "./client.ts";
import type { Framework, RunningApp } from "./framework.ts";
import { frameworks } from "./frameworks.ts";
import { rows } from "./rows.ts";
import { contractIn, otherCopy, shopBoundary } from "./shop.ts";
import { conformancePage } from "./table.ts";

const page = fileURLToPath(new URL("../../docs/conformance.md", import.meta.url));
/** Longest wait for an app, in milliseconds. A Next app is compiled first. */
const startMs = 600_000;
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-conformance-"));
  const shop = contractIn(await import(/* @vite-ignore */ pathToFileURL(await bundleCopy(folder)).href));
  otherCopy.create = () => shop.error.SOLD_OUT();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

for (const framework of frameworks) {
  const { adapter, name, missing } = framework;
  const title = missing === undefined ? adapter : `${adapter} (${missing} is not installed)`;
  describe.skipIf(missing !== undefined)(title, () => {
    const { boundary, occurrences } = shopBoundary();
    let app: RunningApp;
    beforeAll(async () => {
      app = await framework.start(boundary, (occurrence) => occurrences.push(occurrence));
    }, startMs);
    afterAll(() => app?.close());

    test.each(rows.filter(({ id }) => framework.lacks?.[id] === undefined).map((row) => [row.id, row] as const))(
      `returns the documented response on ${name}: %s`,
      async (_id, row) => {
        occurrences.length = 0;
        await checkRow(row, framework, await row.run(app.port), occurrences);
      },
    );
  });
}

test.skipIf(frameworks.some(({ missing }) => missing !== undefined))(
  "docs/conformance.md shows what each framework returns with its adapter and alone",
  async () => {
    // All apps listen before the first request, because rows without a response wait for a time.
    const apps = await Promise.all(frameworks.map(startAlone));
    const results = await withoutExit(() => Promise.all(apps.map(([framework, app]) => runAlone(framework, app))));
    await expect(conformancePage(new Map(results))).toMatchFileSnapshot(page);
  },
  startMs,
);

async function startAlone(framework: Framework): Promise<readonly [Framework, RunningApp]> {
  return [framework, await framework.start(undefined)];
}

/** Runs all rows at the same time against a framework without an adapter, because some of them never get a response. */
async function runAlone(
  framework: Framework,
  app: RunningApp,
): Promise<readonly [Framework, ReadonlyMap<string, Reply | undefined>]> {
  const used = rows.filter(({ id, expect: { isAborted } }) => framework.lacks?.[id] === undefined && !isAborted);
  const replies = await Promise.all(used.map(async (row) => [row.id, await row.run(app.port)] as const));
  await app.close();
  return [framework, new Map(replies)];
}

/** Keeps errors that would end the process of an app from failing the test, and those that frameworks print from its output. */
async function withoutExit<Result>(run: () => Promise<Result>): Promise<Result> {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const listeners = events.map((event) => process.listeners(event as "uncaughtException"));
  for (const event of events) process.removeAllListeners(event).on(event, () => undefined);
  const print = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    return await run();
  } finally {
    print.mockRestore();
    for (const [index, event] of events.entries()) {
      process.removeAllListeners(event);
      for (const listener of listeners[index] ?? []) process.on(event, listener);
    }
  }
}
