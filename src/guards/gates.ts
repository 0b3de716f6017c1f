import { argumentError, requireValue } from "../contract/faults/arguments.ts";
import { requireOptions } from "../contract/faults/options.ts";
import { type Refusal, raise } from "../contract/index.ts";

/** The features of a plan: on or off, or a limit (`Infinity` for none). A feature that is not listed is off. */
export type Features = Readonly<Record<string, boolean | number>>;

/** A plan that customers can buy. */
export interface Plan {
  /** Name in entitlements and details. */
  readonly name: string;
  /** Features that the plan includes, and its limits. */
  readonly features: Features;
}

/** The features and limits of an account, read before the request starts: a change of plan applies from the next request. */
export interface Entitlement {
  /** Name of the account's plan. */
  readonly plan: string;
  /** Features agreed with this account, which override those of the plan. @default none */
  readonly overrides?: Features | undefined;
}

/** Details of a refused feature. */
export interface PlanDetails {
  /** Refused feature. */
  readonly feature: string;
  /** Name of the account's plan. */
  readonly plan: string;
  /** Plans that allow the request, cheapest first; empty if none does. */
  readonly plansAllowed: string[];
}

/** Details of a reached limit. */
export interface PlanLimitDetails extends PlanDetails {
  /** Most units that the plan allows. */
  readonly limit: number;
  /** Units used now. */
  readonly used: number;
  /** Units that the request adds. */
  readonly requested: number;
}

/** Options of {@link planGate}. */
export interface PlanGateOptions {
  /** All plans, cheapest first. The order is the order of the tiers. */
  readonly plans: readonly Plan[];
  /** Refusal for a feature or tier that the plan does not include. */
  readonly denied: Refusal<PlanDetails>;
  /** Refusal for a reached limit. @default denied */
  readonly exceeded?: Refusal<PlanLimitDetails> | undefined;
}

/** Compares a request with an account's plan. Needs no store. */
export interface PlanGate {
  /** Requires a feature to be on. @throws denied */
  feature(entitlement: Entitlement, feature: string): void;
  /** Requires a plan of at least this tier. @throws denied, with the tier as `feature` */
  tier(entitlement: Entitlement, minimum: string): void;
  /**
   * Requires room for `requested` more. A request for 0 or fewer always passes, so a limit below the current use blocks
   * growth but never reading or deleting.
   *
   * @param used number of 0 or more
   * @param requested integer. @default 1
   * @throws exceeded, or `denied` when the feature is off
   */
  limit(entitlement: Entitlement, feature: string, used: number, requested?: number): void;
}

/**
 * Creates a gate for features, tiers and limits of plans.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { planGate } from "errata/guards";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { UPGRADE: { kind: "feature_not_entitled", when: "The plan lacks the feature.", message: "Upgrade your plan." } },
 * });
 * const plans = [
 *   { name: "free", features: { seats: 1 } },
 *   { name: "pro", features: { seats: 10, export: true } },
 * ];
 * const gate = planGate({ plans, denied: error.UPGRADE });
 * gate.limit({ plan: "pro" }, "seats", 3);
 * gate.feature({ plan: "pro" }, "export");
 * ```
 */
export function planGate(options: PlanGateOptions): PlanGate {
  requireOptions("planGate", options, { plans: "checked", denied: "function", exceeded: "function" }, ["denied"]);
  const { plans, denied, exceeded = denied } = options;
  if (!Array.isArray(plans) || !plans.every((plan) => typeof plan?.name === "string"))
    throw new TypeError(
      `planGate: expected plans to be a list of plans with names, received ${String(plans).slice(0, 80)}.`,
    );
  const planByName = new Map(plans.map((plan) => [plan.name, plan]));
  if (planByName.size !== plans.length)
    throw new TypeError("planGate: expected plans with different names. Rename or merge the duplicates.");
  for (const { name, features } of plans) {
    requireValue(`planGate: features of plan ${name}`, features, "object");
    for (const feature of Object.keys(features)) ownFeature(features, feature);
  }

  function plansWith(suffices: (value: number) => boolean, feature: string): string[] {
    return plans.filter((plan) => suffices(ownFeature(plan.features, feature) ?? 0)).map((plan) => plan.name);
  }

  /** An account whose plan was withdrawn has its overrides only. */
  function featureValue({ plan, overrides }: Entitlement, feature: string): number {
    return ownFeature(overrides, feature) ?? ownFeature(planByName.get(plan)?.features, feature) ?? 0;
  }

  function requireFeature(entitlement: Entitlement, feature: string): number {
    const value = featureValue(entitlement, feature);
    if (value > 0) return value;
    throw raise(denied, { feature, plan: entitlement.plan, plansAllowed: plansWith((other) => other > 0, feature) });
  }

  return {
    feature: (entitlement, feature) => void requireFeature(entitlement, feature),
    tier({ plan }, minimum) {
      const needed = plans.findIndex(({ name }) => name === minimum);
      if (needed < 0)
        throw new TypeError(`planGate: expected one of ${[...planByName.keys()].join(", ")}, received "${minimum}".`);
      if (plans.findIndex(({ name }) => name === plan) >= needed) return;
      throw raise(denied, { feature: minimum, plan, plansAllowed: plans.slice(needed).map(({ name }) => name) });
    },
    limit(entitlement, feature, used, requested = 1) {
      if (!Number.isSafeInteger(requested)) throw argumentError("planGate: requested", "an integer", requested);
      if (requested <= 0) return;
      if (!(Number.isFinite(used) && used >= 0)) throw argumentError("planGate: used", "a number of 0 or more", used);
      const limit = requireFeature(entitlement, feature);
      const total = used + requested;
      if (total <= limit) return;
      const { plan } = entitlement;
      const plansAllowed = plansWith((other) => other >= total, feature);
      throw raise(exceeded, { feature, plan, plansAllowed, limit, used, requested });
    },
  };
}

