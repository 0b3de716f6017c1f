import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../launch/root.mjs";
import { CheckFailed, command } from "./command.mjs";

const cruised = ["src", "services", "examples", "bench", "test"];

/**
 * Checks the imports of a tree against .dependency-cruiser.cjs.
 *
 * @param {string} [folder] root of the tree, with package.json, scripts/arrows.json and .dependency-cruiser.cjs
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
 * Creates a folder that contains dependency-cruiser and a TypeScript below 7.
 *
 * dependency-cruiser needs the compiler's JavaScript API. With TypeScript 7, which has none, it silently ignores every
 * .ts file. @arethetypeswrong/cli installs a suitable version; a direct dependency would replace `.bin/tsc`.
 */
function besideTypeScript6() {
  const cli = createRequire(createRequire(import.meta.url).resolve("@arethetypeswrong/cli/package.json"));
  const manifest = createRequire(cli.resolve("@arethetypeswrong/core")).resolve("typescript/package.json");
  const { version } = cli(manifest);
  if (Number.parseInt(version, 10) >= 7) {
    throw new CheckFailed(`dependency-cruiser needs TypeScript below 7, but @arethetypeswrong/cli installs ${version}`);
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
    // Two runs may start at the same time; either link works.
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
