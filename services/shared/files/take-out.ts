import type { TransactionSql } from "errata/store";
import type { FileKeeping } from "./file-keeping.ts";

/** Notes, in the transaction that deletes a file's row, that its bytes go back to the quota and the file is to go. */
export async function noteRemoval(
  { storage, files, clock }: FileKeeping,
  sql: TransactionSql,
  file: { readonly id: string; readonly account: string; readonly bytes: number },
): Promise<void> {
  await storage.free(sql, { id: file.id, account: file.account, bytes: file.bytes });
  await sql`
    INSERT INTO files_moves (file_id, folder_id, direction, started_at)
    VALUES (${file.id}, ${files.folderId}, 'out', ${clock()})`;
}
