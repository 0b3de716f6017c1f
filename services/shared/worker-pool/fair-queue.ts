/** Waiting entries of many accounts, ordered so that accounts take turns. */
export interface FairQueue<Entry> {
  /** Adds an entry behind the account's others. */
  push(account: string, entry: Entry): void;
  /** Adds an entry before the account's others. */
  pushFirst(account: string, entry: Entry): void;
  /** Removes and returns the next entry, and counts it as running for its account; undefined if none waits. */
  start(): Entry | undefined;
  /** Removes and returns all entries of an account, and counts them as running. */
  startAllOf(account: string): readonly Entry[];
  /** Reports that a started entry of the account has finished. */
  finish(account: string): void;
  /** Removes a waiting entry. */
  remove(account: string, entry: Entry): void;
  /** Returns the number of waiting entries of an account. */
  waitingOf(account: string): number;
  /** The number of waiting entries of all accounts. */
  readonly waiting: number;
}

interface AccountState<Entry> {
  waiting: readonly Entry[];
  running: number;
  /** Sequence number of the account's last start; 0 before the first. */
  lastTurn: number;
}

/**
 * Creates a queue that prefers the account with the fewest running entries and, among equals, the one whose last turn is
 * longest ago. Accounts without entries take no memory.
 */
export function fairQueue<Entry>(): FairQueue<Entry> {
  const accounts = new Map<string, AccountState<Entry>>();
  let turns = 0;

  function stateOf(account: string): AccountState<Entry> {
    const known = accounts.get(account);
    if (known !== undefined) return known;
    const state = { waiting: [], running: 0, lastTurn: 0 };
    accounts.set(account, state);
    return state;
  }

  function dropIfUnused(account: string): void {
    const { waiting, running } = stateOf(account);
    if (waiting.length === 0 && running === 0) accounts.delete(account);
  }

  return {
    push(account, entry) {
      const state = stateOf(account);
      state.waiting = [...state.waiting, entry];
    },
    pushFirst(account, entry) {
      const state = stateOf(account);
      state.waiting = [entry, ...state.waiting];
    },
    start() {
      let next: AccountState<Entry> | undefined;
      for (const state of accounts.values()) {
        if (state.waiting.length > 0 && (next === undefined || isBefore(state, next))) next = state;
      }
      if (next === undefined) return undefined;
      const [entry, ...rest] = next.waiting;
      next.waiting = rest;
      next.running += 1;
      turns += 1;
      next.lastTurn = turns;
      return entry;
    },
    startAllOf(account) {
      const state = accounts.get(account);
      if (state === undefined) return [];
      const entries = state.waiting;
      state.waiting = [];
      state.running += entries.length;
      return entries;
    },
    finish(account) {
      stateOf(account).running -= 1;
      dropIfUnused(account);
    },
    remove(account, entry) {
      const state = stateOf(account);
      state.waiting = state.waiting.filter((other) => other !== entry);
      dropIfUnused(account);
    },
    waitingOf: (account) => accounts.get(account)?.waiting.length ?? 0,
    get waiting() {
      return [...accounts.values()].reduce((sum, { waiting }) => sum + waiting.length, 0);
    },
  };
}

function isBefore(one: AccountState<unknown>, other: AccountState<unknown>): boolean {
  return one.running === other.running ? one.lastTurn < other.lastTurn : one.running < other.running;
}
