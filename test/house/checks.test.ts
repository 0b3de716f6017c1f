import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScratchTree, scratchTree } from "./scratch-tree.ts";

const architecture = `# Architecture
| folder | charter | imports |
|---|---|---|
| [contract](src/contract/index.ts) | What an error is. | – |
| [envelope](src/envelope/index.ts) | How an error looks. | contract |
`;
const good = {
  "README.md": "# Errata\n\n[Folders](ARCHITECTURE.md#architecture)\n\n<!-- run -->\n```sh\nls ARCHITECTURE.md\n```\n",
  "ARCHITECTURE.md": architecture,
  "src/contract/index.ts": "/** What an error is. */\nexport {};\n",
  "src/envelope/index.ts": "/** How an error looks. */\nexport {};\n",
};

// In parts, so that this file does not hold what it looks for.
const machinePath = ["", "root", "x"].join("/");
const mark = ["TO", "DO"].join("");

let tree: ScratchTree;
beforeAll(() => {
  tree = scratchTree();
  tree.write(good);
  git("init", "-q");
  commit("What changed for a user");
});
afterAll(() => tree.remove());

test("a tree that keeps the rules passes docs, files and words", () => {
  const { code, output } = check("docs", "files", "words");
  expect(output).toMatch(/checks: 3 passed, 0 failed\n$/);
  expect(code).toBe(0);
});

test.each([
  ["a link to a missing file", "README.md", "[a](docs/none.md)", "README.md: link to docs/none.md"],
  ["a link to a missing heading", "README.md", "[a](ARCHITECTURE.md#none)", "ARCHITECTURE.md has no such heading"],
  ["a README of 101 lines", "README.md", "\n".repeat(101), "README.md: 101 lines, at most 100"],
  ["a marked command that fails", "README.md", "<!-- run -->\n```sh\nexit 3\n```\n", "exit code 3"],
  [
    "another charter",
    "src/contract/index.ts",
    "/** All. */\n",
    'contract reads "What an error is.", its index.ts "All."',
  ],
  [
    "a folder without a charter",
    "src/store/index.ts",
    "export {};\n",
    "src/store/index.ts: expected a first line of the form",
  ],
  ["a folder without a row", "src/store/index.ts", "/** State. */\n", "no row for src/store/"],
  ["another arrow", "ARCHITECTURE.md", architecture.replace("| contract |", "| store |"), 'envelope imports "store"'],
])("docs refuses %s", (_, file, text, finding) => {
  expectFailure("docs", { [file]: text }, finding);
});

test.each([
  ["a file of 401 lines", "src/contract/long.ts", "\n".repeat(401), "src/contract/long.ts: 401 lines, at most 400"],
  ["a drawer", "src/contract/utils.ts", "", "src/contract/utils.ts: a drawer"],
])("files refuses %s", (_, file, text, finding) => {
  expectFailure("files", { [file]: text }, finding);
});

test.each([
  ["a machine's path", "src/contract/a.ts", `// ${machinePath}`, `src/contract/a.ts:1: "${machinePath}"`],
  ["an unfinished mark", "src/contract/a.ts", `// ${mark}: more`, `src/contract/a.ts:1: "${mark}"`],
  ["a test that is switched off", "src/contract/a.test.ts", `it.${"skip"}("x")`, "a test that is switched off"],
])("words refuses %s", (_, file, text, finding) => {
  expectFailure("words", { [file]: text }, finding);
});

test("words refuses a commit message with a machine's path", () => {
  commit(`Read ${machinePath} first`);
  const { code, output } = check("words");
  git("reset", "-q", "--soft", "HEAD^");
  expect(output).toMatch(/commit [0-9a-f]+: "/);
  expect(code).toBe(1);
});

test("types compiles type tests: a mistake that they expect and that is none is refused", () => {
  const wrong = "const n: number = 1;\n// @ts-expect-error\nexport const m: number = n;\n";
  const others = { "services/main.ts": "export {};\n", "test/a.test.ts": "export {};\n" };
  expectFailure(
    "types",
    { "src/contract/m.test-d.ts": wrong, ...others },
    "src/contract/m.test-d.ts(2,1): error TS2578",
  );
});

test("an unknown check is refused by name", () => {
  expect(check("tpyes")).toEqual({ code: 1, output: expect.stringContaining("no check is named tpyes") });
});

function check(...names: string[]) {
  return tree.run(process.execPath, ["scripts/check.mjs", ...names]);
}

function expectFailure(name: string, files: Record<string, string>, finding: string): void {
  tree.write(files);
  const { code, output } = check(name);
  git("clean", "-qfd");
  git("checkout", "-q", ".");
  expect(output).toContain(finding);
  expect(output).toContain(`1 failed (${name})`);
  expect(code).toBe(1);
}

function commit(message: string): void {
  git("add", ".");
  git("commit", "-q", "--allow-empty", "-m", message);
}

function git(...args: string[]): void {
  tree.run("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args]);
}
