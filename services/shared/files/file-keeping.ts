import type { StorageQuotaGuard } from "errata/guards";
import type { Migrations, Store } from "errata/store";
import type { FileStore } from "./file-store.ts";

/** What an API needs to keep files whose bytes count against quotas. */
export interface FileKeeping {
  /** A store with the tables of `fileMigrations`. */
  readonly store: Store;
  readonly files: FileStore;
  /** Bytes, by whoever owns the files. */
  readonly storage: StorageQuotaGuard;
  /** Current time in epoch milliseconds. */
  readonly clock: () => number;
}

/** Notes of files on their way into or out of a folder, of every API. A note outlives its request only when the process died meanwhile. */
export const fileMigrations: Migrations = {
  component: "files",
  steps: [
    [
      `CREATE TABLE files_moves (
        file_id TEXT PRIMARY KEY,
        folder_id TEXT NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
        started_at BIGINT NOT NULL
      )`,
    ],
  ],
};
