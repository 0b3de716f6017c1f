import type { OperationDescription } from "errata/openapi";
import { pageOf } from "../../shared/http/index.ts";
import { Movement } from "../../shared/ledger/index.ts";
import { ListQuery } from "../http.ts";
import { CreditsView } from "./credits.ts";
import { PartnerView } from "./partner.ts";
import { UsageView } from "./usage.ts";

const tag = "Partner";

/** Inputs and outputs of the operations of the partner's own account. */
export const partnerOperations = {
  "GET /v1/partner": {
    tag,
    summary: "Returns the partner account.",
    responses: { 200: { description: "The partner.", body: PartnerView } },
  },
  "GET /v1/credits": {
    tag,
    summary: "Returns the credit balance and its latest movements.",
    responses: { 200: { description: "The credits.", body: CreditsView } },
  },
  "GET /v1/credits/movements": {
    tag,
    summary: "Lists the movements of the credits, newest first.",
    description:
      "Their sum is the balance. `reason` is `granted`, `customer_created`, `plan_changed` or `expired`, and `reference` the customer.",
    query: ListQuery,
    responses: { 200: { description: "A page of movements.", body: pageOf(Movement) } },
  },
  "GET /v1/usage": {
    tag,
    summary: "Returns what the partner's customers use.",
    responses: { 200: { description: "The usage.", body: UsageView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
