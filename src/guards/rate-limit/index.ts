/** Limits the rate of requests per key, tenant or client address. */
export { type ClientAddressOptions, clientAddress, type RequestOrigin } from "./client-address.ts";
export {
  type RateLimitDetails,
  type RateLimitEvent,
  type RateLimitGuard,
  type RateLimitOptions,
  type RateLimitState,
  type RatePolicy,
  rateLimit,
} from "./rate-limit.ts";
export { type PolicyState, type RateLimitHeaderFormat, rateLimitHeaders } from "./rate-limit-headers.ts";
