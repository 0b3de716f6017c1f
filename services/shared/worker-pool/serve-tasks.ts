import { argv } from "node:process";

/** A message from the pool. */
export interface TaskRequest {
  readonly task: string;
  readonly input: unknown;
}

/** A message to the pool. */
export type TaskResponse =
  | { readonly kind: "ready" }
  | { readonly kind: "result"; readonly value: unknown }
  | { readonly kind: "error"; readonly message: string };

/**
 * Functions of a worker process by name; input and result must be structured-cloneable. A thrown error is a bug, not a
 * result: return problems with the input as values.
 */
export type Tasks = Readonly<Record<string, (input: never) => unknown>>;

// This module is the program of a worker process. It runs one task at a time, until the pool stops the process.
const [, , module = ""] = argv;
const { tasks } = (await import(module)) as { readonly tasks: Tasks };
const send = (response: TaskResponse): void => void process.send?.(response);
process.on("disconnect", () => process.exit());
// A terminal sends Ctrl-C to every process; the parent decides when its workers stop.
process.on("SIGINT", () => undefined);
process.on("message", async ({ task, input }: TaskRequest) => {
  try {
    const run = tasks[task];
    if (run === undefined) throw new Error(`unknown task "${task}"`);
    send({ kind: "result", value: await run(input as never) });
  } catch (error) {
    send({ kind: "error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
send({ kind: "ready" });
