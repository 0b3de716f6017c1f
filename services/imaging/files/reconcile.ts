import type { Backend } from "../backend.ts";
import { giveUp } from "./take-in.ts";

/**
 * Ends what a process that died left half done in this folder: files on their way in or out are removed, and the quota
 * that they held returns. Call it before serving.
 *
 * @returns how many files were removed
 */
export async function reconcile(backend: Backend): Promise<number> {
  const moves = await backend.store.sql<{ file_id: string }>`
    SELECT file_id FROM imaging_file_moves WHERE folder_id = ${backend.files.folderId}`;
  for (const { file_id } of moves) {
    await backend.storage.endHold(file_id);
    await giveUp(backend, file_id);
  }
  await backend.files.sweepIncoming();
  return moves.length;
}
