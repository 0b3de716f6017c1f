import { fragment, type SqlFragment } from "errata/store";
import { z } from "zod";

/** Start of a page: the items after this one. Lists are ordered by creation, newest first. */
export interface Position {
  readonly createdAt: number;
  readonly id: string;
}

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The `cursor` of the next page; null at the end. */
  readonly nextCursor: string | null;
}

const firstPage: Position = { createdAt: Number.MAX_SAFE_INTEGER, id: "" };

/** Returns the query parameters of every list. Times are epoch milliseconds. @param maxItems maximum number of items per page */
export const pageQuery = (maxItems: number) => ({
  limit: wholeNumber(z.int().min(1).max(maxItems)).default(20).describe("Maximum number of items."),
  cursor: z
    .string()
    .max(200)
    .optional()
    .transform((text, context): Position => {
      const position = text === undefined ? firstPage : readCursor(text);
      if (position === undefined) context.addIssue({ code: "custom", message: "is not a cursor of this list" });
      return position ?? firstPage;
    })
    .describe("The `nextCursor` of the page before. The first page needs none."),
  createdFrom: timeOr(0).describe("Lists only what was created at this time or later."),
  createdBefore: timeOr(Number.MAX_SAFE_INTEGER).describe("Lists only what was created before this time."),
});

/** The query of a page, as it is validated. */
export type PageQuery = z.output<z.ZodObject<ReturnType<typeof pageQuery>>>;

/** Returns the position from which the items of a page are read. */
export function startOf({ cursor, createdBefore }: Omit<PageQuery, "limit" | "createdFrom">): Position {
  return cursor.createdAt < createdBefore ? cursor : { createdAt: createdBefore, id: "" };
}

/**
 * Returns the conditions of a page, for a statement whose index ends with the time and the id. A comparison with
 * `createdBefore` would be a second upper bound: an index serves one of them, and every row in between is read.
 */
export function inPage(
  query: Omit<PageQuery, "limit">,
  at: SqlFragment = fragment`created_at`,
  id: SqlFragment = fragment`id`,
): SqlFragment {
  const start = startOf(query);
  return fragment`AND ${at} >= ${query.createdFrom} AND (${at}, ${id}) < (${start.createdAt}, ${start.id})`;
}

/** Returns the schema of a time in a query. @param otherwise epoch milliseconds if there is none */
function timeOr(otherwise: number) {
  return z.iso
    .datetime({ offset: true, error: "Must be a time such as 2026-03-01T09:30:00Z." })
    .max(40)
    .optional()
    .transform((text) => (text === undefined ? otherwise : Date.parse(text)));
}

/** Returns the schema of a number in a query. The text must consist of digits: `Number` also accepts "1e3" and " 1". */
export function wholeNumber(number: z.ZodNumber) {
  return z.preprocess((text, context) => {
    if (typeof text !== "string") {
      context.addIssue({ code: "invalid_type", expected: "string", input: text });
      return z.NEVER;
    }
    if (/^\d{1,200}$/.test(text)) return Number(text);
    const message = "Must be a whole number in decimal digits.";
    context.addIssue({ code: "invalid_format", format: "digits", message, input: text });
    return z.NEVER;
  }, number);
}

/** Returns the schema of a page in responses. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe("The `cursor` of the next page; null at the end."),
  });

/** Returns a page. @param rows one row more than the limit, if there are that many */
export function toPage<Row extends { readonly created_at: number; readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  toWire: (row: Row) => Item,
): Page<Item> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? writeCursor(last.created_at, last.id) : null;
  return { items: items.map(toWire), nextCursor };
}

function writeCursor(createdAt: number, id: string): string {
  return Buffer.from(`${createdAt} ${id}`).toString("base64url");
}

function readCursor(text: string): Position | undefined {
  const [, createdAt, id] =
    /^(\d{1,15}) ([a-z]{3}_[0-9a-f-]{24,36})$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  return createdAt === undefined || id === undefined ? undefined : { createdAt: Number(createdAt), id };
}
