import type { Occurrence } from "errata/server";

/** One line that an app in another process prints. */
export interface Report {
  readonly occurrence?: Pick<Occurrence, "code" | "undeclared"> & { readonly cause: string };
  /** The handler of `GET /hang` has started. A line on stdin releases it. */
  readonly isHanging?: boolean;
}

/** Begins the lines of reports, which are beside those that a framework prints. */
export const reportPrefix = "report ";
