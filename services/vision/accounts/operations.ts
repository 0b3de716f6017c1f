import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { storageMovements } from "../../shared/files/index.ts";
import { pageOf } from "../../shared/http/index.ts";
import { Movement } from "../../shared/ledger/index.ts";
import { ListQuery } from "../http.ts";
import { UsageQuery, UsageView } from "./usage.ts";

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
  "GET /v1/storage/movements": {
    tag: "Account",
    summary: "Lists the movements of the storage, newest first.",
    description: `Needs the scope \`account:read\`. ${storageMovements}`,
    query: ListQuery,
    responses: { 200: { description: "A page of movements, in bytes.", body: pageOf(Movement) } },
  },
  "GET /v1/usage/movements": {
    tag: "Account",
    summary: "Lists the movements of the images of a month, newest first.",
    description:
      "Needs the scope `account:read`. Their sum is the number of images that are left. `reason` is `images_analysed` or `limit_changed`.",
    query: UsageQuery,
    responses: { 200: { description: "A page of movements, in images.", body: pageOf(Movement) } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
