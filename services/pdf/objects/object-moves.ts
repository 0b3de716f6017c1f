import type { TransactionSql } from "errata/store";
import type { Backend } from "../backend.ts";

/** Longer than any request or job takes to store an object. In milliseconds. */
const graceMs = 10 * 60 * 1000;

/**
 * Stores an object for a document that does not exist yet. The move is noted first, so that the sweep finds the object if
 * this process dies.
 */
export async function storeObject(
  { store, objects, clock }: Backend,
  key: string,
  content: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  await store.sql`INSERT INTO pdf_object_moves (object_key, started_at) VALUES (${key}, ${clock()})`;
  await objects.put(key, content, signal);
}

/** Ends a move in the transaction that inserts the document. @throws Error if the sweep removed the object */
export async function endMove(sql: TransactionSql, key: string): Promise<void> {
  const ended = await sql`DELETE FROM pdf_object_moves WHERE object_key = ${key} RETURNING object_key`;
  if (ended.length === 0) throw new Error(`${key} was removed by the sweep before its document was inserted`);
}

/**
 * Removes an object without a document. The note of its move exists unless the document was inserted. Failures are
 * ignored: the note stays, and the sweep tries again.
 *
 * @param isSettled false if the object may still arrive, which keeps the note
 */
export async function discardObject({ store, objects }: Backend, key: string, isSettled: boolean): Promise<void> {
  try {
    const moves = await store.sql`SELECT 1 AS x FROM pdf_object_moves WHERE object_key = ${key}`;
    if (moves.length === 0) return;
    await objects.remove(key);
    if (isSettled) await store.sql`DELETE FROM pdf_object_moves WHERE object_key = ${key}`;
  } catch {
    // The error that led here is the one to report.
  }
}

/** Removes objects whose request failed or died before the document was inserted. */
export async function sweepObjects({ store, objects, clock }: Backend): Promise<void> {
  const moves = await store.sql<{ object_key: string }>`
    SELECT object_key FROM pdf_object_moves WHERE started_at <= ${clock() - graceMs} ORDER BY started_at LIMIT 100`;
  for (const { object_key } of moves) {
    await objects.remove(object_key);
    await store.sql`DELETE FROM pdf_object_moves WHERE object_key = ${object_key}`;
  }
}
