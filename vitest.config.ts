import { defineConfig } from "vitest/config";

/** Runs the library and the services from source, through the same export condition that development uses. */
const source = {
  resolve: { conditions: ["errata-source"] },
  ssr: { resolve: { conditions: ["errata-source", "node", "import", "module", "default"] } },
};

export default defineConfig({
  ...source,
  test: {
    projects: [
      {
        ...source,
        test: {
          name: "library",
          include: ["src/**/*.test.ts"],
          pool: "threads",
          isolate: false,
          typecheck: { enabled: false },
        },
      },
      {
        ...source,
        test: {
          name: "services",
          include: ["services/**/*.test.ts", "test/**/*.test.ts"],
          pool: "forks",
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
