/** Canonical category of an error. */
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

/**
 * When the same request may be sent again: `never` unchanged, with exponential `backoff`, `after_delay` (Retry-After),
 * `after_reset` of a quota, `after_action` by a person, or `after_state` of the resource has changed.
 */
export type Retry = (typeof retries)[number];

/** Whether the rejected or failed request took effect on the server. */
export type Effect = (typeof effects)[number];

/** Whether the rejected or failed request can have cost money. */
export type Charged = (typeof chargedValues)[number];

/** Every value of `limitScope`. */
export const limitScopes = ["operation", "credential"] as const;

/** The requests that a rate limit covers: those of one operation, or all requests with the same credential. */
export type LimitScope = (typeof limitScopes)[number];

/** The closed list of remedy actions, so that clients can act on them. */
export const remedyActions = [
  "none",
  "send_credential",
  "rotate_key",
  "refresh_credential",
  "request_access",
  "upgrade_plan",
  "fix_account",
  "pay_invoice",
  "top_up",
  "wait",
  "retry",
  "free_storage",
  "fix_request",
  "fix_input",
  "shrink",
  "convert",
  "new_idempotency_key",
  "check_id",
  "use_existing",
  "reload",
  "change_state",
  "recreate",
  "use_other_operation",
  "contact_support",
] as const;

/** The closed list of actors that a remedy can name. */
export const remedyActors = ["client", "developer", "end_user", "admin", "account_owner", "support"] as const;

/** The next action, and who can take it. */
export interface Remedy {
  /** The action, from the closed list `remedyActions`. */
  readonly action: (typeof remedyActions)[number];
  /** The actor that can perform the action, from the closed list `remedyActors`. */
  readonly actor: (typeof remedyActors)[number];
  /** The action as one sentence for a person. @default undefined */
  readonly text?: string;
  /** Absolute URL (http, https or mailto) at which the actor can perform the action. @default undefined */
  readonly url?: string;
}

