import { z } from "zod";

/** Entries of the operations that rotate a secret which has no id, such as that of a webhook. They extend the published lists. */
export const secretErrors = {
  SECRET_ALREADY_ROTATED: {
    kind: "invalid_state",
    retry: "never",
    status: 409,
    when: "The secret was already rotated, and the old one is still valid. Both stay as they are. This code extends the published list.",
    message: "The secret was already rotated. It can be rotated again when the old one is no longer valid.",
    details: z.object({
      oldSecretUntil: z.string().meta({ format: "date-time" }).describe("Until when the old secret is valid."),
    }),
    remedy: {
      action: "use_existing",
      actor: "developer",
      text: 'Use the new secret. If it is lost, rotate again with `"replacesLost": true`, which keeps the old one.',
    },
  },
} as const;

/** Codes of the operations that rotate a key. They extend the published lists. */
export const rotationCodes = ["KEY_ALREADY_ROTATED", "KEY_INACTIVE"] as const;

/** Entries of `rotationCodes`, for the contracts of APIs whose published lists have no such codes. */
export const rotationErrors = {
  KEY_ALREADY_ROTATED: {
    kind: "already_exists",
    when: "The key was already rotated. Both keys stay as they are. This code extends the published list.",
    message: "The key was already rotated. The new key is {keyId}.",
    details: z.object({
      keyId: z.string().describe("Id of the new key."),
      graceUntil: z.string().describe("Time until which the old key is valid."),
    }),
    remedy: {
      action: "use_existing",
      actor: "developer",
      text: "Use the new key, which the message names. If its secret is lost, rotate the new key.",
    },
  },
  KEY_INACTIVE: {
    kind: "invalid_state",
    retry: "never",
    when: "The key is revoked or expired, so it cannot be rotated. This code extends the published list.",
    message: "The key is {reason} and cannot be rotated.",
    details: z.object({ reason: z.enum(["revoked", "expired"]).describe("State of the key.") }),
    remedy: { action: "recreate", actor: "developer", text: "Create a new key." },
  },
} as const;
