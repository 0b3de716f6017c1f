import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../launch/root.mjs";
import { CheckFailed, command } from "./command.mjs";

const cruised = ["src", "services", "examples", "bench", "test"];

/**
 * Holds the imports of a tree against .dependency-cruiser.cjs.
 *
 * @param {string} [folder] the tree; it holds its own package.json, scripts/arrows.json and .dependency-cruiser.cjs
 * @param {"err" | "json"} [format]
 * @returns {Promise<string>}
 */
export async function arrows(folder = root, format = "err") {
  const present = cruised.filter((name) => existsSync(join(folder, name)));
  const cruiser = join(besideTypeScript6(), "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const node = ["--preserve-symlinks", "--preserve-symlinks-main", cruiser, "--output-type", format, ...present];
  return await command(process.execPath, node, { cwd: folder });
}

/**
 * Gives a folder in which dependency-cruiser finds a TypeScript below 7 beside it.
 *
 * It reads sources through the compiler's API, which TypeScript 7 does not have, and quietly sees no .ts file at all
 * then. The package check brings such a compiler with it (installing one more would take over `.bin/tsc`).
 */
function besideTypeScript6() {
  const cli = createRequire(createRequire(import.meta.url).resolve("@arethetypeswrong/cli/package.json"));
  const manifest = createRequire(cli.resolve("@arethetypeswrong/core")).resolve("typescript/package.json");
  const { version } = cli(manifest);
  if (Number.parseInt(version, 10) >= 7) {
    throw new CheckFailed(`dependency-cruiser needs a TypeScript below 7; @arethetypeswrong/cli brings ${version}`);
  }
  const folder = join(root, "node_modules", ".arrows", "node_modules");
  mkdirSync(folder, { recursive: true });
  link(dirname(manifest), join(folder, "typescript"));
  link(join(root, "node_modules", "dependency-cruiser"), join(folder, "dependency-cruiser"));
  return folder;
}

/**
 * @param {string} target
 * @param {string} path
 */
function link(target, path) {
  if (existsSync(path)) return;
  rmSync(path, { force: true });
  try {
    symlinkSync(target, path, "junction");
  } catch (error) {
    // Two runs may start at once; the other one's link is as good.
    if (error.code !== "EEXIST") throw error;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder, format] = process.argv.slice(2);
  try {
    process.stdout.write(await arrows(folder, format));
  } catch (error) {
    process.stdout.write(error.message);
    process.exitCode = 1;
  }
}
