import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReferenceGuide } from "../../reference/index.ts";
import { CommandError } from "../verb.ts";

/** The exports of errata/reference. */
type ReferenceModule = typeof import("../../reference/index.ts");

/**
 * Loads errata/reference, which only some commands need, because it needs hono.
 *
 * @throws CommandError that names the package to install
 */
export async function loadReference(): Promise<ReferenceModule> {
  try {
    return await import("../../reference/index.ts");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes("'hono'")) throw error;
    throw new CommandError("this command needs the package hono. Run npm install hono.");
  }
}

/** Reads the guides of a folder in the order of their names. @throws CommandError if the folder cannot be read */
export async function readGuides(folder: string): Promise<readonly ReferenceGuide[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`--guides ${folder} cannot be read (${error.code}). Pass a folder with Markdown files.`);
  });
  const files = names.filter((name) => name.endsWith(".md")).sort();
  return Promise.all(
    files.map(async (name) => ({ name: name.slice(0, -3), markdown: await readFile(join(folder, name), "utf8") })),
  );
}
