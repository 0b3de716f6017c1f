/** Places at the senders, of which no account takes more than its share. */
export interface Shares {
  /**
   * Takes a place, and waits for one where the account's receivers are quick.
   *
   * @returns what gives it back; undefined when the account has its share, and a slow receiver holds a part of it
   */
  take(accountId: string): Promise<(() => void) | undefined>;
}

/** What one account has under way. */
interface Account {
  /** When each delivery began, the oldest first. */
  readonly began: Set<{ readonly at: number }>;
  readonly waiting: Set<() => void>;
}

/** How long a delivery may take before its receiver counts as slow, in milliseconds. */
const PATIENCE_MS = 1_000;

/** Makes the places of one process. @param share most places of one account, 1 or more */
export function shares(share: number): Shares {
  const accounts = new Map<string, Account>();

  function begin(accountId: string, account: Account): () => void {
    const mark = { at: performance.now() };
    account.began.add(mark);
    return () => {
      account.began.delete(mark);
      if (account.began.size === 0) accounts.delete(accountId);
      for (const wake of account.waiting) wake();
    };
  }

  return {
    async take(accountId) {
      for (;;) {
        const account = accounts.get(accountId) ?? { began: new Set(), waiting: new Set() };
        accounts.set(accountId, account);
        const [oldest] = account.began;
        if (oldest === undefined || account.began.size < share) return begin(accountId, account);
        const leftMs = oldest.at + PATIENCE_MS - performance.now();
        if (leftMs <= 0) return undefined;
        await change(account, leftMs);
      }
    },
  };
}

/** Waits until a place of the account is given back, and no longer than this. */
async function change({ waiting }: Account, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(wake, ms);
    waiting.add(wake);
    function wake(): void {
      clearTimeout(timer);
      waiting.delete(wake);
      resolve();
    }
  });
}
