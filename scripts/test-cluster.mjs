import { handOver } from "./launch/hand-over.mjs";
import { root } from "./launch/root.mjs";

const help = `Runs three nodes behind nginx, with PostgreSQL, Redis and S3, under load while each of them fails. Takes three minutes.

Usage: npm run test:cluster

It starts the servers itself, from the packages postgresql, redis-server and nginx-light of Debian.

Environment:
  ERRATA_TEST_CLUSTER   how long the load lasts, in seconds (default 110). From 300 on, outages last 20 s instead of 7 s

Examples:
  npm run test:cluster
  npm run bench -- cluster    runs it for ten minutes
`;

if (process.argv.some((argument) => argument === "--help" || argument === "-h")) {
  console.log(help);
} else {
  const env = { ...process.env, ERRATA_TEST_CLUSTER: process.env.ERRATA_TEST_CLUSTER || "110" };
  const args = ["scripts/test.mjs", "--no-checks", "--bail=1", "test/cluster"];
  process.exitCode = await handOver(process.execPath, args, { cwd: root, env });
}
