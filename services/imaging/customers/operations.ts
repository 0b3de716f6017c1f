import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { storageMovements } from "../../shared/files/index.ts";
import { Id, noContent, pageOf } from "../../shared/http/index.ts";
import { RotatedKey, Rotation, revocationNote, rotationNote } from "../../shared/keys/index.ts";
import { Movement } from "../../shared/ledger/index.ts";
import { ListQuery } from "../http.ts";
import { PlanChange } from "./change-plan.ts";
import { NewCustomer } from "./create-customer.ts";
import { CustomerView } from "./customer.ts";
import { CustomerQuery } from "./list-customers.ts";
import { NewToken, TokenView } from "./user-tokens.ts";
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

/** A new token of a user, with its secret. */
const CreatedToken = TokenView.extend({
  token: z
    .string()
    .optional()
    .describe(
      "The token itself. It is returned only once, so a repeat with the same Idempotency-Key does not have it.",
    ),
}).meta({ title: "CreatedUserToken" });

/** The token that replaces another, with its secret. */
const ReplacingToken = TokenView.extend({
  token: z.string().describe("The token itself. It is returned only once."),
  replaces: RotatedKey.describe("The old token."),
}).meta({ title: "ReplacingUserToken" });

const tag = "Customers";
const path = { customerId: Id.describe("Id of the customer.") };
const userPath = { ...path, userId: Id.describe("Id of the user.") };
const tokenPath = { ...userPath, tokenId: Id.describe("Id of the token.") };
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
    summary: "Lists the users of a customer, newest first.",
    path,
    query: ListQuery,
    responses: { 200: { description: "A page of users, without their tokens.", body: pageOf(UserView) } },
  },
  "POST /v1/customers/{customerId}/users": {
    tag,
    summary: "Adds a user with a token for the customer's studies and reports.",
    path,
    body: NewUser,
    responses: { 201: { description: "The user, with the token.", body: CreatedUser } },
  },
  "DELETE /v1/customers/{customerId}/users/{userId}": {
    tag,
    summary: "Deletes a user for good.",
    description:
      "Revokes the user's tokens and erases the name. The partner can delete the reports that the user uploaded.",
    path: userPath,
    responses: { 204: noContent("The user was deleted.") },
  },
  "GET /v1/customers/{customerId}/users/{userId}/tokens": {
    tag,
    summary: "Lists the tokens of a user, newest first, including revoked ones.",
    path: userPath,
    query: ListQuery,
    responses: { 200: { description: "A page of tokens, without their secrets.", body: pageOf(TokenView) } },
  },
  "POST /v1/customers/{customerId}/users/{userId}/tokens": {
    tag,
    summary: "Adds a token for a user.",
    path: userPath,
    body: NewToken,
    responses: { 201: { description: "The token, with its secret.", body: CreatedToken } },
  },
  "POST /v1/customers/{customerId}/users/{userId}/tokens/{tokenId}/rotate": {
    tag,
    summary: "Replaces the token of a user by a new one.",
    description: `A user can rotate the token of the request, which then keeps its expiry. ${rotationNote()}`,
    path: tokenPath,
    body: Rotation,
    isBodyOptional: true,
    responses: { 201: { description: "The new token, with its secret.", body: ReplacingToken } },
  },
  "DELETE /v1/customers/{customerId}/users/{userId}/tokens/{tokenId}": {
    tag,
    summary: "Revokes the token of a user at once.",
    description: revocationNote,
    path: tokenPath,
    responses: { 200: { description: "The revoked token.", body: TokenView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
