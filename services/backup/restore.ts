import { constants } from "node:fs";
import { copyFile, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "./back-up.ts";
import { checkDatabase, checkFiles, listFiles } from "./check-copy.ts";
import {
  copyFiles,
  copyIfPresent,
  createEmptyFolder,
  databaseName,
  manifestName,
  type Progress,
  smallFiles,
  supportName,
} from "./data-files.ts";

/**
 * Restores a backup into a new or empty data folder. The database gets its name last, and the service refuses to start before, so an
 * interrupted restore is noticed.
 *
 * @throws Error that says what is wrong and what to do
 */
export async function restore(
  backup: string,
  dataFolder: string,
  progressOf: (step: string) => Progress,
): Promise<Manifest> {
  const manifest = await readManifest(backup);
  await createEmptyFolder(dataFolder);
  for (const name of [...smallFiles, supportName]) await copyIfPresent(join(backup, name), join(dataFolder, name));
  const draft = join(dataFolder, `${databaseName}.restoring`);
  await copyFile(join(backup, databaseName), draft, constants.COPYFILE_FICLONE).catch((cause) => {
    throw incomplete(backup, databaseName, cause);
  });
  const files = await checkDatabase(draft, listFiles);
  const [from, to] = [join(backup, "files"), join(dataFolder, "files")];
  await copyFiles(
    files.map(({ path }) => path),
    from,
    to,
    progressOf("Copied stored files"),
  );
  await checkFiles(to, files, progressOf("Checked stored files"));
  await rename(draft, join(dataFolder, databaseName));
  return manifest;
}

async function readManifest(backup: string): Promise<Manifest> {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(await readFile(join(backup, manifestName), "utf8")) as Manifest;
  } catch (cause) {
    throw incomplete(backup, manifestName, cause);
  }
  if (manifest.format === 1) return manifest;
  throw new Error(
    `Expected a backup of format 1, received ${String(manifest.format).slice(0, 80)}. Install a newer version of Errata.`,
  );
}

function incomplete(backup: string, missing: string, cause: unknown): Error {
  return new Error(
    `Expected ${backup} to be a complete backup, found no valid ${missing} in it. Choose another backup.`,
    { cause },
  );
}
