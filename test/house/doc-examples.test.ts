import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { programsIn } from "./page-programs.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Exported functions that need no example, with the reason. */
const withoutExample: Readonly<Record<string, string>> = {};

/** A fenced `ts` block of a doc comment, or a program of a page. */
interface Example {
  /** Path of the file, relative to the repository. */
  readonly path: string;
  /** Line of the block's first line of code, from 1. */
  readonly line: number;
  readonly code: string;
}

const sources = filesIn("src").filter((path) => /\.tsx?$/.test(path) && !/\.test(-d)?\.ts$|\/testing\//.test(path));
const pages = ["README.md", ...filesIn("docs").filter((path) => path.endsWith(".md"))];
const comments = sources.flatMap((path) => docExamples(path));
/** The code of a page has the line numbers of the page. */
const programs = pages.flatMap((path) => programsIn(path, read(path)).map((program) => ({ ...program, line: 1 })));
const examples: readonly Example[] = [...comments, ...programs];

/** Within the package, so that errata/… resolves to its sources, and as deep as examples/, for relative imports of pages. */
const folder = join(root, ".errata");
const prefix = `example-${process.pid}-`;
const config = join(folder, `${prefix}tsconfig.json`);
const fileOf = (index: number): string => join(folder, `${prefix}${index}.ts`);

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => {
  for (const file of [config, ...[...examples.keys()].map(fileOf)]) rmSync(file, { force: true });
});

test("every example in a doc comment or on a page compiles with a customer's strict settings", async () => {
  expect(examples.length).toBeGreaterThan(20);
  expect(await compile(examples)).toEqual([]);
});

test("every example in a doc comment begins with an import, so that it can be copied", () => {
  const excerpts = comments.filter(({ code }) => !code.startsWith("import "));
  expect(excerpts.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
});

test("every function that a customer can import has an example", async () => {
  const missing: string[] = [];
  for (const [entry, file] of entryPoints())
    for (const name of await functionsOf(file))
      if (!(name in withoutExample) && !hasExample(name, file)) missing.push(`${entry}: ${name}`);
  expect(missing).toEqual([]);
});

test("the list of functions without an example has no stale entries", async () => {
  const names = new Set((await Promise.all(entryPoints().map(([, file]) => functionsOf(file)))).flat());
  expect(Object.keys(withoutExample).filter((name) => !names.has(name))).toEqual([]);
});

/** Compiles all examples in one run of the compiler. @returns its errors, each with the file and line of the example */
function compile(blocks: readonly Example[]): Promise<readonly string[]> {
  for (const [index, { code }] of blocks.entries()) writeFileSync(fileOf(index), code);
  const compilerOptions = { declaration: false, isolatedDeclarations: false, noUnusedLocals: false, noEmit: true };
  const files = [...blocks.keys()].map(fileOf);
  writeFileSync(config, JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, files, include: [] }));
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [compiler, "-p", config, "--pretty", "false"],
      { cwd: folder, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        const lines = `${stdout}${stderr}`.split("\n").filter((line) => /error/.test(line));
        resolve(lines.length > 0 || error === null ? lines.map(atSource) : [String(error)]);
      },
    );
  });

  /** Replaces the position in the generated file by that in the source. */
  function atSource(line: string): string {
    const [, index, row, rest] = /^.*example-\d+-(\d+)\.ts\((\d+),\d+\): (.*)$/.exec(line) ?? [];
    const block = blocks[Number(index)];
    return block === undefined ? line : `${block.path}:${block.line + Number(row) - 1}: ${rest}`;
  }
}

/** Returns the blocks that follow an `@example` in the doc comments of a file. */
function docExamples(path: string): readonly Example[] {
  const text = read(path);
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const start = comment[0].indexOf("@example");
    if (start === -1) return [];
    const before = text.slice(0, comment.index + start);
    const body = comment[0].slice(start).replace(/\*\/$/, "");
    const code = body
      .split("\n")
      .map((line) => line.replace(/^\s*\* ?/, ""))
      .join("\n");
    return blocksIn(path, code, before.split("\n").length);
  });
}

/** Returns the fenced `ts` blocks of a text. @param firstLine line of the text's first line in the file, from 1 */
function blocksIn(path: string, text: string, firstLine: number): readonly Example[] {
  return [...text.matchAll(/^```ts[^\n]*\n([\s\S]*?)^```/gm)].map((match) => {
    const [, code = ""] = match;
    const fence = text.slice(0, match.index).split("\n").length;
    return { path, line: firstLine + fence, code };
  });
}

/** Returns the entry points of package.json with their source files. */
function entryPoints(): readonly (readonly [entry: string, file: string])[] {
  const { exports: entries } = JSON.parse(read("package.json"));
  return Object.entries<string | Record<string, string>>(entries).flatMap(([entry, conditions]) => {
    const file = typeof conditions === "object" ? conditions["errata-source"] : undefined;
    return file === undefined ? [] : [[entry.replace(/^\./, "errata"), file.slice(2)] as const];
  });
}

/** Returns the names of the functions and classes that an entry point exports. */
async function functionsOf(file: string): Promise<readonly string[]> {
  const module: Record<string, unknown> = await import(join(root, file));
  return Object.keys(module).filter((name) => typeof module[name] === "function");
}

/** Checks whether the declaration of a name, or of one of its overloads, has a doc comment with an example. */
function hasExample(name: string, file: string): boolean {
  const declaration = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*(?://[^\\n]*\\s*)*export (?:declare )?(?:async )?(?:abstract )?(?:function|class|const) ${name}\\b`,
    "g",
  );
  // Names are unique within a top folder.
  const [, top = ""] = /^src\/([^/]+)\//.exec(file) ?? [];
  const candidates = sources.filter((path) => path.startsWith(`src/${top}/`));
  return candidates.some((path) =>
    [...read(path).matchAll(declaration)].some(([, comment = ""]) => comment.includes("@example")),
  );
}

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Returns the files of a folder with their paths in the repository; empty if there is no such folder. */
function filesIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(join(root, path), { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)));
  } catch {
    return [];
  }
}
