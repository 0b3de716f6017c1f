import { type Balances, balanceMigrations, balances, type Store } from "errata/store";
import { acknowledge } from "./killed-writer.ts";
import { openStore } from "./store-location.ts";

/** Moves credits in an endless loop, and prints each acknowledged operation, until the parent kills it. */
const [location = "", run = ""] = process.argv.slice(2);
const opened = await openStore(location, [balanceMigrations]);
const credits = balances();
acknowledge("ready");
await Promise.all(["a", "b", "c", "d"].map((lane) => work(opened, credits, lane)));

async function work(store: Store, ledger: Balances, lane: string): Promise<void> {
  const account = lane < "c" ? "shared" : lane;
  const transaction: Store["transaction"] = (part) => store.transaction(part, { sqlOnly: lane !== "d" });
  for (let turn = 0; ; turn++) {
    const id = `${run}-${lane}-${turn}`;
    await transaction((sql) => ledger.grant(sql, { id, account, amount: 10, source: "plan" }));
    acknowledge(`granted ${id} 10`);
    const expiresAt = Date.now() + 60_000;
    const reservation = { id, account, amount: 8, expiresAt };
    await (lane === "c" ? ledger.reserve(store, reservation) : transaction((sql) => ledger.reserve(sql, reservation)));
    acknowledge(`pending ${id} 8`);
    // Every fourth reservation stays open, as a crashed handler would leave it.
    if (turn % 4 === 0) continue;
    if (turn % 4 === 1) {
      await transaction((sql) => ledger.release(sql, id));
      acknowledge(`released ${id} 0`);
      continue;
    }
    await transaction((sql) => ledger.commit(sql, { id, amount: 5 }));
    acknowledge(`posted ${id} 5`);
    await ledger.debit(store, { id: `${id}-more`, account, amount: 2 });
    acknowledge(`posted ${id}-more 2`);
  }
}
