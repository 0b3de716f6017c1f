import type { AnyContract, Entry, Kind } from "../../../contract/index.ts";
import { type CheckRule, eachOperation, ownEntries, type Problem } from "../rule.ts";

const when = "The order that the request names does not exist in this account.";
const notFound = { kind: "not_found", when, message: "Order not found." } as const;
const forbidden = {
  kind: "permission_denied",
  when: "The order belongs to a project that the key cannot read.",
  message: "Not allowed.",
} as const;
const limited = {
  kind: "rate_limited",
  when: "The account sends more than 120 requests a minute.",
  message: "Slow down.",
} as const;
const invalid = {
  kind: "validation_failed",
  when: "A member of the body is missing or has another type.",
  message: "Invalid.",
} as const;
const anonymous = {
  kind: "unauthenticated",
  when: "The request has no Authorization header with a key.",
  message: "No key.",
} as const;
const good = { errors: { ORDER_NOT_FOUND: notFound }, operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND"] } };

/** Rules about operations, precedence, masks and limits. */
export const operationRules: readonly CheckRule[] = [
  {
    id: "operation-unused-code",
    severity: "warning",
    what: "Every code belongs to an operation.",
    why: "A code that no operation returns is either dead or missing from an operation.",
    source: "matrix-spec #140",
    fix: "List the code at the operations that return it, or under always, or remove it.",
    check: findUnusedCodes,
    bad: {
      ...good,
      errors: {
        ...good.errors,
        ORDER_LATE: { ...notFound, when: "The order was paid after its due date, and is closed." },
      },
    },
    good,
  },
  {
    id: "operation-not-found",
    severity: "warning",
    what: "An operation on one resource can say that the resource does not exist.",
    why: "Otherwise the case is undeclared, and the boundary reports a failure of the server.",
    source: "Zalando rule 151",
    fix: "List the code of kind not_found.",
    check: eachOperation(({ path }, entries) =>
      /\}$/.test(path) && !entries.some(({ kind, masks }) => kind === "not_found" || masks.length > 0)
        ? "The path names a resource, but no code says that it does not exist."
        : undefined,
    ),
    bad: { errors: { ORDER_LIMITED: limited }, operations: { "GET /orders/{id}": ["ORDER_LIMITED"] } },
    good,
  },
  {
    id: "operation-validation",
    severity: "warning",
    what: "An operation with a body can say that the body is not valid.",
    why: "Invalid input is the most frequent error of all.",
    source: "Zalando rule 151; OWASP API8",
    fix: "List a code of kind validation_failed.",
    check: eachOperation(({ method, name, path }, entries, contract) =>
      ["POST", "PUT", "PATCH"].includes(method) &&
      !/\}\/\w+$/.test(path) &&
      !entries.some(({ kind }) => inputKinds.has(kind)) &&
      !isInput(contract)
        ? `\`${name}\` has no code for a body that is not valid.`
        : undefined,
    ),
    bad: { errors: { ORDER_LIMITED: limited }, operations: { "POST /orders": ["ORDER_LIMITED"] } },
    good: { errors: { ORDER_INVALID: invalid }, operations: { "POST /orders": ["ORDER_INVALID"] } },
  },
  {
    id: "operation-authentication",
    severity: "warning",
    what: "If callers authenticate, every operation can say that they did not.",
    why: "A caller without a key meets it first.",
    source: "OWASP API2; spectral:owasp define-error-responses-401",
    fix: "List the code under always, or at the operation. If the operation is public, waive it.",
    check: eachOperation((_, entries, contract) =>
      ownEntries(contract).some(({ kind }) => kind === "unauthenticated") &&
      !entries.some(({ status }) => status === 401)
        ? "The operation has no code with status 401."
        : undefined,
    ),
    bad: {
      errors: { ORDER_NOT_FOUND: notFound, KEY_MISSING: anonymous },
      operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND"] },
    },
    good: {
      errors: { ORDER_NOT_FOUND: notFound, KEY_MISSING: anonymous },
      operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND"] },
      always: ["KEY_MISSING"],
    },
  },
  {
    id: "operation-rate-limit",
    severity: "note",
    what: "If requests are limited, every operation can say so.",
    why: "Clients build their waiting where the contract shows that it is needed.",
    source: "spectral:owasp define-error-responses-429",
    fix: "List the code under always, or at the operation.",
    check: eachOperation((_, entries, contract) =>
      ownEntries(contract).some(({ kind }) => kind === "rate_limited") && !entries.some(({ status }) => status === 429)
        ? "The operation has no code with status 429."
        : undefined,
    ),
    bad: {
      errors: { ORDER_NOT_FOUND: notFound, TOO_FAST: limited },
      operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND"] },
    },
    good,
  },
  {
    id: "operation-summary",
    severity: "note",
    what: "An operation has a summary.",
    why: "Pages and clients show it.",
    source: "OpenAPI 3.1, Operation Object",
    fix: "Set summary.",
    check: eachOperation(({ summary }) => (summary === undefined ? "The operation has no summary." : undefined)),
    bad: good,
    good: { ...good, operations: { "GET /orders/{id}": { errors: ["ORDER_NOT_FOUND"], summary: "Read an order." } } },
  },
  {
    id: "operation-precedence",
    severity: "warning",
    what: "A contract with overlapping conditions declares their order.",
    why: "Two servers, or two versions of one, otherwise report different codes for one request.",
    source: "google/rpc/code.proto; order of the guards",
    fix: "Set precedence.",
    check: (contract) =>
      contract.precedence.length === 0 && [...contract.operations.values()].some(({ codes }) => codes.length > 2)
        ? [{ path: ["precedence"], text: "Operations can meet several conditions at once, but no order is declared." }]
        : [],
    bad: {
      errors: { ORDER_NOT_FOUND: notFound, KEY_MISSING: anonymous, TOO_FAST: limited },
      operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND", "KEY_MISSING", "TOO_FAST"] },
    },
    good: {
      errors: { ORDER_NOT_FOUND: notFound, KEY_MISSING: anonymous, TOO_FAST: limited },
      operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND", "KEY_MISSING", "TOO_FAST"] },
      precedence: ["KEY_MISSING", "TOO_FAST", "ORDER_NOT_FOUND"],
    },
  },
  {
    id: "operation-baseline",
    severity: "warning",
    what: "An API has codes for the failures that every API has.",
    why: "Failures without a code reach callers as something else.",
    source: "spectral:owasp define-error-responses; DigitalOcean's OpenAPI #498",
    fix: "Declare a code of the kind.",
    check: (contract) => {
      if (contract.operations.size === 0) return [];
      const kinds = new Set([...contract.entries.values()].map(({ kind }) => kind));
      const missing = baseline.filter((group) => !group.some((kind) => kinds.has(kind))).map(([kind]) => `\`${kind}\``);
      return missing.length === 0 ? [] : [{ path: ["errors"], text: `No code is of the kind ${missing.join(", ")}.` }];
    },
    bad: good,
    good: {
      errors: { ORDER_NOT_FOUND: notFound, KEY_MISSING: anonymous, TOO_FAST: limited, ORDER_FORBIDDEN: forbidden },
      operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND"] },
    },
  },
  {
    id: "masks-told-apart",
    severity: "error",
    what: "A masked cause has no other code at the same operation.",
    why: "A caller who receives 403 knows that the resource of another tenant exists.",
    source: "CWE-204; Unkey's and two other published references",
    fix: "Send the masked code for both causes.",
    check: eachOperation((_, entries) => {
      const masked = entries.find(({ kind, masks }) => kind === "not_found" && masks.length > 0);
      const revealing = entries.find(({ kind, status }) => kind === "permission_denied" && status === 403);
      return masked !== undefined && revealing !== undefined && isAboutOwner(revealing)
        ? `\`${masked.code}\` hides what \`${revealing.code}\` reveals.`
        : undefined;
    }),
    bad: {
      errors: {
        ORDER_NOT_FOUND: { ...notFound, masks: ["an order of another account"] },
        ORDER_FORBIDDEN: { ...forbidden, when: "The order belongs to another account." },
      },
      operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND", "ORDER_FORBIDDEN"] },
    },
    good,
  },
  {
    id: "masks-missing",
    severity: "warning",
    what: "A resource of somebody else looks like one that does not exist.",
    why: "With 403 for the one and 404 for the other, ids can be probed.",
    source: "CWE-204; RFC 9110 section 15.5.4",
    fix: "Add the cause to masks of the code of kind not_found, and remove the other code.",
    check: eachOperation(({ path }, entries) => {
      const revealing = entries.find(
        (entry) => entry.kind === "permission_denied" && entry.status === 403 && isAboutOwner(entry),
      );
      const missing = entries.find(({ kind, masks }) => kind === "not_found" && masks.length === 0);
      return path.includes("{") && revealing !== undefined && missing !== undefined
        ? `\`${revealing.code}\` tells that a resource exists, and \`${missing.code}\` that it does not.`
        : undefined;
    }),
    bad: {
      errors: {
        ORDER_NOT_FOUND: notFound,
        ORDER_NOT_OWNED: { ...forbidden, when: "The order belongs to another account." },
      },
      operations: { "GET /orders/{id}": ["ORDER_NOT_FOUND", "ORDER_NOT_OWNED"] },
    },
    good,
  },
  {
    id: "limits-in-prose",
    severity: "warning",
    what: "A number that a guard enforces is one of the limits.",
    why: "Prose and configuration drift apart.",
    source: "a published reference that says 25 MB where 10 MB is enforced",
    fix: "Declare the number under limits, and refer to it from the guard.",
    check: findLimitsInProse,
    bad: { errors: { TOO_FAST: limited } },
    good: { errors: { TOO_FAST: limited }, limits: { requestsPerMinute: 120 } },
  },
];

