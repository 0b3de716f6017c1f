import { type PlanGate, planGate } from "errata/guards";
import { z } from "zod";
import { orders } from "../contract.ts";
import { type OrderType, orderTypes } from "../work/order-types.ts";

/** A plan as the API returns it. */
export const PlanView = z
  .object({
    id: z.string().describe("Id of the plan."),
    name: z.string().describe("Name of the plan."),
    ordersPerMonth: z.int().min(1).describe("Orders per calendar month in UTC."),
    unitsPerMonth: z.int().min(1).describe("Units per calendar month in UTC. An order costs its quantity."),
    quantityPerOrder: z.int().min(1).describe("Largest quantity of one order."),
    types: z.array(z.enum(orderTypes)).describe("Types of orders that it includes."),
  })
  .meta({ title: "Plan" });

/** The monthly allowance of an account. */
export interface Plan extends z.output<typeof PlanView> {
  /** Whether accounts can change to the plan. Accounts keep a plan that is no longer for sale. */
  readonly isSold: boolean;
}

const everyType = [...orderTypes];

/** Every plan, cheapest first. */
export const plans: readonly Plan[] = [
  plan("free", "Free", 20, 50, 5, ["images_to_pdf", "csv_to_json", "inspect"]),
  { ...plan("basic", "Basic", 50, 200, 20, ["images_to_pdf", "csv_to_json", "inspect"]), isSold: false },
  plan("team", "Team", 500, 5_000, 100, everyType),
  plan("business", "Business", 10_000, 100_000, 1_000, everyType),
];

/** Returns the plan of an account. @throws Error if the plan does not exist */
export function planOf(planId: string): Plan {
  const plan = plans.find(({ id }) => id === planId);
  if (plan === undefined) throw new Error(`an account has the plan ${planId}, which is not in the list of plans.`);
  return plan;
}

/** Renders a plan for a response. */
export function viewPlan({ isSold: _, ...plan }: Plan): z.output<typeof PlanView> {
  return plan;
}

/** Finds a plan that is for sale. @throws PLAN_NOT_FOUND */
export function findPlan(planId: string): Plan {
  const plan = plans.find(({ id, isSold }) => id === planId && isSold);
  if (plan === undefined) throw orders.error.PLAN_NOT_FOUND();
  return plan;
}

const { ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED } = orders.error;

/** Checks that a plan allows an order. @throws ORDER_TYPE_NOT_MATCH, USAGE_LIMIT_EXCEEDED */
export function requirePlan(planId: string, order: { readonly type: OrderType; readonly quantity: number }): void {
  typeGate.feature({ plan: planId }, order.type);
  quantityGate.limit({ plan: planId }, "quantityPerOrder", 0, order.quantity);
}

const features = plans.map(({ id, types, quantityPerOrder }) => {
  return { name: id, features: { ...Object.fromEntries(types.map((type) => [type, true])), quantityPerOrder } };
});

const typeGate: PlanGate = planGate({
  plans: features,
  denied: ({ feature, plansAllowed }) =>
    ORDER_TYPE_NOT_MATCH({ orderType: feature as OrderType, reason: "plan", plansAllowed: onlySold(plansAllowed) }),
});

const quantityGate: PlanGate = planGate({
  plans: features,
  denied: () => new Error("every plan has a limit on the quantity") as never,
  exceeded: ({ plan: planId, limit, used, requested }) =>
    USAGE_LIMIT_EXCEEDED({ scope: "quantity_per_order", planId, limit, used, requested }),
});

function onlySold(planIds: readonly string[]): string[] {
  return planIds.filter((planId) => plans.some(({ id, isSold }) => id === planId && isSold));
}

function plan(
  id: string,
  name: string,
  ordersPerMonth: number,
  unitsPerMonth: number,
  quantityPerOrder: number,
  types: OrderType[],
): Plan {
  return { id, name, ordersPerMonth, unitsPerMonth, quantityPerOrder, types, isSold: true };
}
