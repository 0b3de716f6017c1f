import type { OperationDescription } from "errata/openapi";
import { Id, itemsOf } from "../../shared/http/index.ts";
import { PlanView } from "./plan.ts";
import { NewPricing } from "./set-pricing.ts";

const tag = "Plans";

/** Inputs and outputs of the operations of plans. */
export const planOperations = {
  "GET /v1/plans": {
    tag,
    summary: "Lists the plans that are offered to the partner, cheapest first.",
    responses: { 200: { description: "The plans.", body: itemsOf(PlanView) } },
  },
  "PUT /v1/plans/{planId}/pricing": {
    tag,
    summary: "Replaces the retail pricing of a plan.",
    path: { planId: Id.describe("Id of the plan.") },
    body: NewPricing,
    responses: { 200: { description: "The plan with its new pricing.", body: PlanView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
