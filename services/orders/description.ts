import { type ApiDescription, describeApi } from "errata/openapi";
import { bearer } from "../shared/http/index.ts";
import { accountOperations } from "./accounts/operations.ts";
import { orders } from "./contract.ts";
import { orderOperations } from "./orders/operations.ts";
import { webhookOperations } from "./webhooks/operations.ts";
import { webhookDescriptions } from "./webhooks/webhook-descriptions.ts";

/** Inputs and outputs of the orders API. */
export const ordersDescription: ApiDescription = describeApi(orders, {
  description:
    "Converts and inspects files. Create an order, upload its files, confirm it, and read its report or download its file.",
  license: { name: "MIT", identifier: "MIT" },
  security: bearer("A JSON Web Token. `POST /v1/tokens` creates one with fewer scopes or another lifetime."),
  tags: {
    Accounts: "Plans, the caller's account, and its usage.",
    Tokens: "Credentials with fewer scopes or another lifetime.",
    Orders: "Orders, their files, and their results.",
    Webhooks: "Endpoints that receive the results of orders, and their deliveries.",
  },
  operations: { ...accountOperations, ...orderOperations, ...webhookOperations },
  webhooks: webhookDescriptions,
});
