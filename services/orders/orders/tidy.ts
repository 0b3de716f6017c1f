import type { Backend } from "../backend.ts";
import { rereadOrder } from "./advance.ts";
import { upToDate } from "./find-order.ts";
import { dropFile } from "./keep-file.ts";

/** Longer than any upload or any work takes to bring a file to the disk. */
const onItsWayMs = 60 * 60 * 1000;
const mostAtOnce = 200;

/**
 * Expires orders and idempotency keys whose time is over and removes files that nobody needs: those of orders that have ended, and those
 * that a process left half done when it died. Several processes may do so at once.
 *
 * @returns how many orders and files there were
 */
export async function tidy(backend: Backend): Promise<{ expired: number; removed: number }> {
  const { store, files, clock } = backend;
  const now = clock();
  const due = await store.sql<{ id: string }>`
    SELECT id FROM orders_orders
    WHERE expires_at <= ${now} AND state IN ('pending', 'uploaded', 'confirmed', 'completed')
    ORDER BY expires_at LIMIT ${mostAtOnce}`;
  for (const { id } of due) await upToDate(backend, await rereadOrder(backend, id));
  const moves = await store.sql<{ file_id: string }>`
    SELECT file_id FROM files_moves
    WHERE folder_id = ${files.folderId} AND (direction = 'out' OR started_at <= ${now - onItsWayMs})
    ORDER BY started_at LIMIT ${mostAtOnce}`;
  await backend.records.purge(store.sql);
  for (const { file_id } of moves) await dropFile(backend, file_id);
  return { expired: due.length, removed: moves.length };
}