const inputKinds: ReadonlySet<Kind> = new Set<Kind>([
  "validation_failed",
  "missing_field",
  "invalid_value",
  "malformed_request",
]);

/** Returns whether the boundary reports invalid input with a code that the contract maps. */
function isInput({ conditions, entries }: AnyContract): boolean {
  return entries.get(conditions.invalid_request)?.condition === undefined;
}

/** Kinds of which an API needs at least one of each group. */
const baseline: readonly (readonly [Kind, ...Kind[]])[] = [
  ["unauthenticated", "invalid_credential"],
  ["permission_denied", "feature_not_entitled"],
  ["not_found"],
  ["malformed_request", "validation_failed"],
  ["payload_too_large"],
  ["rate_limited", "quota_exceeded"],
  ["internal"],
  ["unavailable", "dependency_failed"],
];

function isAboutOwner({ when: text, code }: Entry): boolean {
  return (
    /\bbelongs? to (another|someone)|\b(another|other) (account|tenant|user|customer|team|workspace|organi[sz]ation)\b|\bnot the owner\b/i.test(
      text,
    ) || /NOT_?OWNE[RD]/i.test(code)
  );
}

function findUnusedCodes(contract: AnyContract): readonly Problem[] {
  if (contract.operations.size === 0) return [];
  const used = new Set([
    ...[...contract.operations.values()].flatMap(({ codes }) => codes),
    ...contract.always,
    ...Object.values(contract.conditions),
  ]);
  // A parent groups other codes, and need not be sent itself.
  for (const { parent } of contract.entries.values()) if (parent !== undefined) used.add(parent);
  return ownEntries(contract)
    .filter(({ code }) => !used.has(code))
    .map(({ code }) => ({ path: ["errors", code], text: "No operation returns the code." }));
}

function findLimitsInProse(contract: AnyContract): readonly Problem[] {
  const known = new Set(
    Object.values(contract.limits).flatMap((value) => [
      value,
      value / 1000,
      value / 1024 ** 2,
      value / 10 ** 6,
      value / 60,
    ]),
  );
  return ownEntries(contract).flatMap(({ code, when: text, message }): readonly Problem[] => {
    const pattern =
      /\b(\d[\d,.]*)\s*(requests?|calls?|MB|MiB|KB|KiB|GB|GiB|bytes|characters|files?|items?|pages?|minutes?|seconds?|hours?|days?|per)\b/gi;
    for (const [whole, number = ""] of `${text} ${message}`.matchAll(pattern))
      if (!known.has(Number(number.replaceAll(",", ""))))
        return [{ path: ["errors", code], text: `The text says "${whole}", which is none of the limits.` }];
    return [];
  });
}
