import { z } from "zod";

/** Default lifetime of API keys, in days. */
export const keyDays = 365;
/** Default lifetime of the tokens of users, in days. */
export const tokenDays = 90;

const maxDays = 3_650;
const dayMs = 24 * 60 * 60 * 1_000;

/** Creates the schema of a lifetime. @param what it belongs to: `key` */
export function expiresInDays(defaultDays: number, what: string): z.ZodDefault<z.ZodNullable<z.ZodNumber>> {
  return z
    .number()
    .int()
    .min(1)
    .max(maxDays)
    .nullable()
    .default(defaultDays)
    .describe(`Lifetime of the ${what} in days. Null if it never expires.`);
}

/** Returns the expiry of a new key in epoch milliseconds; null for never. */
export function expiryOf(days: number | null, now: number): number | null {
  return days === null ? null : now + days * dayMs;
}
