import { randomBytes } from "node:crypto";

/** What an id names; it stands before the underscore, so that a person sees what was pasted. */
export type IdPrefix = "par" | "cus" | "usr" | "stu" | "ins" | "rep";

/** Makes an id of 96 random bits, so that nobody guesses another tenant's. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(12).toString("hex")}`;
}
