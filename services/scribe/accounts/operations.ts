import type { OperationDescription } from "errata/openapi";
import { pageOf } from "../../shared/http/index.ts";
import { Movement } from "../../shared/ledger/index.ts";
import { AccountView } from "./account.ts";
import { NewConfiguration } from "./configuration.ts";
import { UsageQuery } from "./usage.ts";

const tag = "Account";

/** Inputs and outputs of the operations of the caller's own account. */
export const accountOperations = {
  "GET /v1/account": {
    tag,
    summary: "Returns the caller's account.",
    responses: { 200: { description: "The account.", body: AccountView } },
  },
  "GET /v1/usage/movements": {
    tag,
    summary: "Lists the notes that were charged, newest first.",
    description:
      "`reason` is `note_written`, and `reference` the consultation, which can have been deleted. Empty notes are not charged.",
    query: UsageQuery,
    responses: { 200: { description: "A page of movements, in notes.", body: pageOf(Movement) } },
  },
  "PUT /v1/account/configuration": {
    tag,
    summary: "Sets the provider and the template of notes.",
    description: "The next note uses them.",
    body: NewConfiguration,
    responses: { 200: { description: "The account.", body: AccountView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
