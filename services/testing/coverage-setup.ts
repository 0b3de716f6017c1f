import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Lets the tests of one run add the codes that they raise to a folder of their own, see `services/raised-codes.test.ts`. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "errata-coverage-"));
  process.env.ERRATA_COVERAGE = folder;
  return () => rmSync(folder, { recursive: true });
}
