import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { BaseSequencer } from "vitest/node";
import { root } from "../launch/root.mjs";

/** Projects in the order in which they start. The files of a project follow each other, because they share processes. */
const projects = ["across", "services", "library", "raised-codes"];

/** Seconds that slow files take, by path. Only the order depends on them, so they need not be exact. */
const slowFiles = JSON.parse(readFileSync(new URL("slow-files.json", import.meta.url), "utf8"));

/** Starts the slowest files of each project first, so that no worker is alone with one of them at the end. */
export class SlowFirstSequencer extends BaseSequencer {
  /** @param {import("vitest/node").TestSpecification[]} files */
  async sort(files) {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b) || secondsOf(b) - secondsOf(a));
  }
}

/** @param {import("vitest/node").TestSpecification} file */
function groupOf({ project }) {
  return project.config.sequence.groupOrder;
}

/** @param {import("vitest/node").TestSpecification} file */
function rankOf({ project }) {
  return projects.indexOf(project.name);
}

/** @param {import("vitest/node").TestSpecification} file */
function secondsOf({ moduleId }) {
  return slowFiles[relative(root, moduleId)] ?? 0;
}
