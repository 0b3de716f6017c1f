import { constants } from "node:fs";
import { copyFile, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/** File that exists only in a complete backup. */
export const manifestName = "backup.json";
export const databaseName = "errata.db";
/** The errors that the console shows. */
export const supportName = "support.db";
/** Small files beside the databases. Those with secrets are readable by their owner only, like all others. */
export const smallFiles: readonly string[] = ["encryption.key", "operator-token", "demo.json"];

/** Prints how many files were processed, at most once per second. */
export type Progress = (done: number) => void;

/** Creates a folder for its owner only. @throws Error if it contains something */
export async function createEmptyFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if ((await readdir(path)).length === 0) return;
  } catch (cause) {
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    throw new Error(`The folder ${path} cannot be created (${code}). Choose another path.`, { cause });
  }
  throw new Error(
    `Expected ${path} to be a new or empty folder, found files in it. Nothing is ever overwritten. Choose another path.`,
  );
}

/** Copies a file that may not exist, such as a token that the environment has instead. */
export async function copyIfPresent(source: string, target: string): Promise<void> {
  await copyFile(source, target, constants.COPYFILE_FICLONE).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

/** Lists the stored files of every API: `orders/kept/fil_0123456789abcdef01234567`. */
export async function listKept(folder: string): Promise<string[]> {
  const apis = await readdir(folder).catch(() => []);
  const lists = await Promise.all(
    apis.map(async (api) =>
      (await readdir(join(folder, api, "kept")).catch(() => [])).map((id) => join(api, "kept", id)),
    ),
  );
  return lists.flat();
}

/**
 * Copies stored files that the target does not have. They never change once they are stored. A file that is deleted in the meantime is
 * omitted.
 */
export async function copyFiles(paths: readonly string[], from: string, to: string, progress: Progress): Promise<void> {
  for (const [index, path] of paths.entries()) {
    const target = join(to, path);
    const isCopied = await stat(target).then(
      () => true,
      () => false,
    );
    if (!isCopied) {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await copyIfPresent(join(from, path), target);
    }
    progress(index + 1);
  }
}
