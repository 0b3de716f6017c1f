import { constants, existsSync } from "node:fs";
import { access, chmod, mkdir, mkdtemp, open, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Migrations, Store } from "errata/store";
import { openPostgres } from "errata/store/postgres";
import { openSqlite } from "errata/store/sqlite";
import { withStartupLock } from "../shared/concurrency/index.ts";
import { bucketPlace, type FilesOptions, folderPlace, joinFiles, s3Client } from "../shared/files/index.ts";
import { readEncryptionKeys, type SecretBox, secretBox } from "../shared/secrets/index.ts";
import type { Options } from "./read-options.ts";

/** The opened data. */
export interface Data {
  readonly store: Store;
  /** Where the APIs store files. */
  readonly files: FilesOptions;
  /** Encrypts the secrets that are stored. */
  readonly secrets: SecretBox;
  /** Checks that files can be stored. */
  checkFiles(): Promise<unknown>;
  /** Closes the store and deletes temporary files. */
  close(): Promise<void>;
}

/** Folders of uploads under way, if files are in a bucket. Their names contain the id of the process. */
const scratchPrefix = "errata-uploads-";

/**
 * Opens the store: PostgreSQL if an address is set, otherwise the embedded store. Opens the files: a bucket if one is set,
 * otherwise the data folder. With PostgreSQL and a bucket, nothing is written to the data folder.
 *
 * @param onDamage receives the error after which the embedded store rejects every call. Stop the process in it
 * @throws Error that says why the data cannot be used and what to do
 */
export async function openData(
  { dataFolder, postgresUrl, poolSize, s3Url, encryptionKeys, hasDemo }: Options,
  migrations: readonly Migrations[],
  onDamage: (error: Error) => void = () => undefined,
): Promise<Data> {
  const isShared = postgresUrl !== "" && s3Url !== "";
  const filesFolder = join(dataFolder, "files");
  if (!isShared) await createFolder(filesFolder);
  const bucket = s3Url === "" ? undefined : openBucket(s3Url);
  const database = join(dataFolder, "errata.db");
  if (postgresUrl === "") await requireDatabase(dataFolder, database);
  const store =
    postgresUrl === ""
      ? await openSqlite({ path: database, migrations, onDamage })
      : await openPostgres({ url: postgresUrl, migrations, maxConnections: poolSize }).catch(nameVariable);
  let scratch: string | undefined;
  const close = async (): Promise<void> => {
    await store.close();
    bucket?.close();
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  };
  try {
    if (!isShared) await restrict(dataFolder, filesFolder);
    if (bucket !== undefined) scratch = await createScratch();
    const place = isShared && bucket !== undefined ? bucketPlace(bucket) : folderPlace(dataFolder);
    const readKeys = (): Promise<Uint8Array[]> => readEncryptionKeys(encryptionKeys, place, hasDemo);
    const keys =
      postgresUrl === ""
        ? await readKeys()
        : await withStartupLock(store, async () => {
            await joinFiles(store, place);
            return await readKeys();
          });
    const files = scratch === undefined ? { folder: filesFolder } : { folder: scratch, s3: { url: s3Url } };
    const checkFiles = (): Promise<unknown> =>
      bucket === undefined ? access(filesFolder, constants.W_OK) : bucketPlace(bucket).read("encryption.key");
    return { store, files, secrets: secretBox(keys), checkFiles, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Length of the first page of a database, in bytes. */
const pageBytes = 4_096;

/** Files that are created after the database. */
const laterFiles = ["encryption.key", "support.db"];

/** Reports that data of earlier starts is missing. */
class DataMissing extends Error {
  readonly code = "STORE_DAMAGED";
}

/**
 * Checks that the data of an earlier start is complete: a new database, or one without its log, would hide the loss.
 *
 * @throws DataMissing
 */
async function requireDatabase(dataFolder: string, database: string): Promise<void> {
  const help = "Move it back, or restore a backup into another folder (npm run restore -- --help).";
  if (await isEmpty(database)) {
    const later = laterFiles.find((name) => existsSync(join(dataFolder, name)));
    if (later === undefined) return;
    const state = existsSync(database) ? "empty" : "missing";
    throw new DataMissing(
      `${database} is ${state}, although ${later} exists. ${help} To begin without data: mv ${dataFolder} ${dataFolder}.old`,
    );
  }
  if (existsSync(`${database}-wal`) || !(await isInLogMode(database))) return;
  throw new DataMissing(
    `${database}-wal is missing, although the last process did not close the database. Its last transactions are lost. ` +
      `${help} To begin without these transactions, or if another program has opened the database since: touch ${database}-wal`,
  );
}

/** Returns whether a database does not exist or has no table: its first page at most, and an empty log. */
async function isEmpty(database: string): Promise<boolean> {
  const bytesOf = async (path: string): Promise<number | undefined> =>
    existsSync(path) ? (await stat(path)).size : undefined;
  const bytes = (await bytesOf(database)) ?? 0;
  return bytes === 0 || (bytes <= pageBytes && (await bytesOf(`${database}-wal`)) === 0);
}

/** Reads whether the database has a write-ahead log, from the version of its format. A process that closes it changes that. */
async function isInLogMode(database: string): Promise<boolean> {
  const file = await open(database);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, 18);
    return bytesRead === 1 && buffer[0] === 2;
  } finally {
    await file.close();
  }
}

/** Names the variable in the error of an invalid address. */
function nameVariable(error: unknown): never {
  throw error instanceof TypeError ? new TypeError(`ERRATA_POSTGRES: ${error.message}`) : error;
}

function openBucket(url: string): ReturnType<typeof s3Client> {
  try {
    return s3Client({ url });
  } catch (error) {
    throw error instanceof TypeError ? new TypeError(`ERRATA_S3: ${error.message}`) : error;
  }
}

/** Creates the folder of this process, and deletes those of processes that died. */
async function createScratch(): Promise<string> {
  const folder = tmpdir();
  for (const name of await readdir(folder)) {
    const [, pid] = /^errata-uploads-(\d+)-\w+$/.exec(name) ?? [];
    if (pid !== undefined && isDead(Number(pid))) await rm(join(folder, name), { recursive: true, force: true });
  }
  return await mkdtemp(join(folder, `${scratchPrefix}${process.pid}-`));
}

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** The databases and their logs, and the key of the secrets in them. */
const secretFiles = [
  ...["errata.db", "support.db"].flatMap((name) => [name, `${name}-wal`, `${name}-shm`]),
  "encryption.key",
];

/**
 * Restricts the data to its owner, also data that an earlier version created or an operator has copied. It contains patients' data.
 *
 * @param files folder for files
 */
async function restrict(dataFolder: string, files: string): Promise<void> {
  await chmod(files, 0o700);
  for (const name of secretFiles) {
    await chmod(join(dataFolder, name), 0o600).catch((error: NodeJS.ErrnoException) => {
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
