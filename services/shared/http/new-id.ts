import { randomBytes } from "node:crypto";

/**
 * Makes an id of 96 random bits, so that nobody guesses another tenant's.
 *
 * @param prefix three letters that tell a person what the id names
 */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString("hex")}`;
}
