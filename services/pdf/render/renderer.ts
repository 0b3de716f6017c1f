import { availableParallelism } from "node:os";
import { rateLimit } from "errata/guards";
import { InputError } from "errata/server";
import type { Counters } from "../../shared/limits/index.ts";
import { type WorkerPool, WorkLimitError, workerPool } from "../../shared/worker-pool/index.ts";
import { pdf } from "../contract.ts";
import { invalidInput } from "../errors/translate.ts";
import type { RenderedDocument } from "./render-document.ts";
import type { TaskResult } from "./render-problem.ts";
import type { CheckTask, RenderTask, ValidateTask } from "./render-tasks.ts";

/** A document to render, with its design and variables as JSON. */
export type RenderRequest = Omit<RenderTask, "maxPages">;

/** Renders documents in separate processes, with limits on time and memory. Workspaces take turns. */
export interface Renderer {
  /**
   * Validates the variables and renders a document.
   *
   * @throws InputError or INVALID_INPUT for variables that are not acceptable; RATE_LIMITED if the workspace has too many
   * documents waiting, or too many that exceeded a limit
   */
  render(workspaceId: string, request: RenderRequest, signal?: AbortSignal): Promise<RenderedDocument>;
  /** Validates the variables only. @throws as `render` */
  validate(workspaceId: string, request: ValidateTask, signal?: AbortSignal): Promise<void>;
  /** Compiles the schema of a design and renders the parts that do not depend on variables. @throws as `render` */
  checkDesign(workspaceId: string, design: Omit<CheckTask, "maxPages">): Promise<void>;
  /** Starts a process, so that the first document does not wait for it. */
  warmUp(): Promise<void>;
  /** Stops the processes. */
  close(): void;
}

const MiB = 1024 * 1024;

/** Opens the pool of processes that render, at a lower priority than requests. @param size 1 or more. @default one for each core, at most 4 */
export function openRenderPool(size: number = Math.min(availableParallelism(), 4)): WorkerPool {
  return workerPool({
    module: new URL("render-tasks.ts", import.meta.url),
    size,
    // A process has 115 MiB, and the largest document takes 240 MiB more.
    maxMemoryBytes: 352 * MiB,
    // Rendering tables of 600 rows, two processes have 350 MiB. Larger documents are rendered one at a time.
    maxPoolBytes: Math.max(384, size * 192) * MiB,
    // Loading the libraries takes longer than rendering most documents, so the process is kept for a day.
    idleMs: 24 * 60 * 60 * 1000,
  });
}

/** Longest time of a task, in milliseconds, also on a busy machine, and where the CPU time is not known. */
const renderDeadlineMs = 30_000;
/** Time after which waiting documents have probably been rendered, in milliseconds. */
const retryAfterMs = 2_000;

/** Opens the renderer. @param renderMs CPU time for one document, in milliseconds */
export function openRenderer(pool: WorkerPool, counters: Counters, renderMs: number): Renderer {
  const { documentPages: maxPages, timeoutsPerHour } = pdf.limits;
  const timeouts = (limit: number) =>
    rateLimit({
      ...counters,
      policies: [{ name: "timeouts", limit, windowSec: 3_600, algorithm: "sliding-log" }],
      exceeded: pdf.error.RATE_LIMITED,
    });
  const countTimeout = timeouts(timeoutsPerHour);
  // Costs nothing, so it is rejected only when the last timeout of the hour has been counted.
  const checkTimeouts = timeouts(timeoutsPerHour - 1);

  function warmUp(): Promise<void> {
    return pool.run("warmUp", undefined, { account: "", deadlineMs: 60_000 });
  }

  async function run<Value>(
    task: "render" | "validate" | "check",
    input: object,
    workspaceId: string,
    signal?: AbortSignal,
  ): Promise<Value> {
    await checkTimeouts(workspaceId, 0);
    const work = { account: workspaceId, cpuMs: renderMs, deadlineMs: renderDeadlineMs, signal };
    try {
      return unwrap(await pool.run<TaskResult<Value>>(task, { ...input, maxPages }, work));
    } catch (error) {
      if (!(error instanceof WorkLimitError)) throw error;
      if (error.limit === "waiting") throw pdf.error.RATE_LIMITED(undefined, { cause: error, retryAfterMs });
      // Beyond the limit the next request is rejected; this one reports its own problem.
      await countTimeout(workspaceId).catch(() => undefined);
      // The process was stopped. Starting the next one now saves the time from the next document.
      warmUp().catch(() => undefined);
      const field = task === "check" ? "page" : "variables";
      throw invalidInput(field, "Must not take so much time or memory to render.");
    }
  }

  return {
    render: (workspaceId, request, signal) => run("render", request, workspaceId, signal),
    validate: (workspaceId, { schema, variables }, signal) =>
      run("validate", { schema, variables }, workspaceId, signal),
    checkDesign: (workspaceId, design) => run("check", design, workspaceId),
    warmUp,
    close: () => pool.close(),
  };
}

function unwrap<Value>(result: TaskResult<Value>): Value {
  if (result.kind === "done") return result.value;
  if (result.kind === "invalid") throw new InputError([result.issue], "body");
  throw invalidInput(result.field, result.problem);
}
