import { type AnyContract, type Kind, kinds } from "../../../contract/index.ts";
import { type CheckRule, eachEntry, ownEntries, type Problem, wordsOf } from "../rule.ts";

const when = "The order that the request names does not exist in this account.";
const notFound = { kind: "not_found", when, message: "Order not found." } as const;
const good = { errors: { ORDER_NOT_FOUND: notFound } };

/** Rules about HTTP statuses. */
export const statusRules: readonly CheckRule[] = [
  {
    id: "status-of-kind",
    severity: "error",
    what: "A code has a status that agrees with its kind.",
    why: "Clients, proxies and caches treat an error by its status before they read the code.",
    source: "RFC 9110 section 15; Zalando rule 220; google/rpc/code.proto",
    fix: "Omit status to use the kind's. A published status stays; waive it.",
    check: eachEntry(({ code, kind, status }) => {
      const { statuses } = kinds[kind];
      if (statuses.includes(status)) return undefined;
      const fix = { path: ["errors", code, "status"], value: undefined };
      return { text: `Status ${status} does not agree with ${kind}, whose statuses are ${statuses.join(", ")}.`, fix };
    }, "status"),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, status: 400 } } },
    good,
  },
  {
    id: "status-of-name",
    severity: "error",
    what: "The name of a code does not promise another kind of error.",
    why: "Callers who read only the name handle the wrong thing.",
    source: "FORBIDDEN with status 400 in a published reference",
    fix: "Rename the code, or correct its kind.",
    check: eachEntry(({ code, kind }) => {
      const promise = promises.find(([pattern]) => pattern.test(` ${wordsOf(code).join(" ")} `));
      if (promise === undefined || promise[1].includes(kind)) return undefined;
      return `The name promises ${promise[1][0]}, but the kind is ${kind}.`;
    }, "kind"),
    bad: { errors: { ORDER_FORBIDDEN: { ...notFound, kind: "invalid_state" } } },
    good,
  },
  {
    id: "status-registered",
    severity: "error",
    what: "A status is registered at IANA for errors.",
    why: "Proxies and clients know only registered statuses; 499 and 520 are private to servers.",
    source: "IANA HTTP Status Code Registry; Zalando rule 243",
    fix: "Use the registered status of the kind.",
    check: eachEntry(
      ({ status }) => (registered.has(status) ? undefined : `Status ${status} is not registered.`),
      "status",
    ),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, status: 499 } } },
    good,
  },
  {
    id: "status-408",
    severity: "error",
    what: "Status 408 is only for clients that send too slowly.",
    why: "Clients repeat a 408 at once, which a slow server makes slower.",
    source: "RFC 9110 section 15.5.9",
    fix: "Use 504 or 503.",
    check: eachEntry(
      ({ status, remedy }) =>
        status === 408 && remedy.actor !== "developer"
          ? "Status 408 says that the client sent its request too slowly."
          : undefined,
      "status",
    ),
    bad: { errors: { ORDER_SLOW: { ...notFound, kind: "timeout", status: 408 } } },
    good: { errors: { ORDER_SLOW: { ...notFound, kind: "timeout", status: 504 } } },
  },
  {
    id: "status-retried",
    severity: "warning",
    what: "An error that no retry fixes has a status that clients do not retry.",
    why: "Generic clients retry 408, 429 and 5xx without reading the code.",
    source: "got, ky, axios-retry and the SDKs of Stripe and OpenAI",
    fix: "Use a 4xx other than 408 and 429, or send x-should-retry: false.",
    check: eachEntry(
      ({ status, retry }) =>
        (status === 408 || status === 429 || (status >= 500 && status !== 501)) &&
        (retry === "never" || retry === "after_action")
          ? `Clients retry status ${status}, and a retry cannot succeed.`
          : undefined,
      "status",
    ),
    bad: { errors: { LICENSE_ENDED: { ...notFound, kind: "account_restricted", status: 503 } } },
    good,
  },
  {
    id: "status-not-retried",
    severity: "note",
    what: "An error that a retry fixes has a status that clients retry.",
    why: "Generic clients give up at once.",
    source: "got, ky, axios-retry",
    fix: "Use 429 or 503, or send x-should-retry: true.",
    check: eachEntry(
      ({ status, retry }) =>
        (retry === "backoff" || retry === "after_delay") && status < 500 && ![408, 409, 425, 429].includes(status)
          ? `Clients do not retry status ${status}, and a retry can succeed.`
          : undefined,
      "status",
    ),
    bad: { errors: { ORDER_BUSY: { ...notFound, kind: "rate_limited", status: 400 } } },
    good: { errors: { ORDER_BUSY: { ...notFound, kind: "rate_limited" } } },
  },
  {
    id: "status-of-caller",
    severity: "warning",
    what: "A mistake of the caller is a 4xx, and a failure of the server is a 5xx.",
    why: "Monitors page the team for every 5xx, and callers are not told that they must act.",
    source: "RFC 9110 sections 15.5 and 15.6",
    fix: "Use a 4xx, or say who really acts in remedy.",
    check: eachEntry(
      ({ status, remedy, kind }) =>
        status >= 500 && kind !== "not_implemented" && ["developer", "end_user", "account_owner"].includes(remedy.actor)
          ? `Status ${status} blames the server, but ${remedy.actor.replaceAll("_", " ")} must act.`
          : undefined,
      "status",
    ),
    bad: { errors: { ORDER_INVALID: { ...notFound, kind: "validation_failed", status: 500 } } },
    good,
  },
  {
    id: "status-family",
    severity: "warning",
    what: "Codes about money and plans use one status.",
    why: "Clients show one upgrade or payment screen for all of them.",
    source: "Unkey, whose codes of this family have 402, 403 and 429",
    fix: "Choose 402 or 403 for all of them.",
    check: findMixedFamily,
    bad: {
      errors: {
        CREDITS_EMPTY: { ...notFound, kind: "insufficient_credits", status: 402 },
        PLAN_TOO_SMALL: { ...notFound, kind: "feature_not_entitled", status: 403 },
        INVOICE_OPEN: { ...notFound, kind: "payment_required", status: 402 },
      },
    },
    good,
  },
  {
    id: "status-crowded",
    severity: "warning",
    what: "No status has more than 40 % of the codes.",
    why: "Clients and monitors that see only the status cannot tell the errors apart.",
    source: "a published reference with 12 of 26 codes on 400",
    fix: "Use the kinds' own statuses for new codes.",
    check: findCrowded,
    bad: {
      errors: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`CASE_${"ABCDEFGHIJ"[index]}`, notFound])),
    },
    good,
  },
];

