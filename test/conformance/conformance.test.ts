import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checkRow } from "./check-row.ts";
import type { Reply } from "./client.ts";
import type { Framework, RunningApp } from "./framework.ts";
import { frameworks } from "./frameworks.ts";
import { rows } from "./rows.ts";
import { contractIn, otherCopy, shopBoundary } from "./shop.ts";
import { conformancePage } from "./table.ts";

const page = fileURLToPath(new URL("../../docs/conformance.md", import.meta.url));
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-conformance-"));
  const outfile = join(folder, "copy.mjs");
  await build({
    stdin: { contents: 'export * from "errata";', resolveDir: import.meta.dirname, loader: "ts" },
    ...({ bundle: true, platform: "node", format: "esm", conditions: ["errata-source"], outfile } as const),
  });
  const shop = contractIn(await import(/* @vite-ignore */ pathToFileURL(outfile).href));
  otherCopy.create = () => shop.error.SOLD_OUT();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(frameworks.map((framework) => [framework.adapter, framework] as const))("%s", (_, framework) => {
  const { boundary, occurrences } = shopBoundary();
  let app: RunningApp;
  beforeAll(async () => {
    app = await framework.start(boundary);
  });
  afterAll(() => app?.close());

  test.each(rows.filter(({ id }) => framework.lacks?.[id] === undefined).map((row) => [row.id, row] as const))(
    `returns the documented response on ${framework.name}: %s`,
    async (_id, row) => {
      occurrences.length = 0;
      await checkRow(row, framework, await row.run(app.port), occurrences);
    },
  );
});

test("docs/conformance.md shows what each framework returns with its adapter and alone", async () => {
  const results = await withoutExit(() => Promise.all(frameworks.map(runAlone)));
  await expect(conformancePage(new Map(results))).toMatchFileSnapshot(page);
});

/** Runs all rows at the same time against a framework without an adapter, because some of them never get a response. */
async function runAlone(framework: Framework): Promise<readonly [Framework, ReadonlyMap<string, Reply | undefined>]> {
  const app = await framework.start(undefined);
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
