import type { Store, TransactionSql } from "../store.ts";

/** Collects when keys were last used, so that a thousand requests cost one write. */
export interface LastUses {
  record(id: string, at: number): void;
  flush(store: Store): Promise<number>;
}

/** Bounds the memory. Beyond it the oldest entries are dropped, which only affects a time shown to people. */
const MAX_ENTRIES = 10_000;

/** Creates an empty collection. */
export function lastUses(): LastUses {
  let uses = new Map<string, number>();

  function record(id: string, at: number): void {
    const before = uses.get(id) ?? 0;
    uses.delete(id);
    uses.set(id, Math.max(before, at));
    if (uses.size <= MAX_ENTRIES) return;
    const [oldest] = uses.keys();
    if (oldest !== undefined) uses.delete(oldest);
  }

  return {
    record,
    async flush(store) {
      const pending = uses;
      if (pending.size === 0) return 0;
      uses = new Map();
      try {
        await store.transaction((sql) => write(sql, pending));
      } catch (error) {
        for (const [id, at] of pending) record(id, at);
        throw error;
      }
      return pending.size;
    },
  };
}

async function write(sql: TransactionSql, uses: Map<string, number>): Promise<void> {
  // Sorted, so that two processes that write the same keys cannot deadlock.
  for (const [id, at] of [...uses].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await sql`
      UPDATE errata_keys SET last_used_at = ${at}
      WHERE id = ${id} AND (last_used_at IS NULL OR last_used_at < ${at})`;
  }
}
