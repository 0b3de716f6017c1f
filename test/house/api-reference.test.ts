import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const { writeApiReference } = await import(new URL("tools/api-reference.mjs", root).href);

it("every export and every member of an exported type has a doc comment, and every entry point has a page with named parameters", async () => {
  const folder = await mkdtemp(join(tmpdir(), "errata-api-reference-"));
  try {
    expect(await writeApiReference(folder)).toEqual([]);
    const { exports } = JSON.parse(await readFile(new URL("package.json", root), "utf8"));
    const entries = Object.keys(exports).filter((path) => exports[path]["errata-source"] !== undefined);
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".md"));
    expect(files.sort()).toEqual(["README.md", ...entries.map((path) => `${path.replace(".", "errata")}.md`)].sort());
    for (const file of files)
      expect(await readFile(join(folder, file), "utf8"), file).not.toContain("__namedParameters");
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
