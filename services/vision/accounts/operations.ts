import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { UsageView } from "./usage.ts";

/** An account in responses. */
const AccountView = z
  .object({
    id: z.string().describe("Id of the account."),
    name: z.string().describe("Name of the account."),
    plan: z.string().describe("Plan of the account."),
    subscription: z
      .enum(["active", "past_due"])
      .describe("State of the subscription. A past due account can neither upload nor analyse."),
    usage: UsageView.describe("Usage of the month and of the storage."),
  })
  .meta({ title: "Account" });

/** An account in responses. */
export type AccountView = z.output<typeof AccountView>;

/** Inputs and outputs of the operations of the account. */
export const accountOperations = {
  "GET /v1/account": {
    tag: "Account",
    summary: "Returns the account of the key, with its usage.",
    description: "Needs the scope `account:read`.",
    responses: { 200: { description: "The account.", body: AccountView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
