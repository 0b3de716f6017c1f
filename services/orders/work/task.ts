import type { ImagesOptions, InspectOptions, OrderType, TableOptions } from "./order-types.ts";

/** One file as the work gets it. */
export interface TaskFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What is to be done, as it is handed to another process. */
export interface Task<Options = ImagesOptions | TableOptions | InspectOptions> {
  readonly type: OrderType;
  readonly options: Options;
  readonly quantity: number;
  readonly files: readonly TaskFile[];
}

/** Why an order fails whose work was done right: the fault is in what was uploaded. */
export interface Fault {
  readonly kind: "fault";
  readonly reason: "file_not_readable" | "rows_not_valid" | "quantity_exceeded";
  /** One sentence for a person; quotes nothing of the file. */
  readonly problem: string;
  readonly report?: Readonly<Record<string, unknown>>;
}

/** What came of the work. */
export type TaskResult =
  | {
      readonly kind: "done";
      readonly report: Readonly<Record<string, unknown>>;
      /** What the work really took; at most the quantity. */
      readonly units: number;
      readonly file?: TaskFile;
    }
  | Fault
  /** It took longer than it may, and was stopped. */
  | { readonly kind: "timeout" };

/** Makes a fault. */
export function fault(reason: Fault["reason"], problem: string, report?: Fault["report"]): Fault {
  return { kind: "fault", reason, problem, ...(report && { report }) };
}
