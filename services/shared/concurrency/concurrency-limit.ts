/** Limits how much work runs at the same time for each key, such as an account. */
export interface ConcurrencyLimit {
  /**
   * Runs `work` in one of the key's slots. While all are taken it waits in the order of arrival, but only if no slot has
   * been held for `patienceMs`.
   *
   * @param whenFull creates the error for a key whose slots stay taken
   * @throws what `whenFull` returns; what `work` throws
   */
  run<Result>(key: string, work: () => Promise<Result>, whenFull: () => Error): Promise<Result>;
}

/** Sizes of a limit. */
export interface ConcurrencyLimitOptions {
  /** Slots of each key, 1 or more. Keys do not affect each other. */
  readonly perKey: number;
  /** How long work may hold a slot before others stop waiting for it, in milliseconds, 0 or more. @default 0, never wait */
  readonly patienceMs?: number;
}

/** A slot in use. */
interface Hold {
  readonly startedAt: number;
}

/** The state of one key. It is dropped when the last slot is released. */
interface Slots {
  /** Oldest first. */
  readonly holds: Set<Hold>;
  /** Called with a slot, or with undefined to give up. */
  readonly queue: ((hold: Hold | undefined) => void)[];
  timer?: NodeJS.Timeout;
}

/**
 * Creates a semaphore per key.
 *
 * @example
 * ```ts
 * const limit = concurrencyLimit({ perKey: 2 });
 * const note = await limit.run(accountId, () => writeNote(), () => new Error("two notes are being written"));
 * ```
 */
export function concurrencyLimit({ perKey, patienceMs = 0 }: ConcurrencyLimitOptions): ConcurrencyLimit {
  const keys = new Map<string, Slots>();

  function take({ holds }: Slots): Hold {
    const hold = { startedAt: performance.now() };
    holds.add(hold);
    return hold;
  }

  /** Resolves to undefined when the oldest hold reaches the patience. */
  async function acquire(slots: Slots): Promise<Hold | undefined> {
    if (slots.holds.size < perKey) return take(slots);
    if (patienceLeft(slots) <= 0) return undefined;
    return await new Promise((resolve) => {
      slots.queue.push(resolve);
      if (slots.queue.length === 1) watchOldest(slots);
    });
  }

  function patienceLeft({ holds: [oldest] }: Slots): number {
    return (oldest?.startedAt ?? 0) + patienceMs - performance.now();
  }

  function watchOldest(slots: Slots): void {
    clearTimeout(slots.timer);
    if (slots.queue.length === 0) return;
    slots.timer = setTimeout(() => {
      // A timer may fire a fraction of a millisecond early.
      if (patienceLeft(slots) > 1) return watchOldest(slots);
      for (const giveUp of slots.queue.splice(0)) giveUp(undefined);
    }, patienceLeft(slots));
  }

  function release(key: string, slots: Slots, hold: Hold): void {
    slots.holds.delete(hold);
    const next = slots.queue.shift();
    if (next !== undefined) next(take(slots));
    watchOldest(slots);
    if (slots.holds.size === 0) keys.delete(key);
  }

  return {
    async run(key, work, whenFull) {
      const slots = keys.get(key) ?? { holds: new Set(), queue: [] };
      keys.set(key, slots);
      const hold = await acquire(slots);
      if (hold === undefined) throw whenFull();
      try {
        return await work();
      } finally {
        release(key, slots, hold);
      }
    },
  };
}
