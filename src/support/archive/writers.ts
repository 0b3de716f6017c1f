import type { Store } from "../../store/index.ts";
import type { Writer } from "./write-batch.ts";

/** A process that has written occurrences. */
export interface WriterState {
  /** Name of the node. */
  readonly node: string;
  /** Version of the build. */
  readonly version: string;
  /** When the process began to write, in milliseconds since 1970. */
  readonly startedAt: number;
  /** When it wrote its last batch. */
  readonly lastAt: number;
  /** When it ended in order; null while it runs, and if it was killed. */
  readonly endedAt: number | null;
  /** Occurrences and successes that it has dropped, because the store could not keep up. */
  readonly dropped: number;
  /** For a process that was killed: the time of its last batch. Later occurrences may be missing. */
  readonly lostAt: number | null;
}

/**
 * Registers a process. An earlier process of the same node that has not ended in order was killed, so its last batch may be
 * missing.
 *
 * @returns the times after which occurrences may be missing; usually none
 */
export async function startWriter(store: Store, { id, node, version }: Writer, now: number): Promise<number[]> {
  return await store.transaction(async (sql) => {
    const killed = await sql<{ last_at: number }>`
      UPDATE errata_occurrence_writers SET lost_at = last_at
      WHERE node = ${node} AND ended_at IS NULL AND lost_at IS NULL RETURNING last_at`;
    await sql`
      INSERT INTO errata_occurrence_writers (id, node, version, started_at, last_at, dropped)
      VALUES (${id}, ${node}, ${version}, ${now}, ${now}, 0)`;
    return killed.map(({ last_at }) => last_at);
  });
}

/** Notes that a process ends in order. */
export async function endWriter(store: Store, { id }: Writer, now: number): Promise<void> {
  await store.sql`UPDATE errata_occurrence_writers SET ended_at = ${now} WHERE id = ${id}`;
}

/** Lists the processes, the newest first. */
export async function listWriters(store: Store, limit: number): Promise<WriterState[]> {
  const rows = await store.sql<{
    node: string;
    version: string;
    started_at: number;
    last_at: number;
    ended_at: number | null;
    dropped: number;
    lost_at: number | null;
  }>`SELECT node, version, started_at, last_at, ended_at, dropped, lost_at FROM errata_occurrence_writers
    ORDER BY started_at DESC, id DESC LIMIT ${limit}`;
  return rows.map(({ started_at: startedAt, last_at: lastAt, ended_at: endedAt, lost_at: lostAt, ...row }) => {
    return { ...row, startedAt, lastAt, endedAt, lostAt };
  });
}
