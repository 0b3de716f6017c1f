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
