import type { Store, TransactionSql } from "../store.ts";

/** Gathers when keys were last used, so that a thousand requests cost one write. */
export interface LastUses {
  note(id: string, at: number): void;
  flush(store: Store): Promise<number>;
}

/** Bounds the memory; beyond it the oldest notes are lost, which costs a time shown to people and nothing else. */
const MOST_NOTES = 10_000;

/** Makes an empty gathering. */
export function lastUses(): LastUses {
  let notes = new Map<string, number>();

  function note(id: string, at: number): void {
    const before = notes.get(id) ?? 0;
    notes.delete(id);
    notes.set(id, Math.max(before, at));
    if (notes.size <= MOST_NOTES) return;
    const [oldest] = notes.keys();
    if (oldest !== undefined) notes.delete(oldest);
  }

  return {
    note,
    async flush(store) {
      const writing = notes;
      if (writing.size === 0) return 0;
      notes = new Map();
      try {
        await store.transaction((sql) => write(sql, writing));
      } catch (error) {
        for (const [id, at] of writing) note(id, at);
        throw error;
      }
      return writing.size;
    },
  };
}

async function write(sql: TransactionSql, notes: Map<string, number>): Promise<void> {
  // Sorted, so that two processes that write the same keys do not wait for each other.
  for (const [id, at] of [...notes].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await sql`
      UPDATE errata_keys SET last_used_at = ${at}
      WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < ${at})`;
  }
}
