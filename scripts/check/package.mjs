import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { root } from "../launch/root.mjs";
import { CheckFailed, command, tool } from "./command.mjs";

/** The README's program: the TypeScript block after this comment. It must serve HTTP on `process.env.PORT`. */
const program = /<!-- program -->\s*\n```ts\n([\s\S]*?)```/;
const startTimeoutMs = 20_000;

/**
 * Packs the built library as npm would publish it and checks the archive: entry points exist, types resolve, and the
 * README's program runs in an empty project that installs the archive.
 *
 * @returns {Promise<string>} the archive's name
 * @throws CheckFailed
 */
export async function packed() {
  const folder = mkdtempSync(join(tmpdir(), "errata-pack-"));
  try {
    await command("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder]);
    const [name = ""] = readdirSync(folder);
    const archive = join(folder, name);
    await tool("publint/src/cli.js", ["run", archive, "--strict"]);
    const attw = [
      "--profile",
      "esm-only",
      "--no-emoji",
      "--no-color",
      "--exclude-entrypoints",
      "./contract.schema.json",
    ];
    await tool("@arethetypeswrong/cli/dist/index.js", [archive, ...attw]);
    await runReadmeProgram(archive, join(folder, "project"));
    return name;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} archive
 * @param {string} project
 */
async function runReadmeProgram(archive, project) {
  const [, source] = program.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  if (source === undefined) throw new CheckFailed('README.md: expected a TypeScript block after "<!-- program -->".');
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(project, "program.mjs"), transformSync(source, { loader: "ts" }).code);
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const packages = ["hono", "@hono/node-server", "zod"].map((name) => `${name}@${devDependencies[name]}`);
  const install = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", archive, ...packages];
  await command("npm", install, { cwd: project });
  await expectDocumentedError(project);
}

/** @param {string} project */
async function expectDocumentedError(project) {
  const port = String(20_000 + (process.pid % 20_000));
  const child = spawn(process.execPath, ["program.mjs"], { cwd: project, env: { ...process.env, PORT: port } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  try {
    const response = await firstResponse(`http://127.0.0.1:${port}/books/7`);
    const { error } = await response.json();
    if (response.status === 404 && error.code === "BOOK_NOT_FOUND") return;
    throw new CheckFailed(`README.md: its program responded ${response.status} ${JSON.stringify(error)}.`);
  } catch (error) {
    if (error instanceof CheckFailed) throw error;
    throw new CheckFailed(`README.md: its program did not respond (${error.message}).\n${output}`);
  } finally {
    child.kill("SIGKILL");
  }
}

/**
 * @param {string} url
 * @returns {Promise<Response>}
 */
async function firstResponse(url) {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    try {
      return await fetch(url);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
