import { z } from "zod";

/** States of an order. */
export const Status = z.enum([
  "pending",
  "uploaded",
  "confirmed",
  "processing",
  "completed",
  "failed",
  "expired",
  "timed_out",
]);

/** Types of orders. */
export const OrderType = z.enum(["images_to_pdf", "csv_to_json", "csv_to_xlsx", "inspect"]);

/** Details of a file, options or a plan that do not match the type of the order. */
export const OrderTypeNotMatchDetails = z.object({
  orderType: OrderType.describe("Type of the order."),
  reason: z
    .enum(["file", "options", "plan"])
    .describe(
      "`file`: it is not one of `accepted`; `options`: they belong to another type; `plan`: it does not include the type.",
    ),
  accepted: z.array(z.string()).optional().describe("Names of the accepted file types."),
  detected: z.string().nullable().optional().describe("Media type of the content; null if it is unknown."),
  plansAllowed: z.array(z.string()).optional().describe("Plans that include the type, cheapest first."),
});

/** Details of a reached limit. */
export const UsageLimitExceededDetails = z.object({
  scope: z
    .enum(["orders_per_month", "quantity_per_order", "uncharged_seconds_per_hour"])
    .describe(
      "Limit that is reached. `uncharged_seconds_per_hour` counts orders that failed, timed out or were cancelled.",
    ),
  planId: z.string().describe("Id of the plan."),
  limit: z.number().describe("Highest value that the plan allows."),
  used: z.number().describe("Value that is used now."),
  requested: z.number().describe("Value that the request adds."),
  resetsAt: z.iso.datetime().optional().describe("When the limit allows more again; absent if waiting does not help."),
});

/** Details of missing units. */
export const UsageNotEnoughDetails = z.object({
  required: z.number().describe("Units that the order needs."),
  current: z.number().describe("Units that are left this month."),
  resetsAt: z.iso.datetime().describe("When the next month begins."),
});

/** Details of too many requests. */
export const RateLimitExceededDetails = z.object({
  limit: z.number().describe("Requests allowed in one window."),
  windowSec: z.number().describe("Length of the window in seconds."),
  retryAfterSec: z.number().describe("Seconds to wait, 1 or more."),
});

/** Asks the developer for a credential, or the client to start again. */
export const remedies = {
  login: { action: "send_credential", actor: "developer", text: "Send `Authorization: Bearer <token>`." },
  newToken: { action: "refresh_credential", actor: "developer", text: "Get a new token." },
  newOrder: { action: "recreate", actor: "client", text: "Create a new order." },
} as const;
