/** Real reasons to refuse: keys, scopes, rate, credits, storage, plan, trial, upload, idempotency. */
export {
  type ApiKeyGuard,
  type ApiKeyOptions,
  type ApiKeyOutcomes,
  apiKeys,
  type Caller,
  type KeyFacts,
} from "./api-keys.ts";
export { type ClientAddressOptions, clientAddress, type RequestOrigin } from "./client-address.ts";
export {
  type ChargeRequest,
  type CreditEvent,
  type CreditHold,
  type CreditsGuard,
  type CreditsOptions,
  credits,
  type DuplicateFacts,
  type InsufficientFacts,
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
  type PlanFacts,
  type PlanGate,
  type PlanGateOptions,
  type PlanLimitFacts,
  planGate,
} from "./plan-gate.ts";
export {
  type RateLimitEvent,
  type RateLimitFacts,
  type RateLimitGuard,
  type RateLimitOptions,
  type RateLimitState,
  type RatePolicy,
  rateLimit,
} from "./rate-limit.ts";
export { type PolicyState, type RateLimitDialect, rateLimitHeaders } from "./rate-limit-headers.ts";
export { type ReadableHeaders, readCredential } from "./read-credential.ts";
export { type ScopeFacts, scopeGate } from "./scope-gate.ts";
export {
  type StorageEvent,
  type StorageFacts,
  type StorageHold,
  type StorageQuotaGuard,
  type StorageQuotaOptions,
  type StorageRequest,
  type StorageUsage,
  type StoredWork,
  storageQuota,
} from "./storage-quota.ts";
export { type TrialGateOptions, trialGate } from "./trial-gate.ts";
