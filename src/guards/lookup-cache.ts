import { isStoreDown } from "../store/index.ts";

/** How long an answer of the store may be used again. All times in milliseconds. */
export interface LookupCacheOptions<Value> {
  /** Reads one value from the store; undefined when there is none. */
  readonly load: (key: string) => Promise<Value | undefined>;
  readonly clock: () => number;
  /** Age up to which a found value is used without asking. */
  readonly ttlMs: number;
  /** Age up to which "there is none" is used without asking. */
  readonly negativeTtlMs: number;
  /** Age up to which a found value is used while the store is down. */
  readonly staleMs: number;
  /** Values kept, and as many absences; the least recently used go first. */
  readonly maxEntries: number;
}

/** Remembers what the store answered, for a short time and in bounded memory. */
export interface LookupCache<Value> {
  /**
   * Gives the value of a key. Concurrent callers of one key share one query.
   *
   * @throws whatever the store throws, when it is down and no value of at most `staleMs` is at hand
   */
  get(key: string): Promise<Value | undefined>;
  /** Drops a key, so that the next call asks the store; a query already under way is not remembered. */
  forget(key: string): void;
  /** Drops every key whose value fits. */
  forgetWhere(fits: (value: Value) => boolean): void;
}

interface Entry<Value> {
  readonly value: Value | undefined;
  readonly loadedAt: number;
  /** While the store is down, the time before which it is not asked again for this key. */
  retryAt: number;
}

/** After a failure a cached value is served this long without another query, so that a dead store is not waited for at every request. */
const DOWN_PAUSE_MS = 1_000;

/** Makes a cache in front of one query. */
export function lookupCache<Value>(options: LookupCacheOptions<Value>): LookupCache<Value> {
  const { load, clock, staleMs } = options;
  const memory = boundedMemory<Value>(options.maxEntries);
  const pending = new Map<string, Promise<Value | undefined>>();
  let forgottenCount = 0;

  async function query(key: string): Promise<Value | undefined> {
    const before = forgottenCount;
    const asked = clock();
    try {
      const value = await load(key);
      // Something was forgotten meanwhile: this answer may be from before the change.
      if (forgottenCount === before) memory.put(key, { value, loadedAt: asked, retryAt: 0 });
      return value;
    } catch (error) {
      const entry = memory.found.get(key);
      if (entry === undefined || !isStoreDown(error) || !isYounger(entry, staleMs, clock())) throw error;
      entry.retryAt = clock() + DOWN_PAUSE_MS;
      return entry.value;
    }
  }

  function shareQuery(key: string): Promise<Value | undefined> {
    const asked = query(key).finally(() => {
      if (pending.get(key) === asked) pending.delete(key);
    });
    pending.set(key, asked);
    return asked;
  }

  return {
    async get(key) {
      const entry = memory.take(key);
      if (entry !== undefined && isUsable(entry, options, clock())) return entry.value;
      return await (pending.get(key) ?? shareQuery(key));
    },
    forget(key) {
      forgottenCount++;
      pending.delete(key);
      memory.drop(key);
    },
    forgetWhere(fits) {
      forgottenCount++;
      pending.clear();
      for (const [key, { value }] of memory.found) if (value !== undefined && fits(value)) memory.drop(key);
    },
  };
}

interface Memory<Value> {
  readonly found: ReadonlyMap<string, Entry<Value>>;
  /** Reads an entry and marks it as used last. */
  take(key: string): Entry<Value> | undefined;
  put(key: string, entry: Entry<Value>): void;
  drop(key: string): void;
}

/** Absences have a map of their own: a flood of unknown keys must not push the known ones out. */
function boundedMemory<Value>(maxEntries: number): Memory<Value> {
  const found = new Map<string, Entry<Value>>();
  const absent = new Map<string, Entry<Value>>();

  function put(key: string, entry: Entry<Value>): void {
    found.delete(key);
    absent.delete(key);
    const into = entry.value === undefined ? absent : found;
    // A Map lists its keys in the order of insertion, so the first one is the one unused for longest.
    into.set(key, entry);
    if (into.size <= maxEntries) return;
    const [oldest] = into.keys();
    if (oldest !== undefined) into.delete(oldest);
  }

  return {
    found,
    take(key) {
      const entry = found.get(key) ?? absent.get(key);
      if (entry !== undefined) put(key, entry);
      return entry;
    },
    put,
    drop(key) {
      found.delete(key);
      absent.delete(key);
    },
  };
}

function isUsable<Value>(entry: Entry<Value>, limits: LookupCacheOptions<Value>, now: number): boolean {
  if (isYounger(entry, entry.value === undefined ? limits.negativeTtlMs : limits.ttlMs, now)) return true;
  return now < entry.retryAt && isYounger(entry, limits.staleMs, now);
}

/** A negative age means that the clock was set back; then the real age is unknown and counts as too old. */
function isYounger(entry: { readonly loadedAt: number }, limitMs: number, now: number): boolean {
  const ageMs = now - entry.loadedAt;
  return ageMs >= 0 && ageMs < limitMs;
}
