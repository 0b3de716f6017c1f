import type { Operation } from "./subject.ts";
import { start } from "./subject.ts";

/** The query of a page, as the APIs validate it. */
interface PageQuery {
  readonly limit: number;
  readonly cursor: { readonly createdAt: number; readonly id: string };
  readonly createdFrom: number;
  readonly createdBefore: number;
}

const first: PageQuery = {
  limit: 20,
  cursor: { createdAt: Number.MAX_SAFE_INTEGER, id: "" },
  createdFrom: 0,
  createdBefore: Number.MAX_SAFE_INTEGER,
};

/**
 * Returns the first page of a list, one from its middle, and one by each filter, which matches the 25 oldest rows.
 *
 * @param count number of rows, a millisecond apart; the newest has the highest number
 * @param read reads a page
 */
export function pages(
  count: number,
  list: string,
  read: (query: PageQuery & Readonly<Record<string, never>>) => Promise<unknown>,
  filters: Readonly<Record<string, unknown>> = {},
): readonly Operation[] {
  const middle = { ...first, cursor: { createdAt: start + count / 2, id: "m" } };
  const page = (name: string, query: object): Operation => ({
    name: `${list}, ${name}`,
    run: () => read(query as PageQuery & Readonly<Record<string, never>>),
  });
  return [
    page("first page", first),
    page("middle", middle),
    ...Object.entries(filters).map(([filter, value]) => page(`by ${filter}`, { ...first, [filter]: value })),
  ];
}
