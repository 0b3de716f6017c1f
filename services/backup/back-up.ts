import { existsSync } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkDatabase, checkFiles, listFiles, MissingFile, type StoredFile } from "./check-copy.ts";
import { copyDatabase } from "./copy-database.ts";
import {
  copyFiles,
  copyIfPresent,
  createEmptyFolder,
  databaseName,
  listKept,
  manifestName,
  type Progress,
  smallFiles,
  supportName,
} from "./data-files.ts";

/** Attempts to copy the files that the database refers to. Files are deleted while they are copied. */
const maxAttempts = 5;

/** Content of `backup.json`. */
export interface Manifest {
  readonly format: 1;
  /** Time at which the copy of the database was begun; everything acknowledged before is in it. */
  readonly at: string;
  /** Number of stored files. */
  readonly files: number;
  /** Length of the database, in bytes. */
  readonly databaseBytes: number;
}

/**
 * Copies the data of a node with the embedded store, also while it runs, and checks the copy.
 *
 * @param progressOf creates what prints the progress of a step
 * @throws Error that says what is wrong and what to do
 */
export async function backUp(
  dataFolder: string,
  target: string,
  progressOf: (step: string) => Progress,
): Promise<Manifest> {
  if (!existsSync(join(dataFolder, databaseName)))
    throw new Error(
      `Expected the data folder of a service, found no ${databaseName} in ${dataFolder}. Set ERRATA_DATA to it.`,
    );
  await createEmptyFolder(target);
  const manifest = await copyConsistently(dataFolder, target, progressOf);
  if (existsSync(join(dataFolder, supportName))) {
    await copyDatabase(join(dataFolder, supportName), join(target, supportName));
    await checkDatabase(join(target, supportName), async () => undefined);
  }
  for (const name of smallFiles) await copyIfPresent(join(dataFolder, name), join(target, name));
  await writeFile(join(target, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { flag: "wx", flush: true });
  return manifest;
}

/**
 * Copies the files before the database and after it. Only a file that was stored after the first and deleted before the second pass
 * can be missing; the database is then copied again.
 */
async function copyConsistently(
  dataFolder: string,
  target: string,
  progressOf: (step: string) => Progress,
): Promise<Manifest> {
  const [from, to] = [join(dataFolder, "files"), join(target, "files")];
  const database = join(target, databaseName);
  await copyFiles(await listKept(from), from, to, progressOf("Copied stored files"));
  for (let attempt = 1; ; attempt += 1) {
    const at = new Date().toISOString();
    await copyDatabase(join(dataFolder, databaseName), database);
    await copyFiles(await listKept(from), from, to, progressOf("Copied stored files, second pass"));
    const files = await checkDatabase(database, listFiles);
    try {
      await checkFiles(to, files, progressOf("Checked stored files"));
    } catch (error) {
      if (!(error instanceof MissingFile) || attempt === maxAttempts) throw error;
      continue;
    }
    await removeOthers(to, files);
    return { format: 1, at, files: files.length, databaseBytes: (await stat(database)).size };
  }
}

/** Deletes copied files that no row refers to. Nothing would ever delete them after a restore. */
async function removeOthers(folder: string, files: readonly StoredFile[]): Promise<void> {
  const known = new Set(files.map(({ path }) => path));
  for (const path of await listKept(folder)) if (!known.has(path)) await rm(join(folder, path));
}
