import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const maxFiles = 12;

/** Each entry is a call stack: the functions of src/, outermost first, as `file function`. */
interface Trace {
  readonly status: number;
  readonly recorded: readonly string[];
  readonly calls: readonly (readonly string[])[];
}

const section = /\n## The path of one error\n([\s\S]*?)(?=\n## |$)/.exec(
  readFileSync(`${root}ARCHITECTURE.md`, "utf8"),
)?.[1];
const links = [...(section ?? "").matchAll(/\[`([^`]+)`\]\((src\/[^)#]+)\)/g)].map(([, name = "", file = ""]) => ({
  name,
  file,
}));
let trace: Trace;
let files: readonly string[];

beforeAll(() => {
  const node = [
    "--conditions=errata-source",
    "--import",
    "tsx",
    fileURLToPath(new URL("trace-error.ts", import.meta.url)),
  ];
  const { stdout, stderr } = spawnSync(process.execPath, node, { cwd: root, encoding: "utf8" });
  expect(stderr).toBe("");
  trace = JSON.parse(stdout) as Trace;
  files = [...new Set(trace.calls.flat().map(fileOf))];
});

describe("an error that a handler on errata/hono throws", () => {
  test("is sent and recorded", () => {
    expect(trace.status).toBe(402);
    // The second request is the one that was traced.
    expect(trace.recorded).toEqual(["INSUFFICIENT_CREDITS", "INSUFFICIENT_CREDITS"]);
  });

  test(`passes through at most ${maxFiles} files from the throw to the response`, () => {
    expect(files.length).toBeGreaterThan(5);
    expect(files.length, files.join("\n")).toBeLessThanOrEqual(maxFiles);
  });

  test("passes through no file twice: no file calls back into one that is waiting for it", () => {
    const repeated = trace.calls.filter((stack) => {
      const visited = stack.map(fileOf).filter((file, index, all) => file !== all[index - 1]);
      return new Set(visited).size < visited.length;
    });
    expect(repeated.map((stack) => stack.join(" > "))).toEqual([]);
  });
});

describe('the section "The path of one error" of ARCHITECTURE.md', () => {
  test("links to the functions of the path", () => {
    expect(links.length).toBeGreaterThanOrEqual(10);
  });

  test.each(links)("links to $file, which defines $name", ({ name, file }) => {
    expect(existsSync(root + file)).toBe(true);
    const definition = new RegExp(
      `(?:(?:function|class|const|interface|type) ${name}\\b|^ {2,4}(?:async )?${name}[(<])`,
      "m",
    );
    expect(readFileSync(root + file, "utf8")).toMatch(definition);
  });

  test("names every file of the path", () => {
    const linked = new Set(links.map(({ file }) => file));
    expect(files.map((file) => `src/${file}`).filter((file) => !linked.has(file))).toEqual([]);
  });
});

function fileOf(frame: string): string {
  return frame.split(" ", 1)[0] ?? "";
}
