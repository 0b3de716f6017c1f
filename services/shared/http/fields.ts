import { randomBytes } from "node:crypto";
import type { MessageFormatter } from "errata";
import type { FieldError as LibraryFieldError } from "errata/server";
import type { HonoRequest } from "hono";
import { IntlMessageFormat } from "intl-messageformat";
import { z } from "zod";

/** An id sent by a client. The pattern keeps NUL and other control characters away from the database. */
export const Id: z.ZodString = z
  .string()
  .regex(/^[\w.-]{1,128}$/, "Must be an id: letters, digits, `_`, `-` and dots.");

/** Returns a path parameter. A malformed id is replaced by one that never exists, so it yields the same 404. */
export function idParam({ req }: { readonly req: HonoRequest }, name: string): string {
  const { success, data } = Id.safeParse(req.param(name));
  return success ? data : "none";
}

/**
 * Returns a new id with 96 random bits, so that nobody can guess the ids of another tenant.
 *
 * @param prefix three letters that name the type: `cus`
 */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString("hex")}`;
}

const textMessage = "Must not contain control characters.";

/**
 * Check for a string in one line: no control characters, no half of a surrogate pair (a store would change it), and no
 * U+202A to U+202E or U+2066 to U+2069 (they reverse the direction of the text that follows).
 */
export const singleLine: z.core.$ZodCheck<string> = z.regex(
  /^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u,
  textMessage,
);

/** Check for a string of any number of lines: no control characters except line breaks and tabs, no half of a surrogate pair. */
export const multiLine: z.core.$ZodCheck<string> = z.regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, textMessage);

/** Matches a text with a visible character. It also matches an empty text, which another check reports as too short. */
export const visibleText = /^$|[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\p{M}\u2800]/u;

/** A name that a person gives to something: one line of 1 to 200 characters, one of them visible. */
export const Name: z.ZodString = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .check(singleLine, z.regex(visibleText, "Must contain a visible character."));

/** Text of any number of lines. Add the length: `Text.max(2_000)`. */
export const Text: z.ZodString = z.string().check(multiLine);

/** A calendar month in UTC, in a query. */
export const Month: z.ZodString = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, "Must be a month such as 2026-11.")
  .describe("A month in UTC, such as `2026-11`.");

/** A time in responses: ISO 8601 in UTC. */
export const Time = z.string().meta({ format: "date-time" });

/** Returns a time in epoch milliseconds as ISO 8601 in UTC. */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Schema of the boundary's field errors, for contracts that send them as details. */
export const FieldError = z.object({
  field: z.string().describe("Path with dots, such as `addOns.0`."),
  location: z.enum(["body", "query", "path", "header", "cookie"]).describe("Part of the request."),
  code: z
    .enum([
      "required",
      "unknown_field",
      "invalid_type",
      "invalid_format",
      "not_allowed",
      "too_small",
      "too_large",
      "invalid",
    ])
    .describe("The rule that the value breaks."),
  message: z.string().describe("The problem as one sentence."),
}) satisfies z.ZodType<Required<LibraryFieldError>>;

/** Formats messages with `plural` and `select`, which the core does not support. A missing detail selects the arm `other`. */
export const formatMessage: MessageFormatter = (message, locale) => {
  const format = new IntlMessageFormat(message, locale);
  const names = [...message.matchAll(/\{(\w+), select,/g)].map(([, name = ""]) => name);
  const defaults = Object.fromEntries(names.map((name) => [name, "other"]));
  return (details) => String(format.format({ ...defaults, ...(details as Record<string, string> | undefined) }));
};
