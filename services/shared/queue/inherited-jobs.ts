import type { Store } from "errata/store";

/** Token of a job that no worker holds any more. It marks the job as interrupted. */
export const interruptedToken = "interrupted";

/** The jobs that were claimed when a process started. */
export interface InheritedJobs {
  /** Notes the claimed jobs; on SQLite, whose single owner has died, makes them due at once. */
  recover(): Promise<void>;
  /** Whether one of them may be a dead process's: its lease has neither ended nor been renewed. */
  areHeld(): Promise<boolean>;
}

interface ClaimedJob {
  readonly id: string;
  readonly token: string;
  /** End of the lease, in epoch milliseconds. */
  readonly run_at: number;
}

/** The queue whose jobs are inherited. */
interface Source {
  readonly name: string;
  readonly store: Store;
  readonly leaseMs: number;
  readonly clock: () => number;
}

/**
 * Recognises the jobs of processes that died, so that they can run before the jobs that wait. PostgreSQL does not tell
 * whether the process that claimed a job still runs, but a living one renews its lease.
 */
export function inheritedJobs({ name, store, leaseMs, clock }: Source): InheritedJobs {
  let held: readonly ClaimedJob[] = [];
  let heldUntil = 0;

  const claimedJobs = (): Promise<ClaimedJob[]> => store.sql<ClaimedJob>`
    SELECT id, token, run_at FROM queue_jobs WHERE queue = ${name} AND token IS NOT NULL AND run_at > ${clock()}`;

  return {
    async recover() {
      if (store.engine === "sqlite") {
        await store.sql`
          UPDATE queue_jobs SET run_at = ${clock()}, token = ${interruptedToken}
          WHERE queue = ${name} AND token IS NOT NULL`;
        return;
      }
      held = await claimedJobs();
      heldUntil = clock() + leaseMs;
    },
    async areHeld() {
      if (held.length === 0) return false;
      const unchanged = new Set((await claimedJobs()).map(toText));
      // A clock of another node that is ahead must not stop this one for longer than a lease.
      held = clock() < heldUntil ? held.filter((job) => unchanged.has(toText(job))) : [];
      return held.length > 0;
    },
  };
}

function toText({ id, token, run_at }: ClaimedJob): string {
  return `${token} ${run_at} ${id}`;
}
