/** The limit that stopped the work: its own time or memory, or too much work of the account waiting. */
export type WorkLimit = "time" | "memory" | "waiting";

/** Rejects work that exceeded a limit. The input is to blame, not the server: do not retry it. */
export class WorkLimitError extends Error {
  override readonly name = "WorkLimitError";
  readonly limit: WorkLimit;

  constructor(limit: WorkLimit, message: string) {
    super(message);
    this.limit = limit;
  }
}
