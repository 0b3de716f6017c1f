import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, pageOf } from "../../shared/http/index.ts";
import { RotatedKey, Rotation, revocationNote, rotationNote } from "../../shared/keys/index.ts";
import { Movement } from "../../shared/ledger/index.ts";
import { ListQuery } from "../http.ts";
import { CreditsView } from "./credits.ts";
import { KeyView, NewKey } from "./keys.ts";
import { PartnerView } from "./partner.ts";
import { UsageView } from "./usage.ts";

/** A new API key, with its secret. */
const CreatedKey = KeyView.extend({
  key: z
    .string()
    .optional()
    .describe("The key itself. It is returned only once, so a repeat with the same Idempotency-Key does not have it."),
}).meta({ title: "CreatedApiKey" });

/** The key that replaces another, with its secret. */
const ReplacingKey = KeyView.extend({
  key: z.string().describe("The key itself. It is returned only once."),
  replaces: RotatedKey.describe("The old key."),
}).meta({ title: "ReplacingApiKey" });

const keyPath = { keyId: Id.describe("Id of the key.") };

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
  "GET /v1/credits/movements": {
    tag,
    summary: "Lists the movements of the credits, newest first.",
    description:
      "Their sum is the balance. `reason` is `granted`, `customer_created`, `plan_changed` or `expired`, and `reference` the customer.",
    query: ListQuery,
    responses: { 200: { description: "A page of movements.", body: pageOf(Movement) } },
  },
  "GET /v1/usage": {
    tag,
    summary: "Returns what the partner's customers use.",
    responses: { 200: { description: "The usage.", body: UsageView } },
  },
  "GET /v1/keys": {
    tag,
    summary: "Lists the API keys of the partner, newest first, including revoked ones.",
    query: ListQuery,
    responses: { 200: { description: "A page of keys, without their secrets.", body: pageOf(KeyView) } },
  },
  "POST /v1/keys": {
    tag,
    summary: "Creates an API key.",
    description: "A live key needs a live key.",
    body: NewKey,
    responses: { 201: { description: "The key, with its secret.", body: CreatedKey } },
  },
  "POST /v1/keys/{keyId}/rotate": {
    tag,
    summary: "Replaces an API key by a new one.",
    description: `A live key needs a live key. ${rotationNote()}`,
    path: keyPath,
    body: Rotation,
    isBodyOptional: true,
    responses: { 201: { description: "The new key, with its secret.", body: ReplacingKey } },
  },
  "DELETE /v1/keys/{keyId}": {
    tag,
    summary: "Revokes an API key at once.",
    description: `A live key needs a live key. ${revocationNote}`,
    path: keyPath,
    responses: { 200: { description: "The revoked key.", body: KeyView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
