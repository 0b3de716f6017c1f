/** Codes of the operations that accept an Idempotency-Key. They extend the published lists. */
export const keyCodes = ["IDEMPOTENCY_KEY_REUSED", "REQUEST_IN_PROGRESS"] as const;

/** Entries of `keyCodes`, for the contracts of APIs whose published lists have no such codes. */
export const keyErrors = {
  IDEMPOTENCY_KEY_REUSED: {
    kind: "idempotency_key_invalid",
    status: 409,
    when: "The Idempotency-Key was already used for a different request. This code extends the published list.",
    message: "The Idempotency-Key was already used for a different request.",
  },
  REQUEST_IN_PROGRESS: {
    kind: "conflict",
    retry: "after_delay",
    when: "The first request with the same Idempotency-Key is still running. This code extends the published list.",
    message: "The first request with this Idempotency-Key is still running.",
    remedy: {
      action: "wait",
      actor: "client",
      text: "Wait for the time in Retry-After, then send the same request with the same key again.",
    },
  },
} as const;
