import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, itemsOf, noContent, pageOf } from "../../shared/http/index.ts";
import { Movement } from "../../shared/ledger/index.ts";
import { scopes } from "./caller.ts";
import { IssuedTokenView, TokenQuery } from "./issued-tokens.ts";
import { PlanView } from "./plans.ts";
import { UsageQuery, UsageView } from "./usage.ts";

/** Body of `PUT /v1/account/plan`. */
export const PlanChange = z.strictObject({ planId: z.string().max(100).describe("Id of a plan that is for sale.") });

/** Body of `POST /v1/tokens`. */
export const NewToken = z.strictObject({
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .max(scopes.length)
    .optional()
    .describe("A subset of the caller's scopes. By default all of them."),
  expiresInSec: z
    .number()
    .int()
    .min(1)
    .max(30 * 24 * 60 * 60)
    .default(3_600)
    .describe("Time until the token expires, in seconds."),
});

/** The caller's account, as the API returns it. */
const AccountView = z
  .object({
    id: z.string().describe("Id of the account."),
    name: z.string().describe("Name of the account."),
    planId: z.string().describe("Id of its plan."),
    user: z
      .object({
        id: z.string().describe("Id of the user."),
        scopes: z.array(z.enum(scopes)).describe("Scopes of the token that the role of the user still allows."),
      })
      .describe("The user that the token belongs to."),
    usage: UsageView.describe("Usage of this calendar month in UTC."),
  })
  .meta({ title: "Account" });

/** The caller's account, as the API returns it. */
export type AccountView = z.output<typeof AccountView>;

/** A new token, as the API returns it. */
const TokenView = z
  .object({
    id: z.string().describe("Id of the token."),
    token: z
      .string()
      .optional()
      .describe(
        "A JSON Web Token for the header `Authorization: Bearer`. It is not stored, so a repeat with the same Idempotency-Key does not have it.",
      ),
    scopes: z.array(z.enum(scopes)).describe("Scopes of the token."),
    expiresInSec: z.int().min(1).describe("Time until it expires, in seconds."),
  })
  .meta({ title: "Token" });

const [accounts, tokens] = ["Accounts", "Tokens"];

/** Inputs and outputs of the operations of accounts, plans and tokens. */
export const accountOperations = {
  "GET /v1/account": {
    tag: accounts,
    summary: "Returns the account of the caller, with its usage.",
    description: "Requires the scope `account:read`.",
    responses: { 200: { description: "The account.", body: AccountView } },
  },
  "GET /v1/usage/movements": {
    tag: accounts,
    summary: "Lists the movements of the orders or units of a month, newest first.",
    description:
      "Requires the scope `account:read`. Their sum is what is left. `reason` is `order_completed` or `limit_changed`. Reservations of confirmed orders are not movements.",
    query: UsageQuery,
    responses: { 200: { description: "A page of movements.", body: pageOf(Movement) } },
  },
  "PUT /v1/account/plan": {
    tag: accounts,
    summary: "Changes the plan of the account.",
    description: "Requires the scope `account:write`. The new plan applies to the current month at once.",
    body: PlanChange,
    responses: { 200: { description: "The account with the new plan.", body: AccountView } },
  },
  "GET /v1/plans": {
    tag: accounts,
    summary: "Lists the plans that are for sale, cheapest first.",
    responses: { 200: { description: "The plans.", body: itemsOf(PlanView) } },
  },
  "GET /v1/plans/{planId}": {
    tag: accounts,
    summary: "Returns a plan that is for sale.",
    path: { planId: Id.describe("Id of the plan.") },
    responses: { 200: { description: "The plan.", body: PlanView } },
  },
  "POST /v1/tokens": {
    tag: tokens,
    summary: "Creates a token with fewer scopes or another lifetime.",
    description: "Requires the scope `tokens:write`, and every scope that the new token has.",
    body: NewToken,
    responses: { 201: { description: "The token. It is returned only once.", body: TokenView } },
  },
  "GET /v1/tokens": {
    tag: tokens,
    summary: "Lists the tokens of the user that have not expired, newest first, including revoked ones.",
    description: "Requires the scope `tokens:write`.",
    query: TokenQuery,
    responses: {
      200: { description: "A page of tokens, without the tokens themselves.", body: pageOf(IssuedTokenView) },
    },
  },
  "DELETE /v1/tokens/{tokenId}": {
    tag: tokens,
    summary: "Revokes a token of the user at once.",
    description: "Requires the scope `tokens:write`. Other tokens stay valid.",
    path: { tokenId: Id.describe("Id of the token.") },
    responses: { 200: { description: "The revoked token.", body: IssuedTokenView } },
  },
  "DELETE /v1/tokens": {
    tag: tokens,
    summary: "Revokes all tokens of the user at once.",
    description: "Requires the scope `tokens:write`. Tokens that are created later are valid.",
    responses: { 204: noContent("The tokens were revoked.") },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
