import type { OperationDescription } from "errata/openapi";
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
  "GET /v1/usage": {
    tag,
    summary: "Returns what the partner's customers use.",
    responses: { 200: { description: "The usage.", body: UsageView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
