import type { Kind } from "../../contract/index.ts";

/** A heading of the navigation, and the kinds below it. */
export interface KindGroup {
  readonly title: string;
  readonly kinds: readonly Kind[];
}

/** The kinds by the part of a call that fails, in the order in which a server checks them. */
export const kindGroups: readonly KindGroup[] = [
  {
    title: "Credentials",
    kinds: ["unauthenticated", "invalid_credential", "expired_credential", "permission_denied"],
  },
  {
    title: "Account",
    kinds: [
      "feature_not_entitled",
      "account_restricted",
      "payment_required",
      "insufficient_credits",
      "quota_exceeded",
      "storage_quota_exceeded",
      "rate_limited",
    ],
  },
  {
    title: "Request",
    kinds: [
      "malformed_request",
      "validation_failed",
      "missing_field",
      "invalid_value",
      "payload_too_large",
      "uri_too_long",
      "unsupported_media",
      "headers_too_large",
      "idempotency_key_invalid",
      "method_not_allowed",
      "not_acceptable",
      "processing_failed",
    ],
  },
  { title: "Not found", kinds: ["not_found"] },
  {
    title: "State",
    kinds: ["already_exists", "conflict", "invalid_state", "expired_resource", "unsupported_operation"],
  },
  {
    title: "Server",
    kinds: ["cancelled", "timeout", "internal", "not_implemented", "dependency_failed", "unavailable"],
  },
];
