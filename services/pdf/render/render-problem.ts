/** Names of the fields that a problem can be in. */
type Field = `variables${string}` | `page${string}`;

/**
 * Rejects a page description or variables that cannot be rendered. The worker process returns its members, because
 * classes do not survive the way to the parent process.
 */
export class RenderProblem extends Error {
  override readonly name = "RenderProblem";
  /** Path of the field that causes the problem. */
  readonly field: Field;
  /** A sentence that begins with the predicate: "Must not …". */
  readonly problem: string;

  constructor(field: Field, problem: string) {
    super(`${field}: ${problem}`);
    this.field = field;
    this.problem = problem;
  }
}
