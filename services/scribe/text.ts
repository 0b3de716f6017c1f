import { z } from "zod";

/** Says what a field must be, and leaves it to the library to say that it is missing. */
export function must(phrase: string): { error: (issue: { readonly input?: unknown }) => string | undefined } {
  return { error: ({ input }) => (input === undefined ? undefined : `Must ${phrase}.`) };
}

/** A name or another short text in one line. @param max most characters */
export const shortText = (max: number): z.ZodString =>
  z
    .string(must("be text"))
    .trim()
    .min(1, must("not be empty"))
    .max(max, must(`have at most ${max} characters`))
    // Half a surrogate pair is no text; U+202A to 2069 turn the direction of what follows.
    .regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u, must("not contain control characters"));

/** A text of many lines. @param max most characters */
export const longText = (max: number): z.ZodString =>
  z
    .string(must("be text"))
    .min(1, must("not be empty"))
    .max(max, must(`have at most ${max} characters`))
    .regex(/\S/, must("not be empty"))
    .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, must("not contain control characters"));

/** An identifier that the caller's own system gave: printable, without spaces at its ends. */
export const OwnId: z.ZodString = shortText(128);

/** Our own id where it is no path; NUL and its like never reach the database. */
export const IdText: z.ZodString = z
  .string(must("be text"))
  .regex(/^[\w.-]{1,128}$/, must("be an id: letters, digits, `_`, `-` and dots"));

const isYear = (year: number): boolean => year >= 0 && year <= 9_999;
const time = must("be a time such as 2026-03-01T09:30:00Z");

/** A time as ISO 8601 has it, with its zone. Its year has four digits in UTC as well, so that what is given back may be sent again. */
export const Time = z.iso
  .datetime({ offset: true, ...time })
  .refine((text) => isYear(new Date(text).getUTCFullYear()), time);

/** A day as ISO 8601 has it. */
export const Day: z.ZodISODate = z.iso.date(must("be a date such as 1980-12-31"));
