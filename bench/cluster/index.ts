import { spawnSync } from "node:child_process";

/**
 * Runs the cluster test for ten minutes: mixed load on three nodes while nodes, PostgreSQL, Redis and S3 fail. It prints each fault, the
 * responses by status, and what was acknowledged; it fails if anything acknowledged is lost or charged twice.
 */
const { status } = spawnSync(process.execPath, ["scripts/test-cluster.mjs"], {
  stdio: "inherit",
  env: { ...process.env, ERRATA_TEST_CLUSTER: "600" },
});
process.exitCode = status ?? 1;
