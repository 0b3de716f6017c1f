import type { Entry } from "../../../contract/index.ts";
import { memberNames } from "../../schema/index.ts";
import { type CheckRule, eachEntry, eachOperation } from "../rule.ts";

const when = "The account has sent more requests in a minute than its plan allows.";
const limited = { kind: "rate_limited", when, message: "Too many requests." } as const;
const details = {
  type: "object",
  properties: { limit: { type: "integer" }, retryAfterSec: { type: "integer" } },
} as const;
const good = { errors: { ORDERS_LIMITED: { ...limited, details } } };
const failed = {
  kind: "internal",
  when: "A failure that nobody expected occurred on the server.",
  message: "Failed.",
} as const;
const spent = {
  kind: "insufficient_credits",
  when: "The balance of the account is below what the order costs.",
  message: "Too few credits.",
} as const;

/** Rules about retries, effects and charges. */
export const retryRules: readonly CheckRule[] = [
  {
    id: "retry-wait",
    severity: "warning",
    what: "An error that passes with time says how long to wait.",
    why: "Clients that do not know the time retry too early, or give up.",
    source: "RFC 9110 section 10.2.3; RFC 6585 section 4; OWASP API4",
    fix: "Add a detail such as retryAfterSec or resetsAt, or a header Retry-After.",
    check: eachEntry((entry) =>
      (entry.retry === "after_delay" || entry.retry === "after_reset") && !tellsTime(entry)
        ? `The error passes (${entry.retry}), but says neither when nor how long to wait.`
        : undefined,
    ),
    bad: { errors: { ORDERS_LIMITED: limited } },
    good,
  },
  {
    id: "retry-without-key",
    severity: "error",
    what: "An operation whose failure may have taken effect accepts an Idempotency-Key.",
    why: "A client that retries without a key can act twice.",
    source: "draft-ietf-httpapi-idempotency-key-header; Smithy idempotencyToken",
    fix: "Accept an Idempotency-Key, and set idempotencyKey: true. If the failure has no effect, set effect: none.",
    check: eachOperation(({ method, path, idempotencyKey }, entries) => {
      // A custom method on one resource, such as /orders/{id}/cancel, usually changes nothing when it is repeated.
      if (idempotencyKey || method !== "POST" || /\}\/\w+$/.test(path)) return undefined;
      const risky = entries.find(
        ({ effect, retry }) => effect !== "none" && retry !== "never" && retry !== "after_action",
      );
      return (
        risky &&
        `\`${risky.code}\` invites a retry although the request may have taken effect (effect: ${risky.effect}).`
      );
    }),
    bad: { errors: { FAILED: failed }, operations: { "POST /orders": ["FAILED"] } },
    good: { errors: { FAILED: failed }, operations: { "POST /orders": { errors: ["FAILED"], idempotencyKey: true } } },
  },
  {
    id: "retry-applied",
    severity: "error",
    what: "An error after the request took effect does not invite a retry.",
    why: "Every retry repeats the effect.",
    source: "RFC 9110 section 9.2.2",
    fix: "Set retry: never, and tell callers how to find the result.",
    check: eachEntry(
      ({ effect, retry }) =>
        effect === "applied" && (retry === "backoff" || retry === "after_delay")
          ? `The request took effect, but retry is ${retry}.`
          : undefined,
      "retry",
    ),
    bad: { errors: { MAIL_LOST: { ...failed, effect: "applied" } } },
    good: { errors: { MAIL_LOST: { ...failed, effect: "applied", retry: "never" } } },
  },
  {
    id: "retry-against-remedy",
    severity: "error",
    what: "Retry and remedy give the same advice.",
    why: "Clients follow retry and people follow the remedy; one of them is wrong.",
    source: "research on 84 published codes",
    fix: "Correct the one that is wrong.",
    check: eachEntry(({ retry, remedy }) => {
      const waits = remedy.action === "wait" || remedy.action === "retry";
      if (waits && retry === "never") return `The remedy is ${remedy.action}, but retry is never.`;
      const mustChange = ["fix_request", "fix_input", "shrink", "convert"].includes(remedy.action);
      return mustChange && (retry === "backoff" || retry === "after_delay")
        ? `The remedy is ${remedy.action}, which changes the request, but retry is ${retry}.`
        : undefined;
    }),
    bad: { errors: { ORDERS_LIMITED: { ...limited, retry: "never" } } },
    good,
  },
  {
    id: "charged-without-effect",
    severity: "error",
    what: "An error without an effect costs nothing.",
    why: "Callers do not pay for what did not happen.",
    source: "the guards release the reservation of a failed call",
    fix: "Set charged: never, and release the charge when the request fails.",
    check: eachEntry(
      ({ effect, charged }) =>
        effect === "none" && charged === "maybe" ? "The request has no effect, but may be charged." : undefined,
      "charged",
    ),
    bad: { errors: { ORDERS_LIMITED: { ...limited, details, charged: "maybe" } } },
    good,
  },
  {
    id: "quota-reset",
    severity: "warning",
    what: "An exhausted quota says when it resets, unlike a rate limit.",
    why: "A client that waits a minute for a monthly quota never succeeds.",
    source: "draft-ietf-httpapi-ratelimit-headers, violated-policies",
    fix: "Add a detail such as resetsAt.",
    check: eachEntry(
      (entry) =>
        entry.kind === "quota_exceeded" &&
        !memberNames(entry.details).some((name) => /reset|renew|period|next/i.test(name))
          ? "The quota does not say when it resets."
          : undefined,
      "details",
    ),
    bad: { errors: { QUOTA_USED: { ...limited, kind: "quota_exceeded", details } } },
    good: {
      errors: {
        QUOTA_USED: {
          ...limited,
          kind: "quota_exceeded",
          details: { type: "object", properties: { resetsAt: { type: "string", format: "date-time" } } },
        },
      },
    },
  },
  {
    id: "remedy-none",
    severity: "warning",
    what: "An error that somebody can fix has a remedy.",
    why: "The reader's first question is whether to act, and who.",
    source: "Snyk's error catalog; Ably's error pages",
    fix: "Set remedy, or omit it to use the kind's.",
    check: eachEntry(
      ({ remedy, retry, kind }) =>
        remedy.action === "none" && kind !== "cancelled" && retry !== "never"
          ? `Retry is ${retry}, but the remedy says that nothing can be done.`
          : undefined,
      "remedy",
    ),
    bad: { errors: { CREDITS_EMPTY: { ...spent, remedy: { action: "none", actor: "client" } } } },
    good: { errors: { CREDITS_EMPTY: { ...spent, remedy: { action: "top_up", actor: "account_owner" } } } },
  },
  {
    id: "remedy-vague",
    severity: "warning",
    what: "A remedy names an action that the reader can take.",
    why: "Readers who are sent to support or to the message cannot help themselves.",
    source: "google/aip-193: machines must not parse messages",
    fix: "Say what to change, and where.",
    check: eachEntry(
      ({ remedy: { text = "" } }) =>
        /^(please )?(contact (us|support)|try again( later)?|see (the )?(message|docs|documentation|above)|check the (error )?message)[.!]?$/i.test(
          text.trim(),
        )
          ? `"${text}" names no action.`
          : undefined,
      "remedy",
    ),
    bad: {
      errors: {
        CREDITS_EMPTY: { ...spent, remedy: { action: "top_up", actor: "account_owner", text: "See the message." } },
      },
    },
    good: {
      errors: {
        CREDITS_EMPTY: {
          ...spent,
          remedy: { action: "top_up", actor: "account_owner", text: "Top up on the billing page." },
        },
      },
    },
  },
  {
    id: "remedy-address",
    severity: "note",
    what: "A remedy about money or plans has an address.",
    why: "The account owner can follow a link at once.",
    source: "Stripe's advice codes; Plaid's suggested_action",
    fix: "Set remedy.url.",
    check: eachEntry(
      ({ remedy }) =>
        ["top_up", "pay_invoice", "upgrade_plan"].includes(remedy.action) && remedy.url === undefined
          ? `The remedy ${remedy.action} has no address.`
          : undefined,
      "remedy",
    ),
    bad: { errors: { CREDITS_EMPTY: spent } },
    good: {
      errors: {
        CREDITS_EMPTY: {
          ...spent,
          remedy: { action: "top_up", actor: "account_owner", url: "https://shop.example/billing" },
        },
      },
    },
  },
];

function tellsTime({ headers, details }: Entry): boolean {
  if (Object.keys(headers).some((name) => /^(retry-after|ratelimit)/i.test(name))) return true;
  return memberNames(details).some((name) => /retry|wait|reset|renew|delay|until|available/i.test(name));
}
