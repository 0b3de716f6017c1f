import { expect } from "vitest";
import { z } from "zod";
import type { RunningDemo } from "./demo-api.ts";
import type { Run } from "./run-steps.ts";
import type { Step } from "./scenario.ts";

interface ListedItem {
  readonly createdAt?: string;
  /** Time of a movement. */
  readonly at?: string;
}

interface ListedPage {
  readonly items: readonly ListedItem[];
  readonly nextCursor: string | null;
}

/** The operations of an API that return pages, in the order of its description. */
export function listsOf({ api }: RunningDemo): string[] {
  return Object.entries(api.description.operations)
    .filter(([operation, { query }]) => operation.startsWith("GET ") && hasCursor(query))
    .map(([operation]) => operation);
}

function hasCursor(query: unknown): boolean {
  return query instanceof z.ZodObject && "cursor" in query.shape;
}

/**
 * Reads a list whole, in pages of one item, and narrowed to times before, at and after its items, and compares the results.
 *
 * @returns whether the list had items
 */
export async function checkList(run: Run, { request }: Step, operation: string): Promise<boolean> {
  const path = pathOf(operation, run.values());
  if (path === undefined) return false;
  const read = async (query: string): Promise<ListedPage> => {
    const { headers } = request;
    const response = await run.send({ request: { method: "GET", path: `${path}?${query}`, headers } });
    const text = response.body.toString();
    // A list below something that was deleted, or does not exist yet.
    if (response.status === 404) return { items: [], nextCursor: null };
    expect(response.status, `${operation}?${query}: ${text}`).toBe(200);
    const body = JSON.parse(text);
    return body.data ?? body;
  };
  const { items } = await read("limit=50");
  const [newest] = items;
  if (newest === undefined) return false;

  const paged: ListedItem[] = [];
  for (let query: string | undefined = "limit=1"; query !== undefined; ) {
    const page: ListedPage = await read(query);
    paged.push(...page.items);
    query = page.nextCursor === null ? undefined : `limit=1&cursor=${page.nextCursor}`;
  }
  expect(paged, operation).toEqual(items);

  const time = Date.parse(newest.createdAt ?? newest.at ?? "");
  const at = (ms: number): string => new Date(ms).toISOString();
  const timesOf = (page: ListedPage) => page.items.map(({ createdAt, at: moved }) => createdAt ?? moved);
  const isNewest = (value?: string) => Date.parse(value ?? "") >= time;
  const all = timesOf({ items, nextCursor: null });
  expect(timesOf(await read(`createdFrom=${at(time)}`)), operation).toEqual(all.filter(isNewest));
  expect(timesOf(await read(`createdBefore=${at(time)}`)), operation).toEqual(all.filter((value) => !isNewest(value)));
  expect(await read(`createdFrom=${at(time + 1)}`), operation).toEqual({ items: [], nextCursor: null });
  return true;
}

/** Returns the path of an operation; undefined if the run has not captured each of its parameters. */
function pathOf(operation: string, values: Readonly<Record<string, string>>): string | undefined {
  const path = operation.slice("GET ".length).replaceAll(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
  return path.includes("{") ? undefined : path;
}
