import type { OperationDescription } from "errata/openapi";
import { AccountView } from "./account.ts";
import { NewConfiguration } from "./configuration.ts";

const tag = "Account";

/** Inputs and outputs of the operations of the caller's own account. */
export const accountOperations = {
  "GET /v1/account": {
    tag,
    summary: "Returns the caller's account.",
    responses: { 200: { description: "The account.", body: AccountView } },
  },
  "PUT /v1/account/configuration": {
    tag,
    summary: "Sets the provider and the template of notes.",
    description: "The next note uses them.",
    body: NewConfiguration,
    responses: { 200: { description: "The account.", body: AccountView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
