import { arrows } from "./arrows.mjs";
import { all, command, tool } from "./command.mjs";
import { docs } from "./docs.mjs";
import { files } from "./files.mjs";
import { packed } from "./package.mjs";
import { words } from "./words.mjs";

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} what what it does, for --help
 * @property {string} [needs] name of the check that must pass first
 * @property {() => Promise<unknown>} run throws CheckFailed when it finds a problem
 */

/** Separate projects, because only the library needs explicit types on its exports. That of the tests includes the services. */
const projects = ["tsconfig.json", "test/tsconfig.json", "examples/adopt-nest/tsconfig.json"];

/** @type {readonly Check[]} Longest first, so that two parallel lanes finish at about the same time. */
export const checks = [
  {
    name: "build",
    what: "compiles the library to dist/",
    run: () => command(process.execPath, ["scripts/build.mjs"]),
  },
  {
    name: "lint",
    what: "runs biome: formatting and lint rules",
    run: () =>
      tool("@biomejs/biome/bin/biome", [
        "check",
        "--error-on-warnings",
        "--diagnostic-level=warn",
        "--colors=off",
        ".",
      ]),
  },
  {
    name: "package",
    what: "packs the library, checks the archive, and runs the program in README.md from it",
    needs: "build",
    run: packed,
  },
  {
    name: "knip",
    what: "finds unused files, exports and dependencies, and unlisted dependencies",
    run: () => tool("knip/bin/knip.js", ["--no-progress", "--no-config-hints"]),
  },
  {
    name: "types",
    what: "compiles sources, services, tests and type tests",
    run: types,
  },
  {
    name: "arrows",
    what: "checks imports between folders against scripts/arrows.json",
    run: () => arrows(),
  },
  {
    name: "size",
    what: "compares each browser entry point with its limit in .size-limit.mjs",
    needs: "build",
    run: () => tool("size-limit/bin.js", []),
  },
  { name: "docs", what: "checks links, README length, marked commands and the table of folders", run: docs },
  { name: "files", what: "limits the size of files and folders, and rejects vague names", run: files },
  { name: "words", what: "rejects machine paths, unfinished work and translated phrases", run: words },
];

async function types() {
  await all(projects.map((project) => tool("typescript/bin/tsc", ["-p", project, "--pretty", "false"])));
}
