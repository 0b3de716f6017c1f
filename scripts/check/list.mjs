import { arrows } from "./arrows.mjs";
import { CheckFailed, command, tool } from "./command.mjs";
import { docs } from "./docs.mjs";
import { files } from "./files.mjs";
import { packed } from "./package.mjs";
import { words } from "./words.mjs";

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} what what it holds the tree to, for --help
 * @property {string} [needs] name of the check that has to pass first
 * @property {() => Promise<unknown>} run throws CheckFailed when the tree breaks it
 */

/** The library writes the types of its exports; services and tests may export what the compiler infers. */
const projects = ["tsconfig.json", "services/tsconfig.json", "test/tsconfig.json"];

/** @type {readonly Check[]} Longest first, so that two at a time end together. */
export const checks = [
  {
    name: "build",
    what: "the library compiles to dist/",
    run: () => command(process.execPath, ["scripts/build.mjs"]),
  },
  {
    name: "lint",
    what: "biome: format and lint rules",
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
    what: "npm pack, then publint and attw on the archive",
    needs: "build",
    run: packed,
  },
  {
    name: "knip",
    what: "no unused file, export or dependency, and none unlisted",
    run: () => tool("knip/bin/knip.js", ["--no-progress", "--no-config-hints"]),
  },
  {
    name: "types",
    what: "tsc over sources, services, tests and type tests",
    run: types,
  },
  {
    name: "arrows",
    what: "folders import each other only as scripts/arrows.json says",
    run: () => arrows(),
  },
  {
    name: "size",
    what: "bytes of each browser entry point within .size-limit.json",
    needs: "build",
    run: () => tool("size-limit/bin.js", []),
  },
  { name: "docs", what: "links, README length and commands, table of folders", run: docs },
  { name: "files", what: "no source file over 400 lines, none named utils or the like", run: files },
  { name: "words", what: "no machine paths or unfinished marks, in files and commit messages", run: words },
];

async function types() {
  const runs = projects.map((project) => tool("typescript/bin/tsc", ["-p", project, "--pretty", "false"]));
  const faults = (await Promise.allSettled(runs)).filter(({ status }) => status === "rejected");
  if (faults.length > 0) throw new CheckFailed(faults.map(({ reason }) => reason.message).join("\n"));
}