/** The canonical gRPC status names of errors. @see google/rpc/code.proto */
export const grpcNames = [
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** The defaults that a kind supplies to its codes. */
export interface KindInfo {
  /** Canonical gRPC status name. @see google/rpc/code.proto */
  readonly grpc: string;
  /** Default HTTP status. */
  readonly status: number;
  /** HTTP statuses that agree with the kind. The linter objects to others; the contract accepts them. */
  readonly statuses: readonly number[];
  /** When the same request may be sent again. */
  readonly retry: Retry;
  /** Whether the request took effect. */
  readonly effect: Effect;
  /** Whether the request can have cost money. Always `never`, because guards release the reservation of a failed call. */
  readonly charged: Charged;
  /** The next action. */
  readonly remedy: Remedy;
}

/**
 * The closed table of kinds. Adding a kind is a breaking change; adding a code is not.
 * Generic clients retry 408, 429 and 5xx, so kinds that a retry cannot fix do not default to these statuses.
 */
// biome-ignore format: a table is easier to read with one row per line
export const kinds: Readonly<Record<Kind, KindInfo>> = {
  unauthenticated: refused("UNAUTHENTICATED", [401], "after_action", "send_credential", "developer", "Send a credential."),
  invalid_credential: refused("UNAUTHENTICATED", [401], "after_action", "rotate_key", "developer", "Use a valid credential, or create a new one."),
  expired_credential: refused("UNAUTHENTICATED", [401], "after_action", "refresh_credential", "developer", "Refresh or renew the credential."),
  permission_denied: refused("PERMISSION_DENIED", [403, 404], "after_action", "request_access", "admin", "Ask an administrator for access."),
  feature_not_entitled: refused("PERMISSION_DENIED", [403, 402], "after_action", "upgrade_plan", "account_owner", "Upgrade to a plan that includes the feature."),
  account_restricted: refused("FAILED_PRECONDITION", [403, 402], "after_action", "fix_account", "account_owner", "Resolve the account's restriction, or contact support."),
  payment_required: refused("FAILED_PRECONDITION", [402], "after_action", "pay_invoice", "account_owner", "Pay the open invoice."),
  insufficient_credits: refused("RESOURCE_EXHAUSTED", [402], "after_action", "top_up", "account_owner", "Top up the balance."),
  quota_exceeded: refused("RESOURCE_EXHAUSTED", [429, 402, 403], "after_reset", "wait", "client", "Wait until the quota resets, or upgrade the plan."),
  storage_quota_exceeded: refused("RESOURCE_EXHAUSTED", [402, 403, 413], "after_action", "free_storage", "account_owner", "Delete files that are no longer needed, or upgrade the plan."),
  rate_limited: refused("RESOURCE_EXHAUSTED", [429], "after_delay", "wait", "client", "Wait for the time in Retry-After, then retry."),
  malformed_request: refused("INVALID_ARGUMENT", [400, 411], "never", "fix_request", "developer", "Send a well-formed request."),
  validation_failed: refused("INVALID_ARGUMENT", [422, 400], "never", "fix_request", "developer", "Correct the listed fields."),
  missing_field: refused("INVALID_ARGUMENT", [400, 422], "never", "fix_request", "developer", "Send the missing field."),
  invalid_value: refused("INVALID_ARGUMENT", [400, 422, 416], "never", "fix_request", "developer", "Correct the value."),
  payload_too_large: refused("INVALID_ARGUMENT", [413], "never", "shrink", "developer", "Send less data, or split the request."),
  uri_too_long: refused("INVALID_ARGUMENT", [414], "never", "shrink", "developer", "Shorten the URL."),
  unsupported_media: refused("INVALID_ARGUMENT", [415], "never", "convert", "developer", "Send one of the accepted media types."),
  headers_too_large: refused("INVALID_ARGUMENT", [431], "never", "shrink", "developer", "Send fewer or shorter headers."),
  idempotency_key_invalid: refused("INVALID_ARGUMENT", [400, 422, 409], "never", "new_idempotency_key", "developer", "Send a new idempotency key."),
  not_found: refused("NOT_FOUND", [404, 410], "never", "check_id", "developer", "Check the identifier."),
  method_not_allowed: refused("UNIMPLEMENTED", [405], "never", "use_other_operation", "developer", "Use one of the methods listed in Allow."),
  not_acceptable: refused("INVALID_ARGUMENT", [406], "never", "fix_request", "developer", "Accept one of the available media types."),
  already_exists: refused("ALREADY_EXISTS", [409], "never", "use_existing", "client", "Use the existing resource."),
  conflict: refused("ABORTED", [409, 412], "after_state", "reload", "client", "Read the resource again, then retry."),
  invalid_state: refused("FAILED_PRECONDITION", [409, 412, 422], "after_state", "change_state", "client", "Bring the resource into the required state, then retry."),
  expired_resource: refused("FAILED_PRECONDITION", [410, 409], "never", "recreate", "client", "Create the resource again."),
  unsupported_operation: refused("FAILED_PRECONDITION", [409, 405, 422], "never", "use_other_operation", "developer", "Use another operation."),
  processing_failed: refused("INVALID_ARGUMENT", [422], "never", "fix_input", "end_user", "Check the input file."),
  cancelled: failed("CANCELLED", [499], "never", "none", "client", "No action is needed: the client cancelled the request."),
  timeout: failed("DEADLINE_EXCEEDED", [504, 503, 408], "backoff", "retry", "client", "Request less work, then retry with the same idempotency key."),
  internal: failed("INTERNAL", [500], "backoff", "retry", "client", "Retry. If the error persists, contact support with the request id."),
  not_implemented: refused("UNIMPLEMENTED", [501], "never", "use_other_operation", "developer", "Use another operation."),
  dependency_failed: failed("UNAVAILABLE", [502, 503], "backoff", "retry", "client", "Retry later: a service that this API depends on failed."),
  unavailable: refused("UNAVAILABLE", [503], "after_delay", "wait", "client", "Wait, then retry."),
};

/**
 * Checks whether a string is the name of a kind. Members of Object.prototype are not.
 *
 * @example
 * ```ts
 * import { isKind, kinds } from "errata";
 *
 * const name: string = "rate_limited";
 * if (isKind(name)) console.log(kinds[name].status); // 429
 * ```
 */
export function isKind(name: string): name is Kind {
  return typeof name === "string" && Object.hasOwn(kinds, name);
}

type Row = readonly [
  grpc: string,
  statuses: readonly [number, ...number[]],
  retry: Retry,
  action: Remedy["action"],
  actor: Remedy["actor"],
  text: string,
];

/** A kind whose errors are raised before any work is done. */
function refused(...row: Row): KindInfo {
  return kindInfo("none", row);
}

/** A kind whose errors leave open whether the request took effect. */
function failed(...row: Row): KindInfo {
  return kindInfo("unknown", row);
}

function kindInfo(effect: Effect, [grpc, statuses, retry, action, actor, text]: Row): KindInfo {
  return { grpc, status: statuses[0], statuses, retry, effect, charged: "never", remedy: { action, actor, text } };
}
