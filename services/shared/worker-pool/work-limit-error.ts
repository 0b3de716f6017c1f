/** The limit that stopped the work: its own time or memory, or the other work of the account. */
export type WorkLimit = "time" | "memory" | "waiting";

/** Rejects work that exceeded a limit. The input is to blame, not the server: retry it only after `waiting`. */
export class WorkLimitError extends Error {
  override readonly name = "WorkLimitError";
  readonly limit: WorkLimit;

  constructor(limit: WorkLimit, message: string) {
    super(message);
    this.limit = limit;
  }
}
