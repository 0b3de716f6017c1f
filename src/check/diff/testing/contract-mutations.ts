import { add, type Case, invalid, order, row } from "./mutation.ts";

/** Changes of bodies, headers, operations, limits, languages and versions. */
export const contractMutations: readonly Case[] = [
  row(
    "body-member-removed",
    "the code moves in the body",
    (d) => {
      d.envelope = { error: { reason: "$code", message: "$message", details: "$details?" }, request_id: "$requestId?" };
    },
    /`error.code` is removed. This affects every code/,
    { also: ["body-member-added"] },
  ),
  row(
    "body-value-changed",
    "a fixed member of the body changes",
    (d) => {
      d.envelope.version = 2;
    },
    /version/,
    {
      from: (d) => {
        d.envelope.version = 1;
      },
    },
  ),
  row(
    "body-value-changed",
    "the type of a problem changes",
    (d) => {
      d.docsUrl = "https://docs.example.com/problems/";
    },
    /`type`/,
    {
      also: ["docs-url-changed"],
      from: (d) => {
        d.envelope = "problem+json";
      },
    },
  ),
  row(
    "body-member-added",
    "a member of the body is added",
    (d) => {
      d.envelope.status = "$status";
    },
    /status/,
  ),
  row(
    "media-type-changed",
    "errors become problem+json",
    (d) => {
      d.envelope = { $failure: d.envelope, $mediaType: "application/problem+json" };
    },
    /problem\+json/,
  ),
  row("header-removed", "a header is removed", (d) => Object.assign(order(d), { headers: {} }), /X-Order/),
  row(
    "header-changed",
    "a header has another form",
    (d) => Object.assign(order(d), { headers: { "x-order": "ord {id}" } }),
    /ord/,
  ),
  row("header-added", "a header is added", (d) => Object.assign(order(d).headers, { "X-New": "1" }), /X-New/),
  row(
    "docs-url-changed",
    "a page moves",
    (d) => Object.assign(order(d), { docsUrl: "https://docs.example.com/order" }),
    /moves from/,
  ),
  row(
    "remedy-changed",
    "another person must act",
    (d) => Object.assign(order(d), { remedy: { action: "check_id", actor: "admin" } }),
    /admin/,
  ),
  row("masks-changed", "a code hides less", (d) => Object.assign(d.errors.GONE, { masks: [] }), /No longer hidden/),
  row(
    "precedence-changed",
    "a code is checked earlier",
    (d) => d.precedence.unshift(d.precedence.splice(3, 1)[0]),
    /earlier/,
  ),
  row(
    "condition-changed",
    "an unknown route has another code",
    (d) => {
      d.conditions = { unknown_route: "GONE" };
    },
    /unknown_route/,
  ),
  row("operation-removed", "an operation is removed", (d) => delete d.operations["POST /orders"], /removed/),
  row("operation-added", "an operation is added", (d) => Object.assign(d.operations, { "GET /orders": [] }), /added/),
  row(
    "operation-code-added",
    "an operation returns another code",
    (d) => d.operations["GET /orders/{id}"].push("GONE"),
    /GONE/,
  ),
  row(
    "operation-code-added",
    "an operation returns a code whose parent it returned",
    (d) => d.operations["GET /orders/{id}"].push("OLD"),
    /fall back to `ORDER_NOT_FOUND`/,
    { verdict: "safe" },
  ),
  row("operation-code-added", "every operation returns another code", (d) => d.always.push("GONE"), /GONE/, {
    also: ["operation-status-added"],
  }),
  row(
    "operation-status-added",
    "an operation returns another status",
    (d) => d.operations["GET /orders/{id}"].push("ORDER_LOCKED"),
    /409/,
    { also: ["operation-code-added"] },
  ),
  row(
    "operation-code-removed",
    "an operation returns a code no more",
    (d) => {
      d.operations["GET /orders/{id}"] = ["ORDER_NOT_FOUND", "RATE_LIMITED"];
    },
    /GONE/,
    { from: (d) => d.operations["GET /orders/{id}"].push("GONE") },
  ),
  row(
    "operation-status-removed",
    "an operation returns 429 no more",
    (d) => d.operations["GET /orders/{id}"].pop(),
    /429/,
    { also: ["operation-code-removed"] },
  ),
  row(
    "idempotency-removed",
    "an operation takes no key",
    (d) => delete d.operations["POST /orders"].idempotencyKey,
    /no longer/,
  ),
  row(
    "idempotency-added",
    "an operation takes a key",
    (d) => {
      d.operations["GET /orders/{id}"] = { errors: d.operations["GET /orders/{id}"], idempotencyKey: true };
    },
    /accepts/,
  ),
  row("limit-tightened", "a limit falls", (d) => Object.assign(d.limits, { requestsPerMinute: 60 }), /120 to 60/),
  row("limit-tightened", "a minimum rises", (d) => Object.assign(d.limits, { minPasswordLength: 12 }), /8 to 12/),
  row("limit-loosened", "a limit rises", (d) => Object.assign(d.limits, { requestsPerMinute: 240 }), /240/),
  row("limit-loosened", "a minimum falls", (d) => Object.assign(d.limits, { minPasswordLength: 6 }), /6/),
  row("limit-added", "a limit is declared", (d) => Object.assign(d.limits, { reportBytes: 1000 }), /1000/),
  row("limit-removed", "a limit is removed", (d) => delete d.limits.requestsPerMinute, /120/),
  row("language-removed", "a language is removed", (d) => delete d.locales.de, /removed/),
  row(
    "language-added",
    "a language is added",
    (d) => {
      d.locales.fr = { ...d.locales.de };
    },
    /added/,
  ),
  row(
    "language-changed",
    "the language changes",
    (d) => {
      d.language = "fr";
    },
    /`en` and is `fr`/,
    { also: ["language-added", "language-removed"] },
  ),
  row(
    "code-deprecated",
    "a code is deprecated",
    (d) => Object.assign(order(d), { deprecated: "1.3.0", sunset: "2027-01-01" }),
    /2027/,
  ),
  row(
    "deprecation-incomplete",
    "a code is deprecated without a sunset",
    (d) => Object.assign(order(d), { deprecated: "1.3.0" }),
    /deprecated/,
  ),
  row(
    "deprecation-withdrawn",
    "a code is no longer deprecated",
    (d) => {
      delete d.errors.OLD.deprecated;
      delete d.errors.OLD.sunset;
    },
    /no longer/,
  ),
  row(
    "sunset-moved",
    "a sunset comes earlier",
    (d) => Object.assign(d.errors.OLD, { sunset: "2026-05-01" }),
    /2026-05-01/,
  ),
  row("sunset-moved", "a sunset is withdrawn", (d) => delete d.errors.OLD.sunset, /no date/),
  row("sunset-extended", "a sunset comes later", (d) => Object.assign(d.errors.OLD, { sunset: "2028-01-01" }), /2028/),
  row("parent-changed", "a code has another parent", (d) => Object.assign(d.errors.OLD, { parent: "GONE" }), /GONE/),
  row(
    "name-changed",
    "the contract is renamed",
    (d) => {
      d.name = "store";
    },
    /store/,
  ),
  row(
    "version-too-low",
    "a breaking change has a minor version",
    (d) => {
      d.errors.GONE.status = 410;
      d.version = "1.9.0";
    },
    /2\.0\.0/,
    { also: ["status-changed"] },
  ),
  row(
    "version-too-low",
    "a code is added without a new version",
    (d) => {
      add(d, "INVALID", invalid);
      d.version = "1.2.0";
    },
    /1\.3\.0/,
    { also: ["code-added"], verdict: "risky" },
  ),
  row(
    "version-decreased",
    "the versions are compared in the wrong order",
    (d) => {
      add(d, "INVALID", invalid);
      d.version = "1.0.0";
    },
    /1\.0\.0/,
    { also: ["code-added"] },
  ),
];
