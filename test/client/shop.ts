import { contract } from "errata";
import { z } from "zod";

/** The contract of the API that the fault server imitates. */
export const shop = contract({
  name: "shop",
  version: "1.0.0",
  docsUrl: "https://shop.example/errors/",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    TOO_FAST: { kind: "rate_limited", when: "The caller calls an operation too often.", message: "Slow down." },
    TOO_BUSY: {
      kind: "rate_limited",
      when: "The caller sends too many requests in total.",
      message: "Slow down everywhere.",
      limitScope: "credential",
    },
    BUSY: { kind: "unavailable", when: "The shop is overloaded.", message: "Busy." },
    BROKE: {
      kind: "insufficient_credits",
      status: 429,
      when: "The balance is too low.",
      message: "Need {required}.",
      details: z.object({ required: z.number() }),
      remedy: { action: "top_up", actor: "account_owner", text: "Top up.", url: "https://shop.example/billing" },
    },
    USED_UP: { kind: "quota_exceeded", when: "The calls of the month are used up.", message: "Used up." },
    NO_KEY: { kind: "unauthenticated", when: "The request has no credential.", message: "Who are you?" },
    GONE: { kind: "not_found", when: "No thing has the id.", message: "Gone." },
    TAKEN: { kind: "already_exists", when: "Another thing has the name.", message: "Taken." },
    SORRY: { kind: "internal", when: "Something failed on our side.", message: "Sorry." },
  },
  operations: {
    "GET /things": ["BROKE", "USED_UP", "GONE"],
    "GET /things/{thingId}": ["GONE"],
    "HEAD /things": [],
    "PUT /things": [],
    "POST /things": ["BROKE", "TAKEN"],
    "POST /orders": { errors: ["BROKE"], idempotencyKey: true },
  },
  always: ["TOO_FAST", "TOO_BUSY", "BUSY", "NO_KEY", "SORRY"],
});
