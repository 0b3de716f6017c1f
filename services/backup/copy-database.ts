import { constants } from "node:fs";
import { copyFile, open, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Attempts to copy a database between two of its checkpoints. The service empties the log every minute. */
const maxAttempts = 10;
/** Resolution of file times, in milliseconds: a write in the same tick as the one before does not change the time. */
const tickMs = 50;
const logHeaderBytes = 32;

/**
 * Copies an SQLite database in WAL mode while another process writes to it, with everything that is committed when the copy starts.
 *
 * The engine changes the database file only to move pages there from the log. As long as it does not start the log anew, the log still
 * has all of these pages, so the database file, copied in any state, and the log, copied after it, are a consistent copy.
 *
 * @throws Error if the log was started anew during every attempt
 */
export async function copyDatabase(source: string, target: string): Promise<void> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const before = await readState(source);
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    await copyLog(source, target);
    const after = await readState(source);
    const isSameLog = before.logHeader !== "" && before.logHeader === after.logHeader;
    if (isSameLog || before.changedAt === after.changedAt) return;
  }
  throw new Error(
    `${source} was written back from its log during each of ${maxAttempts} attempts to copy it. ` +
      "Stop the service, make the backup, and start it again; or copy a snapshot of the file system.",
  );
}

interface DatabaseState {
  /** Changes when the log is started anew; empty if the log is. */
  readonly logHeader: string;
  /** Time of the last change of the database file, in nanoseconds. */
  readonly changedAt: bigint;
}

async function readState(path: string): Promise<DatabaseState> {
  for (;;) {
    const { mtimeNs, mtimeMs } = await stat(path, { bigint: true });
    if (Date.now() - Number(mtimeMs) > tickMs) return { logHeader: await readLogHeader(path), changedAt: mtimeNs };
    await sleep(tickMs);
  }
}

async function readLogHeader(path: string): Promise<string> {
  const log = await open(`${path}-wal`).catch(ignoreMissing);
  if (log === undefined) return "";
  try {
    const header = Buffer.alloc(logHeaderBytes);
    const { bytesRead } = await log.read(header, 0, logHeaderBytes, 0);
    return header.toString("hex", 0, bytesRead);
  } finally {
    await log.close();
  }
}

async function copyLog(source: string, target: string): Promise<void> {
  await rm(`${target}-wal`, { force: true });
  await copyFile(`${source}-wal`, `${target}-wal`, constants.COPYFILE_FICLONE).catch(ignoreMissing);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