/**
 * Returns the number of a feature: `Infinity` if it is on, 0 if it is off, undefined if it is not listed.
 *
 * @throws TypeError for a value that would deny or allow the feature by mistake
 */
function ownFeature(features: Features | undefined, feature: string): number | undefined {
  const value: unknown = features !== undefined && Object.hasOwn(features, feature) ? features[feature] : undefined;
  if (value === undefined || (typeof value === "number" && value >= 0)) return value;
  if (typeof value === "boolean") return value ? Number.POSITIVE_INFINITY : 0;
  throw argumentError(`planGate: feature ${feature}`, "true, false or a number of 0 or more", value);
}

/** Options of {@link trialGate}. */
export interface TrialGateOptions {
  /** Refusal for an ended trial. */
  readonly expired: Refusal<{
    /** End of the trial as an ISO 8601 time. */
    readonly trialEndedAt: string;
  }>;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** Throws `expired` from `endsAt` on, in epoch milliseconds; null for an account that is not on trial. */
export type TrialGate = (endsAt: number | null) => void;

/**
 * Creates a gate that closes when a trial ends.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { trialGate } from "errata/guards";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { TRIAL_ENDED: { kind: "account_restricted", when: "The trial has ended.", message: "Your trial has ended." } },
 * });
 * const requireTrial = trialGate({ expired: error.TRIAL_ENDED });
 * requireTrial(Date.now() + 86_400_000);
 * ```
 */
export function trialGate(options: TrialGateOptions): TrialGate {
  requireOptions("trialGate", options, { expired: "function", clock: "function" }, ["expired"]);
  const { expired, clock = Date.now } = options;
  return (endsAt) => {
    if (endsAt !== null && !Number.isFinite(endsAt))
      throw argumentError("trialGate: endsAt", "milliseconds since 1970, or null", endsAt);
    if (endsAt === null || clock() < endsAt) return;
    throw raise(expired, { trialEndedAt: new Date(endsAt).toISOString() });
  };
}

/** Details of a missing scope. */
export interface ScopeDetails {
  /** Scope that the operation needs. */
  readonly requiredScope: string;
  /** Scopes that the caller has. */
  readonly scopes: string[];
}

/** Throws the refusal if the caller lacks the scope. */
export type ScopeGate = (
  caller: {
    /** Scopes that the caller was granted. */
    readonly scopes: readonly string[];
  },
  requiredScope: string,
) => void;

/**
 * Creates a gate that requires a scope. `studies:*` includes every scope that starts with `studies:`, and `*` includes
 * all scopes.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { scopeGate } from "errata/guards";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { FORBIDDEN: { kind: "permission_denied", when: "The key lacks the scope.", message: "The key lacks a scope." } },
 * });
 * const requireScope = scopeGate(error.FORBIDDEN);
 * requireScope({ scopes: ["orders:*"] }, "orders:read");
 * ```
 */
export function scopeGate(denied: Refusal<ScopeDetails>): ScopeGate {
  requireValue("scopeGate: denied", denied, "function");
  return ({ scopes }, requiredScope) => {
    if (hasScope(scopes, requiredScope)) return;
    throw raise(denied, { requiredScope, scopes: [...scopes] });
  };
}

/**
 * Returns whether one of the granted scopes is the required scope or includes it, as `scopeGate` defines.
 *
 * @example
 * ```ts
 * import { hasScope } from "errata/guards";
 *
 * hasScope(["orders:*"], "orders:read"); // true
 * ```
 */
export function hasScope(granted: readonly string[], requiredScope: string): boolean {
  requireValue("hasScope: granted", granted, "list");
  return granted.some((scope) => includes(scope, requiredScope));
}

function includes(scope: string, required: string): boolean {
  if (scope === required || scope === "*") return true;
  return scope.endsWith(":*") && required.startsWith(scope.slice(0, -1));
}
