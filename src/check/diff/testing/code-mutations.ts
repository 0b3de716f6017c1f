import { add, type Case, drop, invalid, members, order, row } from "./mutation.ts";

/** Changes of codes and their details. */
export const codeMutations: readonly Case[] = [
  row("code-removed", "a code is removed", (d) => drop(d, "GONE"), /not deprecated/, { also: ["code-not-reserved"] }),
  row("code-removed", "a code is removed before its sunset", (d) => drop(d, "OLD"), /sunset is 2027-01-01/, {
    also: ["code-not-reserved"],
    from: (d) => {
      d.errors.OLD.sunset = "2027-01-01";
    },
  }),
  row("code-retired", "a code is removed after its sunset", (d) => drop(d, "OLD"), /2026-06-30/, {
    also: ["code-not-reserved"],
  }),
  row("code-not-reserved", "a code is removed and its name is free", (d) => drop(d, "OLD"), /free/, {
    also: ["code-retired"],
  }),
  row(
    "code-renamed",
    "a code gets another name",
    (d) => {
      add(d, "ORDER_HIDDEN", d.errors.GONE);
      drop(d, "GONE");
    },
    /ORDER_HIDDEN/,
    { also: ["code-not-reserved"] },
  ),
  row(
    "code-renamed",
    "the contract names the successor of a removed code",
    (d) => {
      add(d, "HIDDEN", { ...d.errors.GONE, when: "Nobody may see it.", message: "Hidden." });
      drop(d, "GONE");
      d.retired.GONE = { removed: "1.3.0", replacedBy: "HIDDEN" };
    },
    /HIDDEN/,
  ),
  row(
    "code-reused",
    "a retired code is declared again",
    (d) => {
      delete d.retired.LOST;
      add(d, "LOST", invalid);
    },
    /retired/,
  ),
  row("reservation-removed", "a name is no longer reserved", (d) => delete d.retired.LOST, /no longer reserved/),
  row("code-added", "a code is added", (d) => add(d, "INVALID", invalid), /409/),
  row(
    "code-split",
    "a cause becomes a code",
    (d) => {
      d.errors.ORDER_LOCKED.causes = [];
      add(d, "ORDER_SHIPPING", { ...invalid, when: "The order is being shipped." });
    },
    /ORDER_LOCKED/,
    { also: ["code-added"] },
  ),
  row(
    "code-split",
    "a cause becomes a code whose parent is the old code",
    (d) => {
      d.errors.ORDER_LOCKED.causes = [];
      add(d, "ORDER_SHIPPING", { ...invalid, when: "The order is being shipped.", parent: "ORDER_LOCKED" });
    },
    /ORDER_LOCKED/,
    { also: ["code-added"], verdict: "risky" },
  ),
  row(
    "codes-merged",
    "a code becomes a cause of another",
    (d) => {
      drop(d, "GONE");
      d.errors.ORDER_LOCKED.causes.push({ when: "It is not visible.", remedy: { action: "wait", actor: "client" } });
    },
    /ORDER_LOCKED/,
    { also: ["code-not-reserved"] },
  ),
  row("status-changed", "a code moves from 404 to 410", (d) => Object.assign(order(d), { status: 410 }), /404 to 410/),
  row("status-class-changed", "a code moves from 404 to 503", (d) => Object.assign(order(d), { status: 503 }), /retry/),
  row("kind-changed", "a code has another kind", (d) => Object.assign(order(d), { kind: "expired_resource" }), /kind/, {
    also: ["status-changed", "remedy-changed"],
  }),
  row("grpc-changed", "a code has another gRPC status", (d) => Object.assign(order(d), { grpc: "UNKNOWN" }), /UNKNOWN/),
  row(
    "retry-forbidden",
    "retry becomes never",
    (d) => Object.assign(d.errors.RATE_LIMITED, { retry: "never" }),
    /never/,
  ),
  row("retry-allowed", "retry was never", (d) => Object.assign(order(d), { retry: "backoff" }), /backoff/),
  row(
    "retry-changed",
    "retry waits otherwise",
    (d) => Object.assign(d.errors.RATE_LIMITED, { retry: "backoff" }),
    /backoff/,
  ),
  row("effect-weakened", "an effect becomes unknown", (d) => Object.assign(order(d), { effect: "unknown" }), /unknown/),
  row(
    "effect-strengthened",
    "an effect becomes none",
    (d) => Object.assign(d.errors.INTERNAL, { effect: "none" }),
    /none/,
  ),
  row("charged-changed", "a failure may cost money", (d) => Object.assign(order(d), { charged: "maybe" }), /maybe/),
  row(
    "charged-changed",
    "a failure no longer costs money",
    (d) => Object.assign(order(d), { charged: "never" }),
    /never/,
    { verdict: "safe", from: (d) => Object.assign(order(d), { charged: "maybe" }) },
  ),
  row(
    "limit-scope-changed",
    "a limit covers the credential",
    (d) => Object.assign(d.errors.RATE_LIMITED, { limitScope: "credential" }),
    /credential/,
  ),
  row("private-changed", "a detail is no longer private", (d) => delete order(d).private, /can now be stored/, {
    from: (d) => Object.assign(order(d), { private: ["id"] }),
  }),
  row("private-changed", "a detail becomes private", (d) => Object.assign(order(d), { private: ["id"] }), /no longer/, {
    verdict: "safe",
  }),
  row(
    "detail-removed",
    "a private detail is removed",
    (d) => {
      delete members(d).properties.state;
      delete order(d).private;
    },
    /state/,
    { from: (d) => Object.assign(order(d), { private: ["state"] }) },
  ),
  row(
    "when-changed",
    "a condition has another meaning",
    (d) => Object.assign(order(d), { when: "It moved." }),
    /moved/,
  ),
  row("message-changed", "a message is reworded", (d) => Object.assign(order(d), { message: "No order." }), /No order/),
  row(
    "message-changed",
    "a message is reworded in an envelope without a code",
    (d) => Object.assign(order(d), { message: "No order." }),
    /No order/,
    { verdict: "breaking", from: (d) => Object.assign(order(d), { envelope: "fastapi" }) },
  ),
  row("title-changed", "a title is reworded", (d) => Object.assign(order(d), { title: "No order" }), /No order/),
  row("detail-removed", "a detail is removed", (d) => delete members(d).properties.state, /state/),
  row(
    "detail-removed",
    "a detail gets another unit",
    (d) => {
      members(d).properties.retryAfterMs = { type: "integer" };
      delete order(d).details.properties.retryAfterSec;
    },
    /replaced by `retryAfterMs`/,
    { also: ["detail-added"] },
  ),
  row(
    "detail-removed",
    "all details are removed",
    (d) => Object.assign(order(d), { details: undefined, headers: {} }),
    /id/,
    { also: ["header-removed"] },
  ),
  row(
    "detail-removed",
    "a member of a list is removed",
    (d) => delete members(d).properties.lines.items.properties.sku,
    /sku/,
  ),
  row(
    "detail-changed",
    "a detail has another type",
    (d) => Object.assign(members(d).properties.id, { type: "integer" }),
    /integer/,
  ),
  row(
    "detail-changed",
    "an integer becomes a number",
    (d) => Object.assign(members(d).properties.retryAfterSec, { type: "number" }),
    /number/,
  ),
  row(
    "detail-changed",
    "a detail has a format",
    (d) => Object.assign(members(d).properties.id, { format: "uuid" }),
    /uuid/,
  ),
  row(
    "detail-changed",
    "a detail is measured otherwise",
    (d) => Object.assign(members(d).properties.retryAfterSec, { description: "The wait in milliseconds." }),
    /milliseconds/,
    { from: (d) => Object.assign(members(d).properties.retryAfterSec, { description: "The wait in seconds." }) },
  ),
  row(
    "detail-optional",
    "a detail can be absent",
    (d) => Object.assign(members(d), { required: ["id"] }),
    /retryAfterSec/,
  ),
  row(
    "detail-optional",
    "a detail can be null",
    (d) => Object.assign(members(d).properties.id, { type: ["string", "null"] }),
    /null/,
  ),
  row(
    "detail-optional",
    "a detail can be null as an alternative",
    (d) => Object.assign(members(d).properties, { id: { anyOf: [{ type: "string" }, { type: "null" }] } }),
    /null/,
  ),
  row(
    "detail-value-added",
    "a detail can have another value",
    (d) => members(d).properties.state.enum.push("sent"),
    /sent/,
  ),
  row("detail-value-added", "a detail can have any value", (d) => delete members(d).properties.state.enum, /any other/),
  row("detail-narrowed", "a detail has fewer values", (d) => members(d).properties.state.enum.pop(), /paid/),
  row("detail-narrowed", "a detail is always sent", (d) => members(d).required.push("state"), /always/),
  row(
    "detail-added",
    "a detail is added",
    (d) => Object.assign(members(d).properties, { at: { type: "string" } }),
    /at/,
  ),
];
