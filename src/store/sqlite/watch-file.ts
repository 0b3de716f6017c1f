import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";

/** Watches the files of an open database. */
export interface FileWatch {
  /** Allows the log to be shorter from now on, because a checkpoint has emptied it. */
  expectEmptyLog(): void;
  /** Stops watching. Call it after the database was closed, because closing a file drops the lock of its process. */
  stop(): void;
}

/** Time between two checks, in milliseconds. */
const checkMs = 1_000;
/** Bytes at the start of a database that hold its header, and those in it that hold the number of its application. */
const headerBytes = 100;
const idOffset = 60;

/**
 * Checks every second that the files of a database are still those that were opened: not deleted, replaced, cut off or overwritten.
 * The engine does not notice that, and would write to files that nobody finds again.
 *
 * @param path path of the database
 * @param id number in its header, which another copy does not have
 * @param onDamage receives what is wrong, once
 */
export function watchFile(path: string, id: number, onDamage: (damage: string) => void): FileWatch {
  const database = openSync(path, "r");
  const files = [path, `${path}-wal`].map((file) => ({ file, opened: statSync(file), size: 0 }));
  const header = Buffer.alloc(headerBytes);
  const log = watchLog(`${path}-wal`);

  function findDamage(): string | undefined {
    for (const watched of files) {
      const found = statSync(watched.file, { throwIfNoEntry: false });
      const damage = compare(watched, found);
      if (damage !== undefined) return damage;
      watched.size = found?.size ?? 0;
    }
    readSync(database, header, 0, headerBytes, 0);
    const isIntact = header.toString("latin1", 0, 15) === "SQLite format 3" && header.readInt32BE(idOffset) === id;
    return isIntact ? log.findDamage() : `${path} was overwritten`;
  }

  const timer = setInterval(() => {
    let damage: string | undefined;
    try {
      damage = findDamage();
    } catch (error) {
      damage = `${path} cannot be read (${(error as NodeJS.ErrnoException).code})`;
    }
    if (damage === undefined) return;
    clearInterval(timer);
    onDamage(damage);
  }, checkMs);
  timer.unref();
  return {
    expectEmptyLog() {
      for (const watched of files.slice(1)) watched.size = 0;
      log.expectEmpty();
    },
    stop() {
      clearInterval(timer);
      log.stop();
      closeSync(database);
    },
  };
}

/** Length of the header of a log, and of the header of each page in it, in bytes. */
const [logHeaderBytes, frameHeaderBytes] = [32, 24];

/** Watches the frames of a log. */
interface LogWatch {
  findDamage(): string | undefined;
  expectEmpty(): void;
  stop(): void;
}

/**
 * Checks that the frame which ended the log at the last check is still there. After a log was cut off, the engine writes on at its own
 * position, so the log is as long as before, with zeros in the gap.
 */
function watchLog(path: string): LogWatch {
  const file = openSync(path, "r");
  let last: { readonly at: number; readonly salts: string } | undefined;

  const read = (at: number, bytes: number): Buffer => {
    const content = Buffer.alloc(bytes);
    readSync(file, content, 0, bytes, at);
    return content;
  };
  const saltsAt = (at: number): string => read(at, 8).toString("hex");

  return {
    findDamage() {
      const { size } = fstatSync(file);
      const header = read(0, logHeaderBytes);
      // They change when the engine starts the log anew, at the beginning of the file.
      const salts = header.toString("hex", 16, 24);
      const isStarted = size > logHeaderBytes;
      if (isStarted && header.readUInt32BE(0) === 0) return `${path} was overwritten or cut off`;
      if (last?.salts === salts && saltsAt(last.at + 8) !== salts) return `${path} was overwritten or cut off`;
      const at = size - frameHeaderBytes - header.readUInt32BE(8);
      last = isStarted && saltsAt(at + 8) === salts ? { at, salts } : undefined;
      return undefined;
    },
    expectEmpty() {
      last = undefined;
    },
    stop: () => closeSync(file),
  };
}

/** A file, and what is known of it. */
interface WatchedFile {
  readonly file: string;
  readonly opened: Stats;
  /** Length at the last check, in bytes. Only a checkpoint shortens a file. */
  readonly size: number;
}

function compare({ file, opened, size }: WatchedFile, found: Stats | undefined): string | undefined {
  if (found === undefined) return `${file} was deleted or moved`;
  if (found.dev !== opened.dev || found.ino !== opened.ino) return `${file} was replaced by another file`;
  return found.size < size ? `${file} was cut off, from ${size} to ${found.size} bytes` : undefined;
}
