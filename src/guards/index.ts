/** Real reasons to refuse: keys, scopes, rate, credits, storage, plan, trial, upload, idempotency. */
export {
  type ApiKeyGuard,
  type ApiKeyOptions,
  type ApiKeyRefusals,
  apiKeys,
  type Caller,
  type KeyDetails,
} from "./api-keys.ts";
export { type ClientAddressOptions, clientAddress, type RequestOrigin } from "./client-address.ts";
export {
  type ChargeRequest,
  type CreditEvent,
  type CreditHold,
  type CreditsGuard,
  type CreditsOptions,
  credits,
  type DuplicateDetails,
  type InsufficientDetails,
  type PreparedWork,
} from "./credits.ts";
export type { Hold } from "./held-work.ts";
export * from "./idempotency/index.ts";
export { type KeyFormat, type KeyFormatOptions, keyChecksum, keyFormat, type ParsedKey } from "./key-format.ts";
export {
  type KeyManagement,
  type KeyManagementOptions,
  keyManagement,
  type MintedKey,
  type MintRequest,
  type Rotation,
} from "./key-management.ts";
export {
  type Entitlement,
  type Features,
  type Plan,
  type PlanDetails,
  type PlanGate,
  type PlanGateOptions,
  type PlanLimitDetails,
  planGate,
} from "./plan-gate.ts";
export {
  type RateLimitDetails,
  type RateLimitEvent,
  type RateLimitGuard,
  type RateLimitOptions,
  type RateLimitState,
  type RatePolicy,
  rateLimit,
} from "./rate-limit.ts";
export { type PolicyState, type RateLimitDialect, rateLimitHeaders } from "./rate-limit-headers.ts";
export { type ReadableHeaders, readCredential } from "./read-credential.ts";
export { type ScopeDetails, scopeGate } from "./scope-gate.ts";
export {
  type StorageDetails,
  type StorageEvent,
  type StorageHold,
  type StorageQuotaGuard,
  type StorageQuotaOptions,
  type StorageRequest,
  type StorageUsage,
  type StoredWork,
  storageQuota,
} from "./storage-quota.ts";
export { type TrialGateOptions, trialGate } from "./trial-gate.ts";
