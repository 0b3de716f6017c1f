import type { AccountBalance, ConsoleData } from "errata/console";
import type { Balances } from "errata/store";
import { joinConsoleData } from "../shared/api/index.ts";
import { ledgerLines } from "../shared/ledger/index.ts";
import { queueData } from "../shared/queue/index.ts";
import { usageAccount } from "./accounts/usage.ts";
import type { Backend } from "./backend.ts";
import { failingWebhooks } from "./webhooks/failing-webhooks.ts";

/** Returns what the console shows about this API beside its errors. An order that failed is final, so its job cannot be retried. */
export function consoleData(backend: Backend): ConsoleData {
  const { store, jobs, webhooks, orderLedger, unitLedger, clock } = backend;
  return {
    ...joinConsoleData([
      queueData(jobs),
      queueData(webhooks.context.jobs, async (sql, { deliveryId }) => {
        const restored = await sql`
          UPDATE orders_webhook_deliveries SET state = 'waiting', next_at = ${clock()}
          WHERE id = ${deliveryId} AND state = 'failed' RETURNING id`;
        return restored.length > 0;
      }),
    ]),
    ledgerOf: ledgerLines(store, { accounts: ["oac_"] }),
    async balancesOf(_api, accountId) {
      const account = usageAccount(accountId, clock());
      const read = async (name: string, ledger: Balances): Promise<AccountBalance> => {
        const { available, reserved, capacity } = await ledger.read(store.sql, account);
        return { name, available, reserved, limit: capacity };
      };
      const all = await Promise.all([read("orders this month", orderLedger), read("units this month", unitLedger)]);
      // Before the first order of a month, the ledgers have no allowance for it.
      return all.filter(({ limit }) => limit !== null);
    },
    failingWebhooks: () => failingWebhooks(store.sql),
  };
}
