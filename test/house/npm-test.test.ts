import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScratchTree, scratchTree } from "./scratch-tree.ts";

const engineTest = `import { describe, expect, test } from "vitest";
test("passes", () => expect(1).toBe(1));
describe.skipIf(!process.env.ERRATA_TEST_POSTGRES)("on PostgreSQL", () => {
  test("one", () => expect(1).toBe(1));
  test("two", () => expect(1).toBe(1));
});
`;

let tree: ScratchTree;
beforeAll(() => {
  tree = scratchTree();
  tree.write({ "src/engine.test.ts": engineTest });
});
afterAll(() => tree.remove());

test("a missing engine is listed, its tests are counted, and the last line includes them", () => {
  const { code, output } = npmTest();
  expect(output).toContain("skipped: src/engine.test.ts > on PostgreSQL (2 tests)");
  expect(output).toContain("skipped: PostgreSQL (ERRATA_TEST_POSTGRES is not set");
  expect(lastLine(output)).toBe("1 passed, 0 failed, 2 skipped");
  expect(code).toBe(0);
});

test("a missing engine is a failure in CI", () => {
  const { code, output } = npmTest({ CI: "true" });
  expect(output).toContain("failed: PostgreSQL (ERRATA_TEST_POSTGRES is not set");
  expect(lastLine(output)).toBe("1 passed, 1 failed, 2 skipped");
  expect(code).toBe(1);
});

test("an engine that does not respond at its address is reported as missing, without its password", () => {
  const { output } = npmTest({ CI: "true", ERRATA_TEST_POSTGRES: "postgres://me:secret@127.0.0.1:1/postgres" });
  expect(output).toContain("failed: PostgreSQL (no server responds at 127.0.0.1:1");
  expect(output).not.toContain("secret");
  expect(lastLine(output)).toBe("3 passed, 1 failed, 0 skipped");
});

test("a test file that fails to load counts as a failure", () => {
  tree.write({ "src/broken.test.ts": 'import "./none.ts";\n' });
  const { code, output } = npmTest();
  tree.write({ "src/broken.test.ts": 'import { test } from "vitest";\ntest("loads", () => {});\n' });
  expect(lastLine(output)).toBe("1 passed, 1 failed, 2 skipped");
  expect(code).toBe(1);
});

test("a filter that matches no test is a failure", () => {
  const { code, output } = tree.run(process.execPath, ["scripts/test.mjs", "src/none"]);
  expect(lastLine(output)).toBe("0 passed, 1 failed, 0 skipped");
  expect(code).toBe(1);
});

test("--update does not swallow the filter that follows it", () => {
  const { output } = tree.run(process.execPath, ["scripts/test.mjs", "--update", "src/none"]);
  expect(lastLine(output)).toBe("0 passed, 1 failed, 0 skipped");
});

function npmTest(env: Record<string, string> = {}) {
  return tree.run(process.execPath, ["scripts/test.mjs", "--no-checks"], env);
}

function lastLine(output: string): string {
  // Failures are printed to stderr, which is appended to stdout.
  return output.match(/^\d+ passed, \d+ failed, \d+ skipped$/m)?.[0] ?? output;
}
