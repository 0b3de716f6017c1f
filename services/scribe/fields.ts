import { z } from "zod";
import { multiLine, singleLine, visibleText } from "../shared/http/index.ts";

/** Returns the message of a schema: "Must …". A missing field keeps the library's own message, which is reported as missing. */
export function must(phrase: string): { error: (issue: { readonly input?: unknown }) => string | undefined } {
  return { error: ({ input }) => (input === undefined ? undefined : `Must ${phrase}.`) };
}

/** A short text in one line, such as a name. @param max maximum number of characters */
export const shortText = (max: number): z.ZodString =>
  z
    .string(must("be text"))
    .trim()
    .min(1, must("not be empty"))
    .max(max, must(`have at most ${max} characters`))
    .check(singleLine)
    .regex(visibleText, must("not be empty"));

/** A text of any number of lines. @param max maximum number of characters */
export const longText = (max: number): z.ZodString =>
  z
    .string(must("be text"))
    .min(1, must("not be empty"))
    .max(max, must(`have at most ${max} characters`))
    .check(multiLine)
    .regex(visibleText, must("not be empty"));

/** An identifier from the caller's own system: printable, without surrounding spaces. */
export const InternalId: z.ZodString = shortText(128);

/** An id of this API in a body or query. The pattern keeps NUL and similar characters out of the database. */
export const IdText: z.ZodString = z
  .string(must("be text"))
  .regex(/^[\w.-]{1,128}$/, must("be an id: letters, digits, `_`, `-` and dots"));

const isYear = (year: number): boolean => year >= 0 && year <= 9_999;
const time = must("be a time such as 2026-03-01T09:30:00Z");

/** An ISO 8601 time with a zone. The year also has four digits in UTC, so that a returned time can be sent again. */
export const Time = z.iso
  .datetime({ offset: true, ...time })
  .max(40, time)
  .refine((text) => isYear(new Date(text).getUTCFullYear()), time);

/** An ISO 8601 date. */
export const Day: z.ZodISODate = z.iso.date(must("be a date such as 1980-12-31"));
