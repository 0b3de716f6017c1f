import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const { compileProgram, compileServices } = await import(
  new URL("../../scripts/launch/compile.mjs", import.meta.url).href
);

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "errata-compile-")));
  write("package.json", '{"name":"errata","type":"module","exports":{".":{"errata-source":"./src/index.ts"}}}');
  write("services/package.json", '{"name":"errata-services","type":"module"}');
  for (const path of ["tsconfig.json", "services/tsconfig.json"]) write(path, "{}");
  write("scripts/launch/compile.mjs", "");
  mkdirSync(join(root, "node_modules"));
  symlinkSync("..", join(root, "node_modules", "errata"), "junction");
  write("src/index.ts", 'export const version: string = "1";');
  write("services/greeting.ts", 'export const greeting: string = "hello";');
  write(
    "services/main.ts",
    `import { version } from "errata";
     import { greeting } from "./greeting.ts";
     console.log(greeting, version, new URL("data.txt", import.meta.url).href);`,
  );
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Compiles and runs the services. @returns their output and the time at which they were compiled */
async function run(folder = root): Promise<{ output: string; compiledAt: number }> {
  const args: string[] = await compileServices(folder);
  const output = execFileSync(process.execPath, args, { encoding: "utf8" }).trim();
  return { output, compiledAt: statSync(args.at(-1)!).mtimeMs };
}

test("the compiled services run, import errata from its sources and find files beside their sources", async () => {
  expect((await run()).output).toBe(`hello 1 file://${root}/services/data.txt`);
});

test("the services are compiled again when a source or a setting has changed, and not otherwise", async () => {
  // Files that changed during a compilation count as changed for the next one too.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const first = await run();
  expect((await run()).compiledAt).toBe(first.compiledAt);
  write("services/greeting.ts", 'export const greeting: string = "howdy";');
  expect((await run()).output).toMatch(/^howdy 1 /);
  write("src/index.ts", 'export const version: string = "2";');
  expect((await run()).output).toMatch(/^howdy 2 /);
  write("package.json", readFileSync(join(root, "package.json"), "utf8").replace("index.ts", "other.ts"));
  write("src/other.ts", 'export const version: string = "3";');
  expect((await run()).output).toMatch(/^howdy 3 /);
});

test("a copy of the repository compiles its own services", async () => {
  await run();
  const copy = `${root}-copy`;
  execFileSync("cp", ["-a", root, copy]);
  try {
    expect((await run(copy)).output).toBe(`hello 1 file://${copy}/services/data.txt`);
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test("a package of a module that is imported later is not loaded at the start", async () => {
  write("services/node_modules/heavy/package.json", '{"name":"heavy","type":"module","exports":"./index.js"}');
  write("services/node_modules/heavy/index.js", 'console.log("loaded"); export const heavy = 1;');
  write("services/render.ts", 'import { heavy } from "heavy"; export const render = (): number => heavy;');
  write("services/main.ts", 'console.log("started"); const { render } = await import("./render.ts"); render();');
  expect((await run()).output).toBe("started\nloaded");
});

test("a worker module is compiled too, and again when it has changed", async () => {
  write(
    "services/tasks/worker.ts",
    'import { greeting } from "../greeting.ts"; console.log((greeting + " from a worker") as string);',
  );
  write(
    "services/main.ts",
    `import { execFileSync } from "node:child_process";
     const worker = new URL("./tasks/worker.ts", import.meta.url);
     console.log(worker.pathname.endsWith(".mjs"), String(execFileSync(process.execPath, [worker.pathname])));`,
  );
  expect((await run()).output).toBe("true hello from a worker");
  write("services/tasks/worker.ts", 'console.log("changed" as string);');
  expect((await run()).output).toBe("true changed");
});

test("a program that begins with #! runs", async () => {
  write("src/cli/main.ts", '#!/usr/bin/env node\nimport { version } from "errata";\nconsole.log("command", version);');
  const program: string = await compileProgram(root, "src/cli/main.ts");
  expect(execFileSync(process.execPath, [program], { encoding: "utf8" })).toBe("command 1\n");
});

test("an error in a source is reported with its file and line", async () => {
  write("services/greeting.ts", "export const = 1;");
  await expect(compileServices(root)).rejects.toThrow(/services\/greeting\.ts:1:13: ERROR/);
});
