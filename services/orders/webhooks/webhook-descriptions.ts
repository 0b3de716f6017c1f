import type { WebhookDescription } from "errata/openapi";
import { z } from "zod";
import { type EventType, eventTypes, messageOf, testEventType } from "./events.ts";
import { maxAttempts } from "./retry-schedule.ts";

const MessageHeaders = z.object({
  "webhook-id": z
    .string()
    .describe("Id of the event. It is the same on each attempt and each replay, so that you can ignore repetitions."),
  "webhook-timestamp": z
    .string()
    .regex(/^\d+$/)
    .describe("Time of the attempt in seconds since 1970. Reject messages older than five minutes."),
  "webhook-signature": z
    .string()
    .describe(
      "One or more signatures, separated by spaces: `v1,` and the base64 of the HMAC-SHA-256 of `{webhook-id}.{webhook-timestamp}.{body}`. The key is the part of the secret after `whsec_`, decoded from base64.",
    ),
});

const description = `Messages follow [Standard Webhooks](https://www.standardwebhooks.com). Verify \`webhook-signature\` with the bytes of the body, before you parse it.

A message without a response of 2xx within 15 s is sent up to ${maxAttempts} times over three days: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h. A longer \`Retry-After\` is respected, up to one day. Redirects are not followed. Events can arrive more than once and in another sequence.

A response of 410 disables the webhook at once. A message that fails on every attempt disables it if no other message was accepted in the meantime. A successful test or replay enables it again.

After \`POST /v1/webhooks/{webhookId}/rotate\`, messages have a signature by each secret until the overlap ends.

\`GET /v1/webhooks/{webhookId}/deliveries\` lists the deliveries of 30 days with their attempts, and \`…/deliveries/{deliveryId}/replay\` sends one again.`;

const summaries: Readonly<Record<EventType, string>> = {
  "order.created": "An order was created.",
  "order.uploaded": "The last file of an order was uploaded.",
  "order.confirmed": "An order was confirmed and waits for a worker.",
  "order.processing": "A worker started to process an order. After a crash, the event is sent again.",
  "order.completed": "An order was completed and charged.",
  "order.failed": "An order failed or was cancelled. Nothing was charged.",
  "order.expired": "An order expired, or its result was deleted.",
  "order.timed_out": "Processing an order took too long. Nothing was charged.",
};

const responses = {
  "2XX": "The message is delivered. The body is ignored.",
  410: "The webhook is disabled, and its waiting messages are skipped.",
  default: "The message is sent again later.",
};

const shared = { description, headers: MessageHeaders, responses };

/** The requests that the API sends, by the name of their event. */
export const webhookDescriptions: Readonly<Record<string, WebhookDescription>> = {
  ...Object.fromEntries(
    eventTypes.map((type) => [type, { summary: summaries[type], body: messageOf(type), ...shared }]),
  ),
  [testEventType]: {
    ...shared,
    summary: "A test was requested with `POST /v1/webhooks/{webhookId}/test`.",
    body: messageOf(testEventType),
    responses: { ...responses, default: "The test failed. It is not sent again." },
  },
};
