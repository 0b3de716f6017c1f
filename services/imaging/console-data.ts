import type { ConsoleData } from "errata/console";
import type { Backend } from "./backend.ts";
import { toCredits } from "./partners/credits.ts";
import { readPartner } from "./partners/partner.ts";
import { indexJobData } from "./studies/index-job-data.ts";

/** Returns what the console shows about this API beside its errors: credits, and the jobs that index studies. */
export function consoleData(backend: Backend): ConsoleData {
  const { store, creditLedger } = backend;
  return {
    ...indexJobData(backend),
    async balancesOf(_api, partnerId) {
      if ((await readPartner(store.sql, partnerId)) === undefined) return [];
      const { available, reserved } = await creditLedger.read(store.sql, partnerId);
      return [{ name: "credits", available: toCredits(available), reserved: toCredits(reserved), limit: null }];
    },
  };
}
