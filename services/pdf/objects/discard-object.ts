import type { Backend } from "../backend.ts";

/**
 * Removes an object that belongs to no document, and the note of its move: the note is gone exactly when the document
 * was written. Where that fails, the note stays, and the sweep comes back to it.
 *
 * @param isCertain false when the object may still arrive: then the note stays in any case
 */
export async function discardObject({ store, objects }: Backend, key: string, isCertain: boolean): Promise<void> {
  try {
    const moves = await store.sql`SELECT 1 AS x FROM pdf_object_moves WHERE object_key = ${key}`;
    if (moves.length === 0) return;
    await objects.remove(key);
    if (isCertain) await store.sql`DELETE FROM pdf_object_moves WHERE object_key = ${key}`;
  } catch {
    // Nobody is helped by a second failure.
  }
}
