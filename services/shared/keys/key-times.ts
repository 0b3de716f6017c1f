import type { KeyRecord } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../http/index.ts";

/** Members of a key in responses that describe its life. */
export const keyTimes = {
  createdAt: Time.describe("When it was created."),
  expiresAt: Time.nullable().describe("When it expires; null if it does not."),
  lastUsedAt: Time.nullable().describe("When it was last used, up to 10 s late; null if it was not."),
  graceUntil: Time.nullable().describe("When it ends because it was rotated; null if it was not."),
  replacedBy: z.string().nullable().describe("Id of the key that replaced it; null if it was not rotated."),
};

/** Values of {@link keyTimes}. */
export interface KeyTimes {
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly graceUntil: string | null;
  readonly replacedBy: string | null;
}

/** Returns the members of a key that describe its life. */
export function readTimes({ createdAt, expiresAt, lastUsedAt, graceUntil, replacedBy }: KeyRecord): KeyTimes {
  return {
    createdAt: isoTime(createdAt),
    expiresAt: optionalTime(expiresAt),
    lastUsedAt: optionalTime(lastUsedAt),
    graceUntil: optionalTime(graceUntil),
    replacedBy,
  };
}

/** Returns a time as ISO 8601 in UTC; null if there is none. */
export function optionalTime(epochMs: number | null): string | null {
  return epochMs === null ? null : isoTime(epochMs);
}
