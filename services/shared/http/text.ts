import { z } from "zod";

const message = "Must not contain control characters.";

/**
 * Check for a string in one line: no control characters, no half of a surrogate pair (a store would change it), and no
 * U+202A to 202E or U+2066 to 2069 (they reverse the direction of the text that follows).
 */
export const singleLine: z.core.$ZodCheck<string> = z.regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u, message);

/** Check for a string of any number of lines: no control characters except line breaks and tabs, no half of a surrogate pair. */
export const multiLine: z.core.$ZodCheck<string> = z.regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, message);

/** A name that a person gives to something: one line of 1 to 200 characters. */
export const Name: z.ZodString = z.string().trim().min(1).max(200).check(singleLine);

/** Text of any number of lines. Add the length: `Text.max(2_000)`. */
export const Text: z.ZodString = z.string().check(multiLine);
