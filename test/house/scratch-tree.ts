import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A temporary folder with this repository's scripts and settings and the files that a test writes. */
export interface ScratchTree {
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a program in the folder, without the engines and the CI variable of the surrounding run. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Ended;
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export function scratchTree(): ScratchTree {
  const folder = mkdtempSync(join(tmpdir(), "errata-house-"));
  for (const path of [
    "scripts",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "services/tsconfig.json",
    "test/tsconfig.json",
    "examples/adopt-nest/tsconfig.json",
    "vitest.config.ts",
    ".gitignore",
  ]) {
    cpSync(join(root, path), join(folder, path), { recursive: true, preserveTimestamps: true });
  }
  linkPackages(folder);
  return {
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    run(command, args, env = {}) {
      const bare = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1" };
      const ended = spawnSync(command, args, { cwd: folder, env: { ...bare, ...env }, encoding: "utf8" });
      return { code: ended.status, output: ended.stdout + ended.stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Links each package by itself: a program that empties the tree's node_modules removes only links. */
function linkPackages(folder: string): void {
  const packages = join(folder, "node_modules");
  mkdirSync(packages);
  for (const entry of readdirSync(join(root, "node_modules"), { withFileTypes: true })) {
    const [from, to] = [join(root, "node_modules", entry.name), join(packages, entry.name)];
    if (entry.isFile()) cpSync(from, to, { preserveTimestamps: true });
    else symlinkSync(from, to, "junction");
  }
}
