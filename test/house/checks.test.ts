import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScratchTree, scratchTree } from "./scratch-tree.ts";

const architecture = `# Architecture
| folder | purpose | imports |
|---|---|---|
| [contract](src/contract/index.ts) | Defines errors. | – |
| [envelope](src/envelope/index.ts) | Renders errors. | contract |
`;
const good = {
  "README.md": "# Errata\n\n[Folders](ARCHITECTURE.md#architecture)\n\n<!-- run -->\n```sh\nls ARCHITECTURE.md\n```\n",
  "ARCHITECTURE.md": architecture,
  "src/contract/index.ts": "/** Defines errors. */\nexport {};\n",
  "src/envelope/index.ts": "/** Renders errors. */\nexport {};\n",
  "scripts/arrows.json": '{ "contract": [], "envelope": ["contract"] }',
};

// Built from parts, so that this file does not contain the rejected text.
const machinePath = ["", "root", "x"].join("/");
const mark = ["TO", "DO"].join("");
const translated = ["it is", "told", "of it"].join(" ");

let tree: ScratchTree;
beforeAll(() => {
  tree = scratchTree();
  tree.write(good);
  git("init", "-q");
  commit("feat: describe the change");
});
afterAll(() => tree.remove());

test("docs, files and words pass for a tree without problems", () => {
  const { code, output } = check("docs", "files", "words");
  expect(output).toMatch(/checks: 3 passed, 0 failed\n$/);
  expect(code).toBe(0);
});

test.each([
  [
    "an element with a missing picture",
    "README.md",
    '<picture><source srcset="docs/none.png"></picture>',
    "README.md: broken link docs/none.png",
  ],
  ["a link to a missing file", "README.md", "[a](docs/none.md)", "README.md: broken link docs/none.md"],
  ["a link to a missing heading", "README.md", "[a](ARCHITECTURE.md#none)", "ARCHITECTURE.md has no such heading"],
  ["a README of 201 lines", "README.md", "\n".repeat(201), "README.md: 201 lines; the limit is 200"],
  ["a marked command that fails", "README.md", "<!-- run -->\n```sh\nexit 3\n```\n", "exit code 3"],
  [
    "a purpose that differs from the table",
    "src/contract/index.ts",
    "/** Contains everything. */\n",
    'the row of contract reads "Defines errors.", but its index.ts reads "Contains everything."',
  ],
  [
    "a folder without a purpose",
    "src/store/index.ts",
    "export {};\n",
    "src/store/index.ts: expected a first line of the form",
  ],
  ["a folder without a row", "src/store/index.ts", "/** Persists state. */\n", "src/store/ has no row"],
  [
    "a row without a folder",
    "scripts/arrows.json",
    '{ "contract": [], "envelope": ["contract"], "support": [] }',
    "has a row for src/support/, which does not exist",
  ],
  [
    "imports that differ from the table",
    "ARCHITECTURE.md",
    architecture.replace("| contract |", "| store |"),
    'the row of envelope imports "store"',
  ],
])("docs rejects %s", (_, file, text, finding) => {
  expectFailure("docs", { [file]: text }, finding);
});

test.each([
  [
    "a file of 401 lines",
    "src/contract/long.ts",
    "\n".repeat(401),
    "src/contract/long.ts: 401 lines; the limit is 400",
  ],
  ["a vague name", "src/contract/utils.ts", "", "src/contract/utils.ts: vague name"],
])("files rejects %s", (_, file, text, finding) => {
  expectFailure("files", { [file]: text }, finding);
});

test.each([
  ["a machine's path", "src/contract/a.ts", `// ${machinePath}`, `src/contract/a.ts:1: "${machinePath}"`],
  ["unfinished work", "src/contract/a.ts", `// ${mark}: more`, `src/contract/a.ts:1: "${mark}"`],
  ["a translated phrase", "docs/a.md", `${translated}\n`, "reads like a translation"],
  ["a translated opening", "src/contract/a.ts", `/** ${"Gives"} the sum. */`, "reads like a translation"],
  ["a disabled test", "src/contract/a.test.ts", `it.${"skip"}("x")`, "disables tests"],
])("words rejects %s", (_, file, text, finding) => {
  expectFailure("words", { [file]: text }, finding);
});

test("words rejects a commit message with a path on one machine, and accepts any other", () => {
  commit(`Read ${machinePath} first`);
  const { code, output } = check("words");
  git("reset", "-q", "--soft", "HEAD^");
  expect(output).toMatch(/commit [0-9a-f]+: "/);
  expect(code).toBe(1);
});

test("types rejects a type test that expects an error where there is none", () => {
  const wrong = "const n: number = 1;\n// @ts-expect-error\nexport const m: number = n;\n";
  const others = { "services/main.ts": "export {};\n", "test/a.test.ts": "export {};\n" };
  expectFailure(
    "types",
    { "src/contract/m.test-d.ts": wrong, ...others },
    "src/contract/m.test-d.ts(2,1): error TS2578",
  );
});

test("an unknown check is rejected by name", () => {
  expect(check("tpyes")).toEqual({ code: 1, output: expect.stringContaining("unknown check tpyes") });
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
