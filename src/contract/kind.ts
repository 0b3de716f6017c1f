import type { Remedy } from "./remedy.ts";

/** Name of a canonical category. */
export type Kind =
  | "unauthenticated"
  | "invalid_credential"
  | "expired_credential"
  | "permission_denied"
  | "feature_not_entitled"
  | "account_restricted"
  | "payment_required"
  | "insufficient_credits"
  | "quota_exceeded"
  | "storage_quota_exceeded"
  | "rate_limited"
  | "malformed_request"
  | "validation_failed"
  | "missing_field"
  | "invalid_value"
  | "payload_too_large"
  | "uri_too_long"
  | "unsupported_media"
  | "headers_too_large"
  | "idempotency_key_invalid"
  | "not_found"
  | "method_not_allowed"
  | "not_acceptable"
  | "already_exists"
  | "conflict"
  | "invalid_state"
  | "expired_resource"
  | "unsupported_operation"
  | "processing_failed"
  | "cancelled"
  | "timeout"
  | "internal"
  | "not_implemented"
  | "dependency_failed"
  | "unavailable";

/** Every value of `retry`. */
export const retries = ["never", "backoff", "after_delay", "after_reset", "after_action", "after_state"] as const;

/** Every value of `effect`. */
export const effects = ["none", "unknown", "applied"] as const;

/** Every value of `charged`. */
export const chargedValues = ["never", "maybe"] as const;

/** When the same request may be sent again. `never`: not unchanged; `after_action`: once a person did something; `after_state`: once the resource changed. */
export type Retry = (typeof retries)[number];

/** Whether the refused or failed request took effect on the server. */
export type Effect = (typeof effects)[number];

/** Whether the refused or failed request can have cost money. */
export type Charged = (typeof chargedValues)[number];

/** The defaults that a kind gives to every code of that kind. */
export interface KindInfo {
  /** Canonical gRPC status name. @see google/rpc/code.proto */
  readonly grpc: string;
  /** HTTP status that a code of this kind has unless it states another. */
  readonly status: number;
  /** Statuses that agree with the kind; the linter, not the contract, objects to others. */
  readonly statuses: readonly number[];
  readonly retry: Retry;
  readonly effect: Effect;
  readonly charged: Charged;
  readonly remedy: Remedy;
}

/**
 * The canonical categories of errors: a closed table. Adding a kind is a major change, adding a code never is.
 * Generic clients retry 408, 429 and 5xx, so a kind that a retry cannot cure has no such default status.
 */
