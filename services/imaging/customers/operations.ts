import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { storageMovements } from "../../shared/files/index.ts";
import { Id, itemsOf, pageOf } from "../../shared/http/index.ts";
import { Movement } from "../../shared/ledger/index.ts";
import { ListQuery } from "../http.ts";
import { PlanChange } from "./change-plan.ts";
import { NewCustomer } from "./create-customer.ts";
import { CustomerView } from "./customer.ts";
import { CustomerQuery } from "./list-customers.ts";
import { NewUser, UserView } from "./users.ts";

/** A new user, with a token. */
const CreatedUser = UserView.extend({
  token: z
    .string()
    .optional()
    .describe(
      "Token of the user (`img_user_…`). It is returned only once, so a repeat with the same Idempotency-Key does not have it.",
    ),
}).meta({ title: "CreatedUser" });

const tag = "Customers";
const path = { customerId: Id.describe("Id of the customer.") };
const customer = (description: string) => ({ description, body: CustomerView });

/** Inputs and outputs of the operations of customers and their users. */
export const customerOperations = {
  "GET /v1/customers": {
    tag,
    summary: "Lists the customers, newest first.",
    query: CustomerQuery,
    responses: { 200: { description: "A page of customers.", body: pageOf(CustomerView) } },
  },
  "POST /v1/customers": {
    tag,
    summary: "Creates a customer.",
    description: "Charges the partner for the plan, the add-ons and AI Lens medical, once.",
    body: NewCustomer,
    responses: { 201: customer("The customer.") },
  },
  "GET /v1/customers/{customerId}": {
    tag,
    summary: "Returns a customer.",
    path,
    responses: { 200: customer("The customer.") },
  },
  "DELETE /v1/customers/{customerId}": {
    tag,
    summary: "Deletes a customer for good.",
    description:
      "Frees the address and revokes the tokens of the users. The files can no longer be read, and are erased with the name and the address after 30 days; `erasesAt` says when. Nothing is refunded.",
    path,
    responses: { 200: customer("The deleted customer.") },
  },
  "PUT /v1/customers/{customerId}/plan": {
    tag,
    summary: "Changes the plan of a customer.",
    description:
      "Charges the difference to the most that was paid for the customer so far, so that going back to an earlier plan costs nothing. A cheaper plan refunds nothing.",
    path,
    body: PlanChange,
    responses: { 200: customer("The customer with the new plan.") },
  },
  "POST /v1/customers/{customerId}/suspend": {
    tag,
    summary: "Suspends a customer, which is then read-only.",
    path,
    responses: { 200: customer("The suspended customer.") },
  },
  "POST /v1/customers/{customerId}/resume": {
    tag,
    summary: "Resumes a suspended customer.",
    path,
    responses: { 200: customer("The active customer.") },
  },
  "GET /v1/customers/{customerId}/storage/movements": {
    tag,
    summary: "Lists the movements of the customer's storage, newest first.",
    description: storageMovements,
    path,
    query: ListQuery,
    responses: { 200: { description: "A page of movements, in bytes.", body: pageOf(Movement) } },
  },
  "GET /v1/customers/{customerId}/users": {
    tag,
    summary: "Lists the users of a customer, oldest first.",
    path,
    responses: { 200: { description: "The users, without their tokens.", body: itemsOf(UserView) } },
  },
  "POST /v1/customers/{customerId}/users": {
    tag,
    summary: "Adds a user with a token for the customer's studies and reports.",
    path,
    body: NewUser,
    responses: { 201: { description: "The user, with the token.", body: CreatedUser } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
