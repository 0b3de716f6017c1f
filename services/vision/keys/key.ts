import type { KeyRecord } from "errata/store";
import { z } from "zod";
import { Time } from "../../shared/http/index.ts";
import { keyTimes, optionalTime, readTimes } from "../../shared/keys/index.ts";

/** A key in responses, without its secret. */
export const KeyView = z
  .object({
    id: z.string().describe("Id of the key."),
    start: z.string().describe("First characters of the secret, to recognise the key by."),
    scopes: z.array(z.string()).readonly().describe("Scopes of the key."),
    ...keyTimes,
    deactivatedAt: Time.nullable().describe("When the key was deactivated; null if it was not."),
  })
  .meta({ title: "ApiKey" });

/** A key in responses, without its secret. */
export type KeyView = z.output<typeof KeyView>;

/** Renders a key as the API returns it. */
export function viewKey(key: KeyRecord): KeyView {
  const { id, start, scopes, revokedAt } = key;
  return { id, start, scopes, ...readTimes(key), deactivatedAt: optionalTime(revokedAt) };
}
