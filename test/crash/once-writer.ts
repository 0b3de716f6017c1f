import { writeSync } from "node:fs";
import { openOnce } from "./open-once.ts";

/** Makes effects under keys without end, and says which were answered; the parent kills it in the middle. */
const { make } = await openOnce(process.argv[2] ?? "");
const run = process.argv[3] ?? "";
say("ready");
await Promise.all(["a", "b", "c", "d"].map(work));

async function work(lane: string): Promise<void> {
  for (let turn = 0; ; turn++) {
    const key = `${run}-${lane}-${turn}`;
    say(`asked ${key}`);
    say(`made ${key} ${await make(key)}`);
  }
}

/** Written at once, past every buffer of the process: an acknowledgement that was given stays given. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
