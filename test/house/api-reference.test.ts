import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { generateApiReference } from "../../services/launch/guides/index.ts";

const manifest = new URL("../../package.json", import.meta.url);

it("every export and every member of an exported type has a doc comment, and every entry point has a page with named parameters", async () => {
  const folder = await generateApiReference();
  expect(await readFile(join(folder, "warnings.txt"), "utf8")).toBe("");
  const { exports } = JSON.parse(await readFile(manifest, "utf8"));
  const entries = Object.keys(exports).filter((path) => exports[path]["errata-source"] !== undefined);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".md"));
  expect(files.sort()).toEqual(["README.md", ...entries.map((path) => `${path.replace(".", "errata")}.md`)].sort());
  for (const file of files) expect(await readFile(join(folder, file), "utf8"), file).not.toContain("__namedParameters");
}, 120_000);
