import { codeIn, type Looseness } from "./code-in.ts";
import { maxTextLength, textOf } from "./parse-text.ts";

/** Rank of a value that is missing. */
const worst = 10_000;

/** Indexes of the values, because lists are faster than objects with changing names. */
export const codeIndex = 0;
export const messageIndex = 1;
export const paramIndex = 2;
export const requestIdIndex = 3;

/** Values found so far. The lowest rank wins, and the first value of a rank. */
export interface Search {
  readonly status: number;
  layers: number;
  readonly ranks: number[];
  readonly found: (string | undefined)[];
  metadata: object | undefined;
  details: object | undefined;
  errors: object | undefined;
}

/** Creates a search that has found nothing. */
export function createSearch(status: number): Search {
  return {
    status,
    layers: 0,
    ranks: [worst, worst, worst, worst],
    found: [undefined, undefined, undefined, undefined],
    metadata: undefined,
    details: undefined,
    errors: undefined,
  };
}

/** Stores a value, unless a better one of the same kind is known. */
export function offer({ ranks, found }: Search, index: number, value: unknown, rank: number): void {
  const text = value ? textOf(value) : "";
  if (!text || rank >= (ranks[index] as number)) return;
  ranks[index] = rank;
  found[index] = text.length > maxTextLength ? text.slice(0, maxTextLength) : text;
}

/** Stores the code in a value. It is not searched if a better one is known. */
export function offerCode(search: Search, value: unknown, looseness: Looseness, rank: number): void {
  if (rank < (search.ranks[codeIndex] as number))
    offer(search, codeIndex, codeIn(value, search.status, looseness), rank);
}

/** Stores a text that precedes all others only if it is more than the text of a status. */
export function offerMessage(search: Search, text: string, rank: number): void {
  offer(search, messageIndex, text, isStatusText(text) ? 1_000 : rank);
}

/** Stores an id. That of the request is more exact than that of a trace or a log, and that of an error can be its number. */
export function offerRequestId(search: Search, key: string, value: unknown, rank: number): void {
  offer(search, requestIdIndex, value, rank + (/req/i.test(key) ? 0 : /^(instance|err)/i.test(key) ? 0.7 : 0.5));
}

/** Returns whether a text is that of a status, which says less than a problem of one field. Few texts are as short. */
export function isStatusText(text: string): boolean {
  return text.length < 22 && /^(bad request|un(authorized|processable \w+)|forbidden|not found|conflict)$/i.test(text);
}
