import { type Refusal, raise } from "../contract/index.ts";

/** What one plan includes: a feature is on or off, or limited to a number (`Infinity` for no limit). What is not listed is off. */
export type Features = Readonly<Record<string, boolean | number>>;

/** One row of the price list. */
export interface Plan {
  readonly name: string;
  readonly features: Features;
}

/** What one account may use, read before the request began: a change of plan holds for the next request. */
export interface Entitlement {
  /** Name of the account's plan. */
  readonly plan: string;
  /** Features that were agreed with this account alone; they override the plan's. */
  readonly overrides?: Features;
}

/** Facts of a refused feature. */
export interface PlanDetails {
  readonly feature: string;
  readonly plan: string;
  /** Plans that would allow the request, cheapest first; empty when none would. */
  readonly plansAllowed: string[];
}

/** Facts of a reached limit. */
export interface PlanLimitDetails extends PlanDetails {
  readonly limit: number;
  readonly used: number;
  readonly requested: number;
}

/** The price list and the codes for what it does not allow. */
export interface PlanGateOptions {
  /** Every plan, cheapest first; the order is the order of the tiers. */
  readonly plans: readonly Plan[];
  readonly denied: Refusal<PlanDetails>;
  /** @default denied */
  readonly exceeded?: Refusal<PlanLimitDetails>;
}

/** Compares a request with a plan; needs no store and no time. */
export interface PlanGate {
  /** Requires a feature to be on. @throws denied */
  feature(entitlement: Entitlement, feature: string): void;
  /** Requires a plan of at least this tier. @throws denied with the tier as `feature` */
  tier(entitlement: Entitlement, least: string): void;
  /**
   * Requires room for `requested` more. Asking for nothing more always passes: a limit that was lowered below the use
   * blocks growth, never reading or deleting.
   *
   * @throws exceeded, or `denied` when the feature is off
   */
  limit(entitlement: Entitlement, feature: string, used: number, requested?: number): void;
}

/** Makes the gate of a price list. */
export function planGate({ plans, denied, exceeded = denied }: PlanGateOptions): PlanGate {
  const planOf = new Map(plans.map((plan) => [plan.name, plan]));
  if (planOf.size !== plans.length)
    throw new TypeError("planGate: expected plans of different names. Rename or merge them.");

  function allowing(fits: (value: number) => boolean, feature: string): string[] {
    return plans.filter((plan) => fits(amount(plan.features[feature]))).map((plan) => plan.name);
  }

  /** An account whose plan is not in the list (it was withdrawn) has its overrides only. */
  function amountOf({ plan, overrides }: Entitlement, feature: string): number {
    const own = overrides !== undefined && Object.hasOwn(overrides, feature) ? overrides[feature] : undefined;
    return amount(own ?? planOf.get(plan)?.features[feature]);
  }

  function requireFeature(entitlement: Entitlement, feature: string): number {
    const value = amountOf(entitlement, feature);
    if (value > 0) return value;
    throw raise(denied, { feature, plan: entitlement.plan, plansAllowed: allowing((other) => other > 0, feature) });
  }

  return {
    feature: (entitlement, feature) => void requireFeature(entitlement, feature),
    tier({ plan }, least) {
      const needed = plans.findIndex(({ name }) => name === least);
      if (needed < 0)
        throw new TypeError(`planGate: expected one of ${[...planOf.keys()].join(", ")}, received "${least}".`);
      if (plans.findIndex(({ name }) => name === plan) >= needed) return;
      throw raise(denied, { feature: least, plan, plansAllowed: plans.slice(needed).map(({ name }) => name) });
    },
    limit(entitlement, feature, used, requested = 1) {
      if (requested <= 0) return;
      const limit = requireFeature(entitlement, feature);
      const total = used + requested;
      if (total <= limit) return;
      const { plan } = entitlement;
      const plansAllowed = allowing((other) => other >= total, feature);
      throw raise(exceeded, { feature, plan, plansAllowed, limit, used, requested });
    },
  };
}

function amount(value: boolean | number | undefined): number {
  if (typeof value === "number") return value;
  return value === true ? Number.POSITIVE_INFINITY : 0;
}
