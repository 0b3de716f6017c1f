import type { Boundary } from "errata/server";
import { type Report, reportPrefix } from "./report.ts";
import { boundaryOf, contractIn, otherCopy } from "./shop.ts";
import { hanging } from "./throw-named.ts";

/**
 * Prepares the process of an app that the test has started: prints what its boundary records.
 *
 * @param copy another copy of the package
 * @returns undefined if the framework is to run alone
 */
export function reportingBoundary(copy: typeof import("errata")): Boundary | undefined {
  const theirs = contractIn(copy);
  otherCopy.create = () => theirs.error.SOLD_OUT();
  hanging.onStart = () => {
    process.stdin.once("data", () => hanging.release());
    report({ isHanging: true });
  };
  if (process.env.ERRATA_ALONE !== undefined) return undefined;
  return boundaryOf(({ code, undeclared, cause }) =>
    report({ occurrence: { code, undeclared, cause: String(cause) } }),
  );
}

function report(value: Report): void {
  process.stdout.write(`${reportPrefix}${JSON.stringify(value)}\n`);
}
