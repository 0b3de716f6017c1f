import { writeSync } from "node:fs";
import { type Balances, balances, type Store } from "errata/store";
import { openLedger } from "./open-ledger.ts";

/** Moves credits without end, and says what was acknowledged; the parent kills it in the middle. */
const opened = await openLedger(process.argv[2] ?? "");
const credits = balances();
const run = process.argv[3] ?? "";
say("ready");
await Promise.all(["a", "b", "c", "d"].map((lane) => work(opened, credits, lane)));

async function work(store: Store, ledger: Balances, lane: string): Promise<void> {
  const account = lane < "c" ? "shared" : lane;
  const transaction: Store["transaction"] = (part) => store.transaction(part, { sqlOnly: lane !== "d" });
  for (let turn = 0; ; turn++) {
    const id = `${run}-${lane}-${turn}`;
    await transaction((sql) => ledger.grant(sql, { id, account, amount: 10, source: "plan" }));
    say(`granted ${id} 10`);
    const expiresAt = Date.now() + 60_000;
    await transaction((sql) => ledger.reserve(sql, { id, account, amount: 8, expiresAt }));
    say(`pending ${id} 8`);
    // Every fourth hold is left behind, as a crashed handler would leave it.
    if (turn % 4 === 0) continue;
    if (turn % 4 === 1) {
      await transaction((sql) => ledger.release(sql, id));
      say(`released ${id} 0`);
      continue;
    }
    await transaction((sql) => ledger.commit(sql, { id, amount: 5 }));
    say(`posted ${id} 5`);
  }
}

/** Written at once, past every buffer of the process: an acknowledgement that was given stays given. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
