/** Rejects requests: API keys, scopes, rate limits, credits, storage, plans, uploads, idempotency. */
export * from "./balances/index.ts";
export {
  type Entitlement,
  type Features,
  hasScope,
  type Plan,
  type PlanDetails,
  type PlanGate,
  type PlanGateOptions,
  type PlanLimitDetails,
  planGate,
  type ScopeDetails,
  type ScopeGate,
  scopeGate,
  type TrialGate,
  type TrialGateOptions,
  trialGate,
} from "./gates.ts";
export * from "./idempotency/index.ts";
export * from "./keys/index.ts";
export * from "./rate-limit/index.ts";
