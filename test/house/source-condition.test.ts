import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const { exports: entries } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

test("an import of errata/store runs src/store/index.ts, not a build", async () => {
  const byName = await import("errata/store");
  const bySource = await import("../../src/store/index.ts");
  expect(byName).toBe(bySource);
});

test("an import of errata runs src/contract/index.ts, not a build", async () => {
  const byName = await import("errata");
  const bySource = await import("../../src/contract/index.ts");
  expect(byName).toBe(bySource);
});

test("a service resolves errata/store through node_modules to src/", () => {
  const script = 'process.stdout.write(import.meta.resolve("errata/store"))';
  const node = ["--conditions=errata-source", "--input-type=module", "--eval", script];
  const found = execFileSync(process.execPath, node, { cwd: new URL("services/", root), encoding: "utf8" });
  expect(found).toBe(new URL("src/store/index.ts", root).href);
});

test.each(sourcesOf(entries))(
  "entry point %s has its own source file, listed first among its conditions",
  (_, entry) => {
    const source = entry["errata-source"] ?? "";
    expect(Object.keys(entry)).toEqual(["errata-source", "types", "default"]);
    const stem = /^\.\/src\/(.*)\.ts$/.exec(source)?.[1];
    expect(entry).toMatchObject({ types: `./dist/${stem}.d.ts`, default: `./dist/${stem}.js` });
    expect(readFileSync(fileURLToPath(new URL(source, root)), "utf8")).toMatch(/^\/\*\* .+ \*\/\n/);
  },
);

function sourcesOf(map: Record<string, unknown>): [string, Record<string, string>][] {
  return Object.entries(map).filter((pair): pair is [string, Record<string, string>] => typeof pair[1] === "object");
}
