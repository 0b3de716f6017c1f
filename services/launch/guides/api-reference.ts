import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Guide, titleOf } from "./read-guides.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const script = join(root, "tools", "api-reference.mjs");
const cache = join(root, "services", "node_modules", ".cache", "errata");

/** Whether the generator is installed. It is not in a production installation. */
export const hasApiReference: boolean = existsSync(script) && existsSync(join(root, "tools/node_modules/typedoc"));

let pages: Promise<readonly Guide[]> | undefined;

/**
 * Returns a page for each entry point of the library, from the doc comments of its sources, the list of them first. Generates
 * them in another process, which takes several seconds, unless the sources are those of the last time.
 */
export function apiReference(): Promise<readonly Guide[]> {
  pages ??= readPages().catch((error: unknown) => {
    pages = undefined;
    throw error;
  });
  return pages;
}

/** Returns the folder of the generated pages. It also has `warnings.txt`: a line for each missing doc comment and broken link. */
export async function generateApiReference(): Promise<string> {
  const folder = join(cache, `api-reference-${await versionOfSources()}`);
  if (!existsSync(folder)) await generate(folder);
  return folder;
}

async function readPages(): Promise<readonly Guide[]> {
  const folder = await generateApiReference();
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".md")).sort();
  return await Promise.all(
    files.map(async (file) => {
      const markdown = await readFile(join(folder, file), "utf8");
      const name = file === "README.md" ? "api/" : `api/${file.slice(0, -".md".length)}`;
      return { name, title: titleOf(markdown, name), markdown };
    }),
  );
}

/** Generates the pages in a folder of its own, because several processes may do it at the same time. */
async function generate(folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(join(cache, "new-"));
  try {
    const { stderr } = await promisify(execFile)(process.execPath, [script, temporary]);
    await writeFile(join(temporary, "warnings.txt"), stderr);
    for (const name of await readdir(cache))
      if (name.startsWith("api-reference-") && name !== basename(folder))
        await rm(join(cache, name), { recursive: true, force: true });
    await rename(temporary, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function versionOfSources(): Promise<string> {
  const sources = (await readdir(join(root, "src"), { recursive: true })).filter((file) => /\.tsx?$/.test(file)).sort();
  const settings = ["package.json", "tsconfig.json", "tools/package.json", "tools/tsconfig.json"];
  const files = [
    script,
    ...settings.map((file) => join(root, file)),
    ...sources.map((file) => join(root, "src", file)),
  ];
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(await readFile(file))
      .update("\n");
  return hash.digest("hex").slice(0, 16);
}
