import type { ErrorObject } from "ajv";

/** A problem that Ajv found, with the path of the value. */
export type VariablesIssue = Pick<ErrorObject, "keyword" | "instancePath" | "params" | "message">;

/**
 * Rejects a page description or variables that cannot be rendered. The worker process returns its members, because
 * classes do not survive the way to the parent process.
 */
export class RenderProblem extends Error {
  override readonly name = "RenderProblem";
  /** Path of the field that causes the problem: `variables.lines.0.price`, or `page.blocks.3.text`. */
  readonly field: string;
  /** A sentence that begins with the predicate: "Must not …". */
  readonly problem: string;

  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`);
    this.field = field;
    this.problem = problem;
  }
}

/** Result of a task: the rendered document, or why it was rejected. `done` is the result of tasks without one. */
export type TaskResult<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "invalid"; readonly issue: VariablesIssue }
  | { readonly kind: "rejected"; readonly field: string; readonly problem: string };

/** Runs a task. @returns its result, or the problem for which it was rejected */
export async function attempt<Value>(work: () => Promise<Value>): Promise<TaskResult<Value>> {
  try {
    return { kind: "done", value: await work() };
  } catch (error) {
    if (!(error instanceof RenderProblem)) throw error;
    return { kind: "rejected", field: error.field, problem: error.problem };
  }
}
