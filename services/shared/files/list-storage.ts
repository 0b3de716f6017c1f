import type { z } from "zod";
import type { Page, PageQuery } from "../http/index.ts";
import { listMovements, type Movement, resourceIn } from "../ledger/index.ts";
import type { FileBackend } from "./stored-files.ts";

/** Describes the operation that lists the movements of a storage. */
export const storageMovements =
  "Their sum is the free storage. `reason` is `file_stored`, `file_deleted` or `limit_changed`, and `reference` the file.";

/** Lists the movements of an account's storage in bytes, newest first. @param prefixes prefixes of the ids of its files */
export async function listStorage(
  { store, storageLedger }: FileBackend,
  account: string,
  page: PageQuery,
  prefixes: string,
): Promise<Page<z.output<typeof Movement>>> {
  return await listMovements(storageLedger, store.sql, {
    account,
    page,
    explain: (entry) => ({
      reason: entry.kind === "freed" ? "file_deleted" : "file_stored",
      reference: resourceIn(entry, prefixes),
    }),
  });
}
