import type { FileKeeping } from "./file-keeping.ts";
import { giveUp } from "./take-in.ts";

/**
 * Ends what a process that died left half done in this folder: files on their way in or out are removed, and the quota
 * that they held returns. Call it before serving.
 *
 * @returns how many files were removed
 */
export async function reconcile(keeping: FileKeeping): Promise<number> {
  const moves = await keeping.store.sql<{ file_id: string }>`
    SELECT file_id FROM files_moves WHERE folder_id = ${keeping.files.folderId}`;
  for (const { file_id } of moves) {
    await keeping.storage.releaseReservation(file_id);
    await giveUp(keeping, file_id);
  }
  await keeping.files.sweepIncoming();
  return moves.length;
}
