import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scratchTree } from "./scratch-tree.ts";

const { ensureInstalled } = await import(new URL("../../scripts/launch/install.mjs", import.meta.url).href);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "errata-install-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("an installation that would empty the target of a linked node_modules is refused", async () => {
  const [root, target] = [join(folder, "root"), join(folder, "target")];
  for (const path of [root, target]) mkdirSync(path);
  writeFileSync(join(target, "package.js"), "");
  writeFileSync(join(root, "package-lock.json"), "{}");
  symlinkSync(target, join(root, "node_modules"), "junction");
  await expect(ensureInstalled(root)).rejects.toThrow(/node_modules is a link, and "npm ci" would empty/);
  expect(readdirSync(target)).toEqual(["package.js"]);
});

test("a scratch tree has its own node_modules, which contains only files and links", () => {
  const tree = scratchTree();
  const packages = join(tree.run(process.execPath, ["--print", "process.cwd()"]).output.trim(), "node_modules");
  expect(lstatSync(packages).isDirectory()).toBe(true);
  expect(readdirSync(packages, { withFileTypes: true }).filter((entry) => entry.isDirectory())).toEqual([]);
  expect(readdirSync(packages)).toContain("vitest");
  tree.remove();
});
