import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Guide, titleOf } from "./read-guides.ts";

const script = new URL("../../../tools/api-reference.mjs", import.meta.url).pathname;

/** Whether the generator is installed. It is not in a production installation. */
export const hasApiReference: boolean = existsSync(script) && existsSync(join(script, "../node_modules/typedoc"));

let pages: Promise<readonly Guide[]> | undefined;

/**
 * Generates a page for each entry point of the library from the doc comments of its sources, the list of them first. Takes
 * several seconds at the first call, in another process.
 */
export function apiReference(): Promise<readonly Guide[]> {
  pages ??= generate().catch((error: unknown) => {
    pages = undefined;
    throw error;
  });
  return pages;
}

async function generate(): Promise<readonly Guide[]> {
  const folder = await mkdtemp(join(tmpdir(), "errata-api-"));
  try {
    await promisify(execFile)(process.execPath, [script, folder]);
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".md")).sort();
    return await Promise.all(
      files.map(async (file) => {
        const markdown = await readFile(join(folder, file), "utf8");
        const name = file === "README.md" ? "api/" : `api/${file.slice(0, -".md".length)}`;
        return { name, title: titleOf(markdown, name), markdown };
      }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
