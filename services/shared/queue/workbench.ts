import type { Claim } from "./claim.ts";
import { type JobOptions, runJob } from "./run-job.ts";

/** Where a worker's jobs lie that it has at hand. */
export interface Workbench {
  /** Takes as many jobs as have room. @param onRoom called as each ends @returns how many it took */
  fill(onRoom?: () => void): Promise<number>;
  /** Waits until no job is at hand. */
  emptied(): Promise<void>;
}

/** Makes the workbench of one worker. @param places most jobs at once @param stop gives the signal of its stop */
export function workbench<Payload>(options: JobOptions<Payload>, places: number, stop: () => AbortSignal): Workbench {
  const { queue, onFailure = () => undefined } = options;
  const atHand = new Set<Promise<void>>();

  async function run(claim: Claim<Payload>): Promise<void> {
    try {
      await runJob(options, claim, stop());
    } catch (error) {
      // The store is away: the lease runs out, and the job is taken again.
      onFailure(error, claim.id);
    }
  }

  return {
    async fill(onRoom = () => undefined) {
      const room = places - atHand.size;
      if (room <= 0) return 0;
      const claims = await queue.claim(room);
      for (const claim of claims) {
        const job = run(claim).finally(() => {
          atHand.delete(job);
          onRoom();
        });
        atHand.add(job);
      }
      return claims.length;
    },
    async emptied() {
      await Promise.all(atHand);
    },
  };
}
