import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCounters } from "../shared/limits/index.ts";
import { type WorkerPool, WorkLimitError } from "../shared/worker-pool/index.ts";
import { engines } from "../testing/engines.ts";
import { type PdfBomb, pdfBombs } from "../testing/pdf-bombs.ts";
import { onEveryEngine, type RunningPdf, startPdf, type TestWorkspace } from "../testing/running-pdf.ts";
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

describe("documents that exceed the limits of rendering", () => {
  const request = { page: "{}", schema: "{}", variables: "{}", title: "", createdAt: 0, options: {} };

  /** Returns a renderer whose every task exceeds a limit, and the number of tasks. */
  function openExceeded(limit: "time" | "memory" | "waiting") {
    let nowMs = 0;
    let tasks = 0;
    const pool: WorkerPool = {
      async run(task) {
        tasks += Number(task === "render");
        throw new WorkLimitError(limit, "too much");
      },
      pids: () => [],
      close: () => undefined,
    };
    const renderer = openRenderer(
      pool,
      openCounters("pdf", () => nowMs, undefined),
    );
    return {
      render: (workspaceId: string) => renderer.render(workspaceId, request),
      tasks: () => tasks,
      advance: (ms: number) => {
        nowMs += ms;
      },
    };
  }

  it.each(["time", "memory"] as const)(
    "are INVALID_INPUT, and RATE_LIMITED after 10 within an hour (%s)",
    async (limit) => {
      const { render, tasks, advance } = openExceeded(limit);
      for (let sent = 0; sent < 10; sent += 1) {
        await expect(render("pdw_1")).rejects.toMatchObject({ code: "INVALID_INPUT" });
        advance(60_000);
      }
      await expect(render("pdw_1")).rejects.toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 50 * 60_000 });
      expect(tasks()).toBe(10);
      await expect(render("pdw_2")).rejects.toMatchObject({ code: "INVALID_INPUT" });
      advance(50 * 60_000);
      await expect(render("pdw_1")).rejects.toMatchObject({ code: "INVALID_INPUT" });
    },
  );

  it("are RATE_LIMITED, but not counted, while too many of the workspace are waiting", async () => {
    const { render, tasks } = openExceeded("waiting");
    for (let sent = 0; sent < 20; sent += 1) {
      await expect(render("pdw_1")).rejects.toMatchObject({ code: "RATE_LIMITED" });
    }
    expect(tasks()).toBe(20);
  });
});
