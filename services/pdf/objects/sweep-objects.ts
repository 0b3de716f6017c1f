import type { Backend } from "../backend.ts";

/** Longer than any request or job may have an object on its way. */
const graceMs = 10 * 60 * 1000;

/** Removes objects whose request failed, or died, before they belonged to a document. @returns how many */
export async function sweepObjects({ store, objects, clock }: Backend): Promise<number> {
  const moves = await store.sql<{ object_key: string }>`
    SELECT object_key FROM pdf_object_moves WHERE started_at <= ${clock() - graceMs} ORDER BY started_at LIMIT 100`;
  for (const { object_key } of moves) {
    await objects.remove(object_key);
    await store.sql`DELETE FROM pdf_object_moves WHERE object_key = ${object_key}`;
  }
  return moves.length;
}
