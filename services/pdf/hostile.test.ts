import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCounters } from "../shared/limits/index.ts";
import { engines } from "../testing/engines.ts";
import { type PdfBomb, pdfBombs } from "../testing/pdf-bombs.ts";
import { onEveryEngine, type RunningPdf, renderPool, startPdf, type TestWorkspace } from "../testing/running-pdf.ts";
import { openRenderer } from "./render/renderer.ts";

const json = { "Content-Type": "application/json" };

/** The first bomb of each code. */
const oneOfEachCode = pdfBombs.filter(({ code }, index) => pdfBombs.findIndex((bomb) => bomb.code === code) === index);
const others = pdfBombs.filter((bomb) => !oneOfEachCode.includes(bomb));

/** Adds a test for each bomb. */
function rejects(bombs: readonly PdfBomb[], running: () => RunningPdf): void {
  const creditsOf = async (workspace: TestWorkspace) => (await workspace.get("/v1/credits")).json.data;

  it.each(bombs)(
    "$code for $name, without a charge, while others are served",
    async ({ code, request }) => {
      const { openWorkspace } = running();
      const [workspace, other] = [await openWorkspace(), await openWorkspace()];
      const { path, body } = await request((members) => workspace.newDesign(members as Record<string, unknown>));
      const before = await creditsOf(workspace);
      const { user } = process.cpuUsage();
      const [reply, served] = await Promise.all([workspace.send("POST", path, body, json), other.get("/v1/designs")]);
      // The time of the main process; the worker process has its own limit.
      expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(1_000);
      expect([reply.json.error?.code, served.status]).toEqual([code, 200]);
      expect(await creditsOf(workspace)).toEqual(before);
    },
    60_000,
  );
}

// The limits do not depend on the store, and the bombs take long.
describe("hostile requests on the embedded store", () => {
  let running: RunningPdf;
  beforeAll(async () => {
    running = await startPdf(engines[0]!);
  });
  afterAll(() => running.stop());

  rejects(others, () => running);
});

describe("hostile requests", () => {
  onEveryEngine((running) => {
    rejects(oneOfEachCode, running);

    it("delay the document of another workspace by one document at most", async () => {
      const { openWorkspace } = running();
      const [workspace, other] = [await openWorkspace(), await openWorkspace()];
      const designId = await other.newDesign();
      const slow = pdfBombs.find(({ name }) => name.startsWith("19,200 cells"))!;
      const { path, body } = await slow.request((members) => workspace.newDesign(members as Record<string, unknown>));
      const finished: string[] = [];
      const bombs = Array.from({ length: 3 }, async () => {
        // A slow machine stops the first one, and rejects those that wait, or waits longer than the deadline.
        const { code } = (await workspace.send("POST", path, body, json)).json.error;
        expect(["INVALID_INPUT", "RATE_LIMITED", "OPERATION_TIMEOUT"]).toContain(code);
        // Those that are rejected without being rendered delay nobody.
        if (code !== "RATE_LIMITED") finished.push("bomb");
      });
      expect((await other.newPdf(designId)).status).toBe(201);
      expect(finished.length).toBeLessThanOrEqual(1);
      await Promise.all(bombs);
    }, 120_000);
  });
});

// With a limit that an ordinary large document exceeds: those that the API accepts are rendered within the default one.
describe("documents that exceed the CPU time for rendering", () => {
  let running: RunningPdf;
  beforeAll(async () => {
    running = await startPdf(engines[0]!, { renderMs: 200 });
  });
  afterAll(() => running.stop());

  it("are INVALID_INPUT without a charge, and RATE_LIMITED after 10 within an hour", async () => {
    const [workspace, other] = [await running.openWorkspace(), await running.openWorkspace()];
    const heavy = pdfBombs.find(({ name }) => name.startsWith("19,200 cells"))!;
    const { path, body } = await heavy.request((members) => workspace.newDesign(members as Record<string, unknown>));
    const send = () => workspace.send("POST", path, body, json);
    const before = (await workspace.get("/v1/credits")).json.data;
    for (let sent = 0; sent < 10; sent += 1) {
      const { error } = (await send()).json;
      expect([error.code, error.message]).toEqual(["INVALID_INPUT", expect.stringContaining("time or memory")]);
      running.advance(60_000);
    }
    const rejected = await send();
    expect(rejected.json.error.code).toBe("RATE_LIMITED");
    const retryAfterSec = Number(rejected.headers.get("retry-after"));
    expect(retryAfterSec).toBeGreaterThan(48 * 60);
    expect(retryAfterSec).toBeLessThanOrEqual(50 * 60);
    expect((await workspace.get("/v1/credits")).json.data).toEqual(before);
    expect((await other.newPdf(await other.newDesign())).status).toBe(201);
    running.advance(retryAfterSec * 1_000);
    expect((await send()).json.error.code).toBe("INVALID_INPUT");
  }, 120_000);
});

it("documents beyond the 64 of a workspace that may wait are RATE_LIMITED, but not counted", async () => {
  const renderer = openRenderer(renderPool, openCounters("pdf", Date.now, undefined), 1_500);
  const validate = () => renderer.validate("pdw_1", { schema: "{}", variables: "{}" });
  const results = await Promise.allSettled(Array.from({ length: 90 }, validate));
  const rejected = results.filter(({ status }) => status === "rejected");
  expect(rejected.length).toBeGreaterThanOrEqual(90 - 64 - 1);
  for (const { reason } of rejected as PromiseRejectedResult[])
    expect(reason).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 2_000 });
  await expect(validate()).resolves.toBeUndefined();
});
