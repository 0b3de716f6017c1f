import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Framework, frameworks } from "../init/index.ts";
import { type CliRun, compile, newFolder, runHere } from "../testing/index.ts";

let parent: string;
beforeAll(async () => {
  parent = await newFolder();
});
afterAll(() => rm(parent, { recursive: true }));

/** Creates a project without source files. */
async function project(name: string, manifest: object, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = join(parent, name);
  for (const [path, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const init = (folder: string, ...words: readonly string[]): Promise<CliRun> =>
  runHere(["init", folder, ...words], { FOLDER: folder });

const node = (folder: string, words: readonly string[]): Promise<{ code: number; stdout: string }> =>
  new Promise((done) => {
    const options = { cwd: folder, timeout: 60_000 };
    const child = execFile(process.execPath, words, options, (_, stdout) =>
      done({ code: child.exitCode ?? -1, stdout }),
    );
  });

const files = async (folder: string, pattern: RegExp): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => pattern.test(path));

/** Writes the first files of a project for every framework. @returns the tests among them */
async function initAll(kind: "ts" | "js", more: object): Promise<readonly string[]> {
  const tests = await Promise.all(
    frameworksOf(kind).map(async ({ name, dependency }) => {
      const dependencies = dependency === undefined ? {} : { [dependency]: "*" };
      const folder = await project(join(kind, name), { name: "@acme/shop", dependencies, ...more });
      const { code, stdout, stderr } = await init(folder);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`errata for ${name} in shop\n`);
      return (await files(folder, /\.test\.m?[jt]s$/)).map((path) => join(name, path));
    }),
  );
  return tests.flat();
}

function frameworksOf(kind: "ts" | "js"): readonly Framework[] {
  return frameworks.filter(({ needsTypeScript }) => kind === "ts" || needsTypeScript !== true);
}

/** Runs the tests of all projects in one process, because each start of the loader takes seconds. */
async function runTests(kind: "ts" | "js", tests: readonly string[]): Promise<void> {
  const imports = tests.map((path) => `await import(${JSON.stringify(`./${path}`)});`).join("\n");
  await writeFile(join(parent, kind, "all.mjs"), imports);
  const run = await node(join(parent, kind), ["--conditions=errata-source", "--import", "tsx", "all.mjs"]);
  expect(run.stdout).toContain(`# pass ${tests.length}\n`);
  expect(run.code).toBe(0);
}

describe("errata init in an empty project of every framework", () => {
  it("writes TypeScript that compiles, and tests that pass", async () => {
    const tests = await initAll("ts", { type: "module", devDependencies: { typescript: "*" } });
    const folder = join(parent, "ts");
    const sources = await files(folder, /\.ts$/);
    expect(sources).toHaveLength(3 * frameworks.length);
    const strict = sources.filter((path) => !path.startsWith("next"));
    expect(await compile(folder, strict)).toBe("");
    expect(await compile(folder, sources, { module: "preserve", moduleResolution: "bundler" })).toBe("");
    await runTests("ts", tests);
  }, 120_000); // two runs of the compiler

  it("writes JavaScript whose tests pass, and contracts that pass errata check", async () => {
    await runTests("js", await initAll("js", {}));
    const contracts = await files(join(parent, "js"), /contract\.m?js$/);
    expect(contracts).toHaveLength(frameworksOf("js").length);
    const paths = contracts.map((path) => join(parent, "js", path));
    expect(await runHere(["check", ...paths])).toMatchObject({ code: 0, stderr: "" });
  });
});

describe("errata init", () => {
  it("prints what it wrote and what to do next", async () => {
    const manifest = {
      name: "shop",
      type: "module",
      dependencies: { hono: "4", zod: "4" },
      devDependencies: { vitest: "4" },
    };
    const folder = await project("printed", manifest, { "src/main.js": "", "pnpm-lock.yaml": "" });
    const { stdout } = await init(folder);
    expect(stdout).toBe(`errata for hono in shop
  Wrote src/errata/contract.js        the errors of your API: two to start with
  Wrote src/errata/routes.js          an example, GET /errata-example/{exampleId}
  Wrote src/errata/routes.test.js     a test of the example's error
  Wrote .github/workflows/errata.yml  checks the contract and runs the test in CI

Next
  1. Install what the files import:
     pnpm add errata

  2. Add the errors to your app:
     import { addErrata } from "./errata/routes.js";

     const app = new Hono();
     addErrata(app);

  3. Run the test, and check the contract:
     pnpm exec vitest run src/errata/routes.test.js
     pnpm exec errata check src/errata/contract.js
`);
    expect(await readFile(join(folder, ".github/workflows/errata.yml"), "utf8")).toContain(`
      - run: corepack enable && pnpm install --frozen-lockfile
      - run: pnpm exec errata check src/errata/contract.js
      - run: pnpm exec vitest run src/errata/routes.test.js
`);
  });

  it("keeps every file that exists, and adds those that are missing", async () => {
    const folder = await project("kept", { name: "shop", type: "module" }, { "errata/contract.js": "// mine" });
    const { stdout } = await init(folder);
    expect(stdout).toContain("Kept  errata/contract.js            it exists, and was not changed\n");
    expect(stdout).toContain("Wrote errata/routes.js ");
    expect(await readFile(join(folder, "errata/contract.js"), "utf8")).toBe("// mine");
    const text = await readFile(join(folder, "errata/routes.js"), "utf8");
    expect((await init(folder)).stdout.match(/^ {2}Kept /gm)).toHaveLength(4);
    expect(await readFile(join(folder, "errata/routes.js"), "utf8")).toBe(text);
  });

  it("writes nothing with --dry-run", async () => {
    const folder = await project("dry", { name: "shop" });
    expect((await init(folder, "--dry-run")).stdout.match(/^ {2}Would write /gm)).toHaveLength(4);
    expect(await readdir(folder)).toEqual(["package.json"]);
  });

  it.each([
    ["vitest", { vitest: "4" }, "npx vitest run errata/routes.test.mjs", "vitest"],
    ["jest", { jest: "30" }, "NODE_OPTIONS=--experimental-vm-modules npx jest errata/routes.test.mjs", "@jest/globals"],
    ["node:test", {}, "node --test errata/routes.test.mjs", "node:test"],
  ])("writes a test for %s", async (_, devDependencies, command, imported) => {
    const folder = await project(`runner-${imported.replace(/\W/g, "")}`, { name: "shop", devDependencies });
    expect((await init(folder)).stdout).toContain(command);
    expect(await readFile(join(folder, "errata/routes.test.mjs"), "utf8")).toContain(`from "${imported}"`);
  });

  it.each<[string, object | string | undefined, string[], number, string]>([
    ["a folder without package.json", undefined, [], 1, "Pass the folder of your project, or run npm init first."],
    ["a package.json that is not JSON", "{", [], 1, "expected a JSON object in FOLDER/package.json, received {."],
    ["a package.json that is a list", "[1]", [], 1, "received [1]."],
    [
      "two frameworks",
      { dependencies: { koa: "3", hono: "4" } },
      [],
      2,
      "depends on hono and koa. Choose one: --framework hono.",
    ],
    ["an unknown framework", {}, ["--framework", "rails"], 2, 'received "rails".'],
    ["two folders", {}, ["b"], 2, "expected nothing after"],
  ])("rejects %s", async (title, manifest, words, code, problem) => {
    const folder = await project(title.replaceAll(" ", "-"), {});
    if (manifest === undefined) await rm(join(folder, "package.json"));
    else
      await writeFile(join(folder, "package.json"), typeof manifest === "string" ? manifest : JSON.stringify(manifest));
    expect(await init(folder, ...words)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(problem) });
  });
});
