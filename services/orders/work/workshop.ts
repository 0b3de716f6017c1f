import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { Task, TaskResult } from "./task.ts";

/** Where the work of orders is done: in processes of its own, which can be stopped whatever they do. */
export interface Workshop {
  /**
   * Does one task. When it takes too long, or the signal aborts, the process that does it is killed at once.
   *
   * @param deadlineMs longest work, in milliseconds, from when a process has the task
   * @throws the signal's reason; Error when the process died or the work has a fault of ours
   */
  run(task: Task, deadlineMs: number, signal: AbortSignal): Promise<TaskResult>;
  /** Process ids of those who are at work or wait for it. */
  pids(): readonly number[];
  /** Kills every process. */
  close(): void;
}

/** What a child says. */
type Message = TaskResult | { readonly kind: "ready" } | { readonly kind: "crash"; readonly message: string };

/** Runs TypeScript; the work imports nothing of the service, so that a process starts fast. */
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** Makes the workshop. Processes are started when they are needed, and kept for the next task. */
export function workshop(): Workshop {
  const idle: ChildProcess[] = [];
  const all = new Set<ChildProcess>();

  async function start(): Promise<ChildProcess> {
    const child = fork(new URL("child.ts", import.meta.url), {
      execArgv: ["--import", loader],
      // Structured clones carry bytes; JSON would carry a list of numbers.
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    all.add(child);
    child.once("exit", () => {
      all.delete(child);
      const at = idle.indexOf(child);
      if (at !== -1) idle.splice(at, 1);
    });
    await answerOf(child);
    return child;
  }

  return {
    async run(task, deadlineMs, signal) {
      signal.throwIfAborted();
      const child = idle.pop() ?? (await start());
      child.ref();
      try {
        return await give(child, task, deadlineMs, signal);
      } finally {
        if (child.connected && !child.killed) rest(child, idle);
      }
    },
    pids: () => [...all].flatMap(({ pid }) => pid ?? []),
    close() {
      for (const child of all) child.kill("SIGKILL");
    },
  };
}

async function give(child: ChildProcess, task: Task, deadlineMs: number, signal: AbortSignal): Promise<TaskResult> {
  const late = AbortSignal.timeout(deadlineMs);
  const over = AbortSignal.any([late, signal]);
  const kill = (): void => void child.kill("SIGKILL");
  over.addEventListener("abort", kill);
  if (over.aborted) kill();
  try {
    child.send(task);
    return resultOf(await answerOf(child));
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) return { kind: "timeout" };
    throw error;
  } finally {
    over.removeEventListener("abort", kill);
  }
}

/** An idle process keeps nobody else alive. */
function rest(child: ChildProcess, idle: ChildProcess[]): void {
  child.unref();
  (child.channel as { unref?: () => void } | null | undefined)?.unref?.();
  idle.push(child);
}

function resultOf(message: Message): TaskResult {
  if (message.kind === "crash") throw new Error(`the work failed: ${message.message}`);
  if (message.kind === "ready") throw new Error("the process of the work answered out of turn");
  return message;
}

function answerOf(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      child.off("message", answered);
      child.off("exit", died);
      child.off("error", failed);
      settle();
    };
    const answered = (message: unknown): void => end(() => resolve(message as Message));
    const failed = (error: Error): void => end(() => reject(error));
    const died = (code: number | null, name: NodeJS.Signals | null): void =>
      end(() => reject(new Error(`the process of the work ended with ${name ?? code}`)));
    child.on("message", answered);
    child.on("exit", died);
    child.on("error", failed);
  });
}
