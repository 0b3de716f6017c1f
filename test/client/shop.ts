import { contract } from "errata";
import { z } from "zod";

/** The contract that the fault server claims to keep. */
export const shop = contract({
  name: "shop",
  version: "1.0.0",
  docsUrl: "https://shop.example/errors/",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    TOO_FAST: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
    BUSY: { kind: "unavailable", when: "Too many readers.", message: "Busy." },
    BROKE: {
      kind: "insufficient_credits",
      status: 429,
      when: "The balance is too low.",
      message: "Need {required}.",
      details: z.object({ required: z.number() }),
      remedy: { action: "top_up", actor: "account_owner", text: "Top up.", url: "https://shop.example/billing" },
    },
    USED_UP: { kind: "quota_exceeded", when: "The month's calls are used up.", message: "Used up." },
    NO_KEY: { kind: "unauthenticated", when: "No credential.", message: "Who are you?" },
    GONE: { kind: "not_found", when: "It is gone.", message: "Gone." },
    TAKEN: { kind: "already_exists", when: "The name is taken.", message: "Taken." },
    SORRY: { kind: "internal", when: "Anything else.", message: "Sorry." },
  },
  operations: {
    "GET /things": ["BROKE", "USED_UP", "GONE"],
    "GET /things/{thingId}": ["GONE"],
    "HEAD /things": [],
    "PUT /things": [],
    "POST /things": ["BROKE", "TAKEN"],
    "POST /orders": { errors: ["BROKE"], idempotencyKey: true },
  },
  always: ["TOO_FAST", "BUSY", "NO_KEY", "SORRY"],
});
