import type { ConsoleData } from "errata/console";
import { ledgerLines } from "../shared/ledger/index.ts";
import { readAccount } from "./accounts/account.ts";
import { readUsage } from "./accounts/usage.ts";
import type { Backend } from "./backend.ts";

/** Returns what the console shows about this API beside its errors: the images of the month, and storage. */
export function consoleData(backend: Backend): ConsoleData {
  return {
    ledgerOf: ledgerLines(backend.store, { accounts: ["acc_"] }),
    async balancesOf(_api, accountId) {
      const account = await readAccount(backend.store.sql, accountId);
      if (account === undefined) return [];
      const { images, storage } = await readUsage(backend, account);
      const left = (limit: number, used: number): number => Math.max(0, limit - used);
      return [
        {
          ...{ name: "images this month", available: left(images.limit, images.used), reserved: 0 },
          limit: images.limit,
        },
        {
          ...{ name: "storage bytes", available: left(storage.quotaBytes, storage.usedBytes), reserved: 0 },
          limit: storage.quotaBytes,
        },
      ];
    },
  };
}
