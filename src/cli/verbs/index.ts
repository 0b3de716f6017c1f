/** The commands of errata, one file each. */
import type { Verb } from "../verb.ts";
import { check } from "./check.ts";
import { coverage } from "./coverage.ts";
import { diff } from "./diff.ts";
import { explain } from "./explain.ts";
import { exportContract } from "./export-contract.ts";
import { generateClient } from "./generate-client.ts";
import { score } from "./score.ts";
import { writeOpenApi } from "./write-openapi.ts";
import { writeReference } from "./write-reference.ts";

/** Every command, in the order of the help. */
export const verbs: readonly Verb[] = [
  exportContract,
  generateClient,
  writeOpenApi,
  writeReference,
  explain,
  check,
  diff,
  score,
  coverage,
];
