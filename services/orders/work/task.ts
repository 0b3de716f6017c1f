import { readFileSync } from "node:fs";
import type { ReceivedFile } from "../../shared/files/index.ts";
import type { ImagesOptions, InspectOptions, OrderType, TableOptions } from "./order-types.ts";
import type { FailureReport } from "./reports.ts";

/** An uploaded file of a task. Only its path is sent to the worker process, which reads one file at a time. */
export interface TaskFile {
  readonly path: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** The work of one order, as it is sent to a worker process. */
export interface Task<Options = ImagesOptions | TableOptions | InspectOptions> {
  readonly type: OrderType;
  readonly options: Options;
  readonly quantity: number;
  readonly files: readonly TaskFile[];
  /** Path of the file to write, for types that have one. */
  readonly outputPath: string;
}

/** Result of completed work. */
export interface TaskSuccess {
  readonly kind: "success";
  readonly report: Readonly<Record<string, unknown>>;
  /** Units that the work cost; at most the quantity. */
  readonly units: number;
  /** The file at `outputPath`. */
  readonly file?: ReceivedFile & { readonly fileName: string; readonly mediaType: string };
}

/** Why the uploaded files cannot be processed. */
export interface TaskFailure {
  readonly kind: "failure";
  readonly reason: "file_not_readable" | "rows_not_valid" | "quantity_exceeded";
  /** One sentence for a person. It never quotes the content of a file. */
  readonly problem: string;
  readonly report?: FailureReport;
}

/** Result of a task. */
export type TaskResult = TaskSuccess | TaskFailure;

/** Creates a failure. */
export function failure(reason: TaskFailure["reason"], problem: string, report?: FailureReport): TaskFailure {
  return { kind: "failure", reason, problem, ...(report && { report }) };
}

/** Reads a file. @throws Error if it does not have the size that was stored */
export function readTaskFile({ path, bytes }: TaskFile): Buffer {
  const content = readFileSync(path);
  if (content.byteLength === bytes) return content;
  throw new Error(`expected ${path} to have ${bytes} bytes, found ${content.byteLength}`);
}
