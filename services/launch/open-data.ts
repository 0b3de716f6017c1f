import { constants } from "node:fs";
import { access, chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Migrations, Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import { readEncryptionKeys, type SecretBox, secretBox } from "../shared/secrets/index.ts";
import type { Options } from "./read-options.ts";

/** The opened data. */
export interface Data {
  readonly store: Store;
  /** Folder for the APIs' files. */
  readonly files: string;
  /** Encrypts the secrets that are stored. */
  readonly secrets: SecretBox;
}

/**
 * Creates the data folder and opens the store: PostgreSQL if an address is set, otherwise the embedded store.
 *
 * @throws Error that says why the folder cannot be used and what to do
 */
export async function openData(
  { dataFolder, postgresUrl, encryptionKeys }: Options,
  migrations: readonly Migrations[],
): Promise<Data> {
  const files = join(dataFolder, "files");
  await createFolder(files);
  const secrets = secretBox(await readEncryptionKeys(encryptionKeys, join(dataFolder, "encryption.key")));
  const database = join(dataFolder, "errata.db");
  const store =
    postgresUrl === ""
      ? await openSqlite({ path: database, migrations })
      : await openPostgres({ url: postgresUrl, migrations });
  await restrict(files, database);
  return { store, files, secrets };
}

/**
 * Restricts the data to its owner, also data that an earlier version created. It contains patients' data.
 *
 * @param files folder for files
 * @param database path of the embedded store
 */
async function restrict(files: string, database: string): Promise<void> {
  await chmod(files, 0o700);
  for (const path of [database, `${database}-wal`, `${database}-shm`]) {
    await chmod(path, 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
}

async function createFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(`${describe(cause, path)} Choose another data folder: ERRATA_DATA=/path/to/folder npm start`, {
      cause,
    });
  }
}

function describe(cause: unknown, path: string): string {
  const { code = "unknown error" } = cause as NodeJS.ErrnoException;
  if (code === "EEXIST" || code === "ENOTDIR") return `Expected ${path} to be a folder, found a file at or above it.`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return `The folder ${path} is not writable (${code}).`;
  return `The folder ${path} cannot be used (${code}).`;
}
