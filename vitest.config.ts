import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { compiledPrograms } from "./scripts/test/compiled-programs.mjs";
import { SlowFirstSequencer } from "./scripts/test/slow-first.mjs";
import { TallyReporter } from "./scripts/test/tally.mjs";

/** Runs the library and the services from source, through the same export condition that development uses. */
const source = {
  resolve: { conditions: ["errata-source"] },
  ssr: { resolve: { conditions: ["errata-source", "node", "default"] } },
  // As in tsconfig.json, which does not include the programs of the guides.
  oxc: { decorator: { legacy: true } },
};

/**
 * One worker more than two cores can run, because tests wait for stores and other processes a third of the time. At most eight,
 * because each may open 10 connections to PostgreSQL.
 */
const maxWorkers = Math.min(Math.max(3, availableParallelism()), 8);

/** Longest wait of `expect.poll`. It ends as soon as the expectation holds; a busy machine needs more than the default second. */
const poll = { timeout: 15_000 };

/** File in which `npm test` expects the counts of the run. */
const tallyFile = process.env.ERRATA_TEST_TALLY;

export default defineConfig({
  ...source,
  test: {
    reporters: tallyFile ? ["default", new TallyReporter(tallyFile)] : ["default"],
    sequence: { sequencer: SlowFirstSequencer },
    projects: [
      {
        ...source,
        plugins: [compiledPrograms()],
        test: {
          name: "library",
          include: ["src/**/*.test.ts"],
          pool: "threads",
          isolate: false,
          maxWorkers,
          typecheck: { enabled: false },
          sequence: { groupOrder: 0 },
          testTimeout: 30_000,
        },
      },
      {
        ...source,
        plugins: [compiledPrograms()],
        test: {
          name: "services",
          include: ["services/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: [...configDefaults.exclude, "services/raised-codes.test.ts"],
          globalSetup: "services/testing/coverage-setup.ts",
          pool: "forks",
          isolate: false,
          maxWorkers,
          sequence: { groupOrder: 0 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
          expect: { poll },
        },
      },
      {
        ...source,
        plugins: [compiledPrograms()],
        test: {
          // Tests that cross folders: crashes, storms, whole programs. One may take minutes.
          name: "across",
          include: ["test/**/*.test.ts"],
          // Takes minutes, and needs nginx: npm run test:cluster.
          exclude: [...configDefaults.exclude, ...(process.env.ERRATA_TEST_CLUSTER ? [] : ["test/cluster/**"])],
          pool: "forks",
          maxWorkers,
          sequence: { groupOrder: 0 },
          testTimeout: 180_000,
          hookTimeout: 120_000,
          expect: { poll },
        },
      },
      {
        ...source,
        // Reads what the tests of the services have raised.
        test: { name: "raised-codes", include: ["services/raised-codes.test.ts"], sequence: { groupOrder: 1 } },
      },
    ],
  },
});
