import { scribe } from "../contract.ts";

/** Bounds how much is in the making at once, for each account by itself. */
export interface Places {
  /** Does something in one of the account's places. @throws service_unavailable where all are taken */
  within<Result>(accountId: string, work: () => Promise<Result>): Promise<Result>;
}

/** Makes the places. @param each how many an account has */
export function places(each: number): Places {
  const taken = new Map<string, number>();
  return {
    async within(accountId, work) {
      const before = taken.get(accountId) ?? 0;
      if (before >= each) {
        const note = `${before} notes are in the making`;
        throw scribe.error.service_unavailable(undefined, { retryAfterMs: 2_000, note });
      }
      taken.set(accountId, before + 1);
      try {
        return await work();
      } finally {
        const left = (taken.get(accountId) ?? 1) - 1;
        if (left > 0) taken.set(accountId, left);
        else taken.delete(accountId);
      }
    },
  };
}
