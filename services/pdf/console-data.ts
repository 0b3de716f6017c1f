import type { ConsoleData } from "errata/console";
import { ledgerLines } from "../shared/ledger/index.ts";
import { queueData } from "../shared/queue/index.ts";
import type { Backend } from "./backend.ts";
import { readWorkspace } from "./workspaces/workspace.ts";

/** Returns what the console shows about this API beside its errors: credits, and the documents of jobs. */
export function consoleData({ store, creditLedger, jobQueue }: Backend): ConsoleData {
  return {
    ...queueData(jobQueue, async (sql, { jobId, position }) => {
      const restored = await sql`
        UPDATE pdf_job_items SET state = 'pending', error_code = NULL, error_message = NULL
        WHERE job_id = ${jobId} AND position = ${position} AND state = 'failed' AND error_code IS NOT NULL
        RETURNING position`;
      return restored.length > 0;
    }),
    ledgerOf: ledgerLines(store, { accounts: ["pdw_"] }),
    async balancesOf(_api, workspaceId) {
      if ((await readWorkspace(store.sql, workspaceId)) === undefined) return [];
      const { available, reserved } = await creditLedger.read(store.sql, workspaceId);
      return [{ name: "credits", available, reserved, limit: null }];
    },
  };
}