// biome-ignore format: a table reads best with one row to a line
export const kinds: Readonly<Record<Kind, KindInfo>> = {
  unauthenticated: refused("UNAUTHENTICATED", [401], "after_action", "send_credential", "developer", "Send a credential."),
  invalid_credential: refused("UNAUTHENTICATED", [401], "after_action", "rotate_key", "developer", "Use a valid credential, or make a new one."),
  expired_credential: refused("UNAUTHENTICATED", [401], "after_action", "refresh_credential", "developer", "Refresh or renew the credential."),
  permission_denied: refused("PERMISSION_DENIED", [403, 404], "after_action", "request_access", "admin", "Ask an administrator for access."),
  feature_not_entitled: refused("PERMISSION_DENIED", [403, 402], "after_action", "upgrade_plan", "account_owner", "Upgrade to a plan that has the feature."),
  account_restricted: refused("FAILED_PRECONDITION", [403, 402], "after_action", "fix_account", "account_owner", "Put the account in order, or contact support."),
  payment_required: refused("FAILED_PRECONDITION", [402], "after_action", "pay_invoice", "account_owner", "Pay the open invoice."),
  insufficient_credits: refused("RESOURCE_EXHAUSTED", [402], "after_action", "top_up", "account_owner", "Top up the balance."),
  quota_exceeded: refused("RESOURCE_EXHAUSTED", [429, 402, 403], "after_reset", "wait", "client", "Wait for the reset, or upgrade."),
  storage_quota_exceeded: refused("RESOURCE_EXHAUSTED", [402, 403, 413], "after_action", "free_storage", "account_owner", "Delete what is not needed, or upgrade."),
  rate_limited: refused("RESOURCE_EXHAUSTED", [429], "after_delay", "wait", "client", "Wait as long as Retry-After says."),
  malformed_request: refused("INVALID_ARGUMENT", [400, 411], "never", "fix_request", "developer", "Send a well-formed request."),
  validation_failed: refused("INVALID_ARGUMENT", [422, 400], "never", "fix_request", "developer", "Correct the listed fields."),
  missing_field: refused("INVALID_ARGUMENT", [400, 422], "never", "fix_request", "developer", "Send the missing field."),
  invalid_value: refused("INVALID_ARGUMENT", [400, 422], "never", "fix_request", "developer", "Correct the value."),
  payload_too_large: refused("INVALID_ARGUMENT", [413], "never", "shrink", "developer", "Send less, or split it."),
  uri_too_long: refused("INVALID_ARGUMENT", [414], "never", "shrink", "developer", "Shorten the URL."),
  unsupported_media: refused("INVALID_ARGUMENT", [415], "never", "convert", "developer", "Send one of the accepted types."),
  headers_too_large: refused("INVALID_ARGUMENT", [431], "never", "shrink", "developer", "Send fewer or shorter headers."),
  idempotency_key_invalid: refused("INVALID_ARGUMENT", [400, 422, 409], "never", "new_idempotency_key", "developer", "Send a new idempotency key."),
  not_found: refused("NOT_FOUND", [404, 410], "never", "check_id", "developer", "Check the identifier."),
  method_not_allowed: refused("UNIMPLEMENTED", [405], "never", "use_other_operation", "developer", "Use a method that Allow names."),
  not_acceptable: refused("INVALID_ARGUMENT", [406], "never", "fix_request", "developer", "Accept one of the offered types."),
  already_exists: refused("ALREADY_EXISTS", [409], "never", "use_existing", "client", "Use the existing resource."),
  conflict: refused("ABORTED", [409, 412], "after_state", "reload", "client", "Read the resource again, then retry."),
  invalid_state: refused("FAILED_PRECONDITION", [409, 412, 422], "after_state", "change_state", "client", "Bring the resource to the needed state."),
  expired_resource: refused("FAILED_PRECONDITION", [410, 409], "never", "recreate", "client", "Create it anew."),
  unsupported_operation: refused("FAILED_PRECONDITION", [409, 405, 422], "never", "use_other_operation", "developer", "Use another operation."),
  processing_failed: refused("INVALID_ARGUMENT", [422], "never", "fix_input", "end_user", "Check the input file."),
  cancelled: failed("CANCELLED", [499], "never", "none", "client", "Nothing: the caller gave up."),
  timeout: failed("DEADLINE_EXCEEDED", [504, 503, 408], "backoff", "retry", "client", "Ask for less, then retry with the same idempotency key."),
  internal: failed("INTERNAL", [500], "backoff", "retry", "client", "Retry; if it persists, contact support with the request id."),
  not_implemented: refused("UNIMPLEMENTED", [501], "never", "use_other_operation", "developer", "Use another operation."),
  dependency_failed: failed("UNAVAILABLE", [502, 503], "backoff", "retry", "client", "Retry; a service behind this one failed."),
  unavailable: refused("UNAVAILABLE", [503], "after_delay", "wait", "client", "Wait, then retry."),
};

/** Tells whether a string names a kind, without being fooled by members of Object.prototype. */
export function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}

type Row = readonly [
  grpc: string,
  statuses: readonly [number, ...number[]],
  retry: Retry,
  action: Remedy["action"],
  actor: Remedy["actor"],
  text: string,
];

/** Facts of a kind whose errors are raised before any work was done. */
function refused(...row: Row): KindInfo {
  return factsOf("none", row);
}

/** Facts of a kind whose errors leave open what the request did. */
function failed(...row: Row): KindInfo {
  return factsOf("unknown", row);
}

/** A failed call is never charged: guards release what they reserved. */
function factsOf(effect: Effect, [grpc, statuses, retry, action, actor, text]: Row): KindInfo {
  return { grpc, status: statuses[0], statuses, retry, effect, charged: "never", remedy: { action, actor, text } };
}
