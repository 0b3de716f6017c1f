import type { ConsoleData } from "errata/console";
import { ledgerLines } from "../shared/ledger/index.ts";
import type { Backend } from "./backend.ts";
import { toCredits, toHundredths } from "./partners/credits.ts";
import { readPartner } from "./partners/partner.ts";
import { indexJobData } from "./studies/index-job-data.ts";

/** Returns what the console shows about this API beside its errors: credits, and the jobs that index studies. */
export function consoleData(backend: Backend): ConsoleData {
  const { store, creditLedger } = backend;
  return {
    ...indexJobData(backend),
    ledgerOf: ledgerLines(store, { accounts: ["par_", "cus_"], scales: { credits: toHundredths(1) } }),
    async balancesOf(_api, partnerId) {
      if ((await readPartner(store.sql, partnerId)) === undefined) return [];
      const { available, reserved } = await creditLedger.read(store.sql, partnerId);
      return [{ name: "credits", available: toCredits(available), reserved: toCredits(reserved), limit: null }];
    },
  };
}
