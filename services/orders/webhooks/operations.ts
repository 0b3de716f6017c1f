import type { OperationDescription } from "errata/openapi";
import { Id, noContent, pageOf } from "../../shared/http/index.ts";
import { NewWebhook } from "./create-webhook.ts";
import { DeliveryQuery, DeliveryView } from "./delivery.ts";
import { Rotation, WebhookQuery } from "./manage-webhooks.ts";
import { WebhookView, WebhookWithSecret } from "./webhook.ts";

const tag = "Webhooks";
const path = { webhookId: Id.describe("Id of the webhook.") };

/** Inputs and outputs of the operations of webhooks. */
export const webhookOperations = {
  "GET /v1/webhooks": {
    tag,
    summary: "Lists the webhooks of the account, newest first.",
    description: "Requires the scope `webhooks:read`.",
    query: WebhookQuery,
    responses: { 200: { description: "A page of webhooks.", body: pageOf(WebhookView) } },
  },
  "POST /v1/webhooks": {
    tag,
    summary: "Creates a webhook.",
    description: "Requires the scope `webhooks:write`. An account can have 20 webhooks.",
    body: NewWebhook,
    responses: { 201: { description: "The webhook, with its secret.", body: WebhookWithSecret } },
  },
  "GET /v1/webhooks/{webhookId}": {
    tag,
    summary: "Returns a webhook.",
    description: "Requires the scope `webhooks:read`.",
    path,
    responses: { 200: { description: "The webhook.", body: WebhookView } },
  },
  "DELETE /v1/webhooks/{webhookId}": {
    tag,
    summary: "Deletes a webhook and its deliveries.",
    description: "Requires the scope `webhooks:write`.",
    path,
    responses: { 204: noContent("The webhook was deleted.") },
  },
  "POST /v1/webhooks/{webhookId}/rotate": {
    tag,
    summary: "Replaces the secret of a webhook.",
    description:
      "Requires the scope `webhooks:write`. Until the overlap ends, each event has a signature by each of the two secrets. A repeat before then, with or without an `Idempotency-Key`, changes nothing and returns `SECRET_ALREADY_ROTATED`, unless it has `replacesLost`.",
    path,
    body: Rotation,
    isBodyOptional: true,
    responses: { 200: { description: "The webhook, with its new secret.", body: WebhookWithSecret } },
  },
  "POST /v1/webhooks/{webhookId}/test": {
    tag,
    summary: "Sends the event `webhook.test`, once.",
    description: "Requires the scope `webhooks:write`. Its success enables a disabled webhook again.",
    path,
    responses: { 202: { description: "The delivery.", body: DeliveryView } },
  },
  "GET /v1/webhooks/{webhookId}/deliveries": {
    tag,
    summary: "Lists the deliveries of a webhook with their attempts, newest first.",
    description: "Requires the scope `webhooks:read`. Deliveries are kept for 30 days.",
    path,
    query: DeliveryQuery,
    responses: { 200: { description: "A page of deliveries.", body: pageOf(DeliveryView) } },
  },
  "POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay": {
    tag,
    summary: "Sends the event of an earlier delivery again.",
    description:
      "Requires the scope `webhooks:write`. The event keeps its id. Its success enables a disabled webhook again.",
    path: { ...path, deliveryId: Id.describe("Id of the earlier delivery.") },
    responses: { 202: { description: "The new delivery.", body: DeliveryView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
