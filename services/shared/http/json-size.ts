import { randomInt } from "node:crypto";
import { type BoundaryEnv, readBodyBytes } from "errata/hono";
import type { Context } from "hono";

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

/** Size of a JSON text. */
export interface JsonSize {
  /** Number of commas and opening brackets, which is close to the number of values. */
  readonly values: number;
  /** Deepest nesting of arrays and objects. */
  readonly depth: number;
  /** Number of different names of members; of 10,000, about 2 % are not counted. */
  readonly names: number;
}

const [quote, comma, colon, openArray, backslash, closeArray, openObject, closeObject] = [
  0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d,
];

/** Names are counted by their hashes, at most this many. Two names with the same hash count as one. */
const maxHashes = 2 ** 18;
/** Unknown to callers, who could otherwise choose names with the same hash. */
const seed = randomInt(2 ** 32);

/**
 * Measures a JSON text without parsing it. Parsing a million tiny values, or 100,000 different names, takes a second, and
 * this takes milliseconds.
 * @param bytes in UTF-8, in which all bytes of other characters are above 0x7f
 */
export function measureJson(bytes: Uint8Array): JsonSize {
  let [values, depth, maxDepth, names, hash] = [0, 0, 0, 0, 0];
  // A name takes at least 4 bytes, so at most one hash in 32 is used.
  const seen = new Uint8Array(Math.min(maxHashes, 2 ** Math.ceil(Math.log2(8 * bytes.length + 1))));
  for (let index = 0; index < bytes.length; index += 1) {
    switch (bytes[index]) {
      case quote: {
        const start = index;
        index = endOfString(bytes, start);
        hash = hashOf(bytes, start, index) & (seen.length - 1);
        break;
      }
      case colon:
        if (seen[hash] === 0) names += 1;
        seen[hash] = 1;
        break;
      case comma:
        values += 1;
        break;
      case openArray:
      case openObject:
        values += 1;
        depth += 1;
        maxDepth = Math.max(maxDepth, depth);
        break;
      case closeArray:
      case closeObject:
        depth -= 1;
    }
  }
  return { values, depth: maxDepth, names };
}

/** Returns the position of the quotation mark that ends a string. */
function endOfString(bytes: Uint8Array, start: number): number {
  let index = start + 1;
  while (index < bytes.length && bytes[index] !== quote) index += bytes[index] === backslash ? 2 : 1;
  return index;
}

/** FNV-1a, of at most 256 bytes because values can be long. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = Math.imul(seed ^ (end - start), 0x01000193);
  for (let index = start; index < Math.min(end, start + 256); index += 1)
    hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}
