import { type BoundaryEnv, readBodyBytes } from "errata/hono";
import type { Context } from "hono";
import { type JsonSize, measureJson } from "./json-size.ts";

/** Parsing and validating a smaller body takes two milliseconds at most. */
const largeBytes = 16 * 1024;

let lastTurn: Promise<void> = Promise.resolve();

/** Measures the JSON body of a request before it is parsed. Large bodies take turns, and other requests go in between. */
export async function measureBody<E extends BoundaryEnv>(c: Context<E>): Promise<JsonSize> {
  const bytes = await readBodyBytes(c);
  if (bytes.byteLength > largeBytes) await takeTurn();
  return measureJson(bytes);
}

/** Waits for its turn, which comes after the responses to all requests that have arrived. */
function takeTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => setImmediate(resolve)));
  return lastTurn;
}
