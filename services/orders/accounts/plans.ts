import { type PlanGate, planGate } from "errata/guards";
import { orders } from "../contract.ts";
import type { OrderType } from "../work/order-types.ts";

/** What an account may do in a month. */
export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly ordersPerMonth: number;
  /** Units are what orders cost: see `work/order-types.ts`. */
  readonly unitsPerMonth: number;
  readonly quantityPerOrder: number;
  readonly types: readonly OrderType[];
  /** A plan that is no longer sold serves the accounts that have it. */
  readonly isSold: boolean;
}

const every: readonly OrderType[] = ["images_to_pdf", "csv_to_json", "csv_to_xlsx", "inspect"];

/** Every plan, cheapest first. */
export const plans: readonly Plan[] = [
  plan("free", "Free", 20, 50, 5, ["images_to_pdf", "csv_to_json", "inspect"]),
  { ...plan("basic", "Basic", 50, 200, 20, ["images_to_pdf", "csv_to_json", "inspect"]), isSold: false },
  plan("team", "Team", 500, 5_000, 100, every),
  plan("business", "Business", 10_000, 100_000, 1_000, every),
];

/** Finds the plan of an account. @throws Error when the table of plans lost it */
export function planOf(planId: string): Plan {
  const found = plans.find(({ id }) => id === planId);
  if (found === undefined) throw new Error(`an account has the plan ${planId}, which is not in the list of plans.`);
  return found;
}

/** Finds a plan that can be bought. @throws PLAN_NOT_FOUND */
export function findPlan(planId: string): Plan {
  const found = plans.find(({ id, isSold }) => id === planId && isSold);
  if (found === undefined) throw orders.error.PLAN_NOT_FOUND();
  return found;
}

const { ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED } = orders.error;

/** Compares what an order asks for with a plan. @throws ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED */
export function requirePlan(planId: string, order: { readonly type: OrderType; readonly quantity: number }): void {
  typeGate.feature({ plan: planId }, order.type);
  quantityGate.limit({ plan: planId }, "quantityPerOrder", 0, order.quantity);
}

const priceList = plans.map(({ id, types, quantityPerOrder }) => {
  return { name: id, features: { ...Object.fromEntries(types.map((type) => [type, true])), quantityPerOrder } };
});

const typeGate: PlanGate = planGate({
  plans: priceList,
  denied: ({ feature, plansAllowed }) =>
    ORDER_TYPE_NOT_MATCH({ orderType: feature as OrderType, reason: "plan", plansAllowed: onSale(plansAllowed) }),
});

const quantityGate: PlanGate = planGate({
  plans: priceList,
  denied: () => new Error("every plan has a largest quantity") as never,
  exceeded: ({ plan: planId, limit, used, requested }) =>
    USAGE_LIMIT_EXCEEDED({ scope: "quantity_per_order", planId, limit, used, requested }),
});

function onSale(planIds: readonly string[]): string[] {
  return planIds.filter((planId) => plans.some(({ id, isSold }) => id === planId && isSold));
}

function plan(
  id: string,
  name: string,
  ordersPerMonth: number,
  unitsPerMonth: number,
  quantityPerOrder: number,
  types: readonly OrderType[],
): Plan {
  return { id, name, ordersPerMonth, unitsPerMonth, quantityPerOrder, types, isSold: true };
}