/** Words of a code, and the kinds that they promise. */
const promises: readonly (readonly [pattern: RegExp, kinds: readonly [Kind, ...Kind[]]])[] = [
  [/ NOT FOUND /, ["not_found"]],
  [/ (UNAUTHENTICATED|NOT AUTHENTICATED) /, ["unauthenticated", "invalid_credential"]],
  [/ FORBIDDEN | PERMISSION DENIED /, ["permission_denied", "feature_not_entitled", "account_restricted"]],
  [/ RATE LIMIT(ED)? | TOO MANY /, ["rate_limited", "quota_exceeded"]],
  [/ TOO LARGE /, ["payload_too_large", "uri_too_long", "headers_too_large"]],
  [/ (ALREADY EXISTS|DUPLICATE) /, ["already_exists", "conflict", "idempotency_key_invalid"]],
  [/ INTERNAL /, ["internal"]],
  [/ (TIMEOUT|TIMED OUT) /, ["timeout"]],
  [/ UNAVAILABLE /, ["unavailable", "dependency_failed"]],
];

/** Registered statuses of errors, except 418, which is unused. @see https://www.iana.org/assignments/http-status-codes */
const registered: ReadonlySet<number> = new Set([
  400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 425,
  426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 511,
]);

const commercial: ReadonlySet<Kind> = new Set<Kind>([
  "payment_required",
  "insufficient_credits",
  "storage_quota_exceeded",
  "feature_not_entitled",
]);

function findMixedFamily(contract: AnyContract): readonly Problem[] {
  const family = ownEntries(contract).filter(({ kind }) => commercial.has(kind));
  const counts = new Map<number, number>();
  for (const { status } of family) counts.set(status, (counts.get(status) ?? 0) + 1);
  if (counts.size < 2) return [];
  const [main] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
  return family
    .filter(({ status }) => status !== main)
    .map(({ code, status }) => ({
      path: ["errors", code, "status"],
      text: `Status ${status} differs from ${main}, which the other codes about money and plans have.`,
    }));
}

function findCrowded(contract: AnyContract): readonly Problem[] {
  const entries = ownEntries(contract);
  if (entries.length < 10) return [];
  const statuses = [...new Set(entries.map(({ status }) => status))];
  return statuses.flatMap((status): readonly Problem[] => {
    const share = entries.filter((entry) => entry.status === status).length / entries.length;
    if (share <= 0.4) return [];
    return [{ path: ["errors"], text: `Status ${status} has ${Math.round(share * 100)} % of the codes.` }];
  });
}
