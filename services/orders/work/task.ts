import type { ImagesOptions, InspectOptions, OrderType, TableOptions } from "./order-types.ts";

/** A file of a task. */
export interface TaskFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The work of one order, as it is sent to a worker process. */
export interface Task<Options = ImagesOptions | TableOptions | InspectOptions> {
  readonly type: OrderType;
  readonly options: Options;
  readonly quantity: number;
  readonly files: readonly TaskFile[];
}

/** Result of completed work. */
export interface TaskSuccess {
  readonly kind: "success";
  readonly report: Readonly<Record<string, unknown>>;
  /** Units that the work cost; at most the quantity. */
  readonly units: number;
  readonly file?: TaskFile;
}

/** Why the uploaded files cannot be processed. */
export interface TaskFailure {
  readonly kind: "failure";
  readonly reason: "file_not_readable" | "rows_not_valid" | "quantity_exceeded";
  /** One sentence for a person. It never quotes the content of a file. */
  readonly problem: string;
  readonly report?: Readonly<Record<string, unknown>>;
}

/** Result of a task. */
export type TaskResult = TaskSuccess | TaskFailure;

/** Creates a failure. */
export function failure(reason: TaskFailure["reason"], problem: string, report?: TaskFailure["report"]): TaskFailure {
  return { kind: "failure", reason, problem, ...(report && { report }) };
}
