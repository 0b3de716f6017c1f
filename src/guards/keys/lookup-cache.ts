import { isStoreDown } from "../../store/index.ts";

/** Options of {@link lookupCache}. All times are in milliseconds. */
export interface LookupCacheOptions<Value> {
  /** Reads one value from the store; undefined if there is none. */
  readonly load: (key: string) => Promise<Value | undefined>;
  readonly clock: () => number;
  /** Age up to which a value is used without a query. */
  readonly ttlMs: number;
  /** Age up to which a missing value is reported without a query. */
  readonly negativeTtlMs: number;
  /** Age up to which a value is used while the store is down. */
  readonly staleMs: number;
  /** Number of cached values, and of cached misses; the least recently used are dropped first. */
  readonly maxEntries: number;
}

/** A cache with a short lifetime and bounded memory. */
export interface LookupCache<Value> {
  /**
   * Returns the value of a key. Concurrent calls for the same key share one query.
   *
   * @throws the store's error, when it is down and no value younger than `staleMs` is cached
   */
  get(key: string): Promise<Value | undefined>;
  /** Removes a key, so that the next call queries the store. The result of a running query is not cached. */
  forget(key: string): void;
  /** Removes every key whose value matches. */
  forgetWhere(matches: (value: Value) => boolean): void;
}

interface Entry<Value> {
  readonly value: Value | undefined;
  readonly loadedAt: number;
  /** While the store is down, the time of the next query for this key. */
  retryAt: number;
}

/** After a failed query the cached value is used this long, so that not every request waits for a store that is down. */
const RETRY_AFTER_MS = 1_000;

/** Creates a cache in front of one query. */
export function lookupCache<Value>(options: LookupCacheOptions<Value>): LookupCache<Value> {
  const { load, clock, staleMs } = options;
  const memory = boundedMemory<Value>(options.maxEntries);
  const pending = new Map<string, Promise<Value | undefined>>();
  let forgetCount = 0;

  async function query(key: string): Promise<Value | undefined> {
    const countBefore = forgetCount;
    const startedAt = clock();
    try {
      const value = await load(key);
      // If something was forgotten during the query, the result may be from before the change.
      if (forgetCount === countBefore) memory.put(key, { value, loadedAt: startedAt, retryAt: 0 });
      return value;
    } catch (error) {
      const entry = memory.values.get(key);
      if (entry === undefined || !isStoreDown(error) || !isYounger(entry, staleMs, clock())) throw error;
      entry.retryAt = clock() + RETRY_AFTER_MS;
      return entry.value;
    }
  }

  function shareQuery(key: string): Promise<Value | undefined> {
    const running = query(key).finally(() => {
      if (pending.get(key) === running) pending.delete(key);
    });
    pending.set(key, running);
    return running;
  }

  return {
    async get(key) {
      const entry = memory.take(key);
      if (entry !== undefined && isUsable(entry, options, clock())) return entry.value;
      return await (pending.get(key) ?? shareQuery(key));
    },
    forget(key) {
      forgetCount++;
      pending.delete(key);
      memory.drop(key);
    },
    forgetWhere(matches) {
      forgetCount++;
      pending.clear();
      for (const [key, { value }] of memory.values) if (value !== undefined && matches(value)) memory.drop(key);
    },
  };
}

interface Memory<Value> {
  readonly values: ReadonlyMap<string, Entry<Value>>;
  /** Reads an entry and marks it as most recently used. */
  take(key: string): Entry<Value> | undefined;
  put(key: string, entry: Entry<Value>): void;
  drop(key: string): void;
}

/** Misses have a separate map, so that a flood of unknown keys cannot evict valid ones. */
function boundedMemory<Value>(maxEntries: number): Memory<Value> {
  const values = new Map<string, Entry<Value>>();
  const misses = new Map<string, Entry<Value>>();

  function put(key: string, entry: Entry<Value>): void {
    drop(key);
    const target = entry.value === undefined ? misses : values;
    // A Map iterates in insertion order, so its first key is the least recently used.
    target.set(key, entry);
    if (target.size <= maxEntries) return;
    const [oldest] = target.keys();
    if (oldest !== undefined) target.delete(oldest);
  }

  function drop(key: string): void {
    values.delete(key);
    misses.delete(key);
  }

  return {
    values,
    take(key) {
      const entry = values.get(key) ?? misses.get(key);
      if (entry !== undefined) put(key, entry);
      return entry;
    },
    put,
    drop,
  };
}

function isUsable<Value>(entry: Entry<Value>, limits: LookupCacheOptions<Value>, now: number): boolean {
  if (isYounger(entry, entry.value === undefined ? limits.negativeTtlMs : limits.ttlMs, now)) return true;
  return now < entry.retryAt && isYounger(entry, limits.staleMs, now);
}

/** A negative age means that the clock was set back; the real age is unknown and counts as too old. */
function isYounger(entry: { readonly loadedAt: number }, limitMs: number, now: number): boolean {
  const ageMs = now - entry.loadedAt;
  return ageMs >= 0 && ageMs < limitMs;
}
