import { openEffects } from "./idempotent-effects.ts";
import { acknowledge } from "./killed-writer.ts";

/** Creates effects in an endless loop, and prints each request and response, until the parent kills it. */
const [location = "", run = ""] = process.argv.slice(2);
const { create } = await openEffects(location);
acknowledge("ready");
await Promise.all(["a", "b", "c", "d"].map(work));

async function work(lane: string): Promise<void> {
  for (let turn = 0; ; turn++) {
    const key = `${run}-${lane}-${turn}`;
    acknowledge(`requested ${key}`);
    acknowledge(`created ${key} ${await create(key)}`);
  }
}
