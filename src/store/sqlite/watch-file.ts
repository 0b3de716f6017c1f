import { closeSync, openSync, readSync, type Stats, statSync } from "node:fs";

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

  function findDamage(): string | undefined {
    for (const watched of files) {
      const found = statSync(watched.file, { throwIfNoEntry: false });
      const damage = compare(watched, found);
      if (damage !== undefined) return damage;
      watched.size = found?.size ?? 0;
    }
    readSync(database, header, 0, headerBytes, 0);
    const isIntact = header.toString("latin1", 0, 15) === "SQLite format 3" && header.readInt32BE(idOffset) === id;
    return isIntact ? undefined : `${path} was overwritten`;
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
    },
    stop() {
      clearInterval(timer);
      closeSync(database);
    },
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
