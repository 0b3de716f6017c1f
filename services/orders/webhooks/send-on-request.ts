import type { TransactionSql } from "errata/store";
import type { Caller } from "../accounts/caller.ts";
import {
  type DeliveryView,
  findDelivery,
  insertDelivery,
  insertEvent,
  type NewDelivery,
  viewDelivery,
} from "./delivery.ts";
import { testEventType } from "./events.ts";
import { findWebhook, type Webhook } from "./webhook.ts";
import type { WebhookContext } from "./webhook-context.ts";

/** Sends a test event, once. If a disabled webhook receives it, the webhook is enabled again. @throws WEBHOOK_NOT_FOUND */
export function sendTest(context: WebhookContext, caller: Caller, webhookId: string): Promise<DeliveryView> {
  return send(context, caller, webhookId, async (sql) => {
    const eventId = await insertEvent(context, sql, testEventType, { webhookId });
    return { webhookId, eventId, kind: "test" };
  });
}

/**
 * Sends the event of an earlier delivery again, with the same id, so that the receiver can detect the repetition.
 *
 * @throws WEBHOOK_NOT_FOUND, also for a delivery of another webhook
 */
export function replayDelivery(
  context: WebhookContext,
  caller: Caller,
  webhookId: string,
  deliveryId: string,
): Promise<DeliveryView> {
  return send(context, caller, webhookId, async (sql, webhook) => {
    const { event_id: eventId } = await findDelivery(sql, webhook, deliveryId);
    return { webhookId, eventId, kind: "replay" };
  });
}

async function send(
  context: WebhookContext,
  caller: Caller,
  webhookId: string,
  prepare: (sql: TransactionSql, webhook: Webhook) => Promise<NewDelivery>,
): Promise<DeliveryView> {
  const view = await context.store.transaction(async (sql) => {
    const webhook = await findWebhook(sql, caller, webhookId);
    const id = await insertDelivery(context, sql, await prepare(sql, webhook));
    return viewDelivery(await findDelivery(sql, webhook, id));
  });
  context.jobs.wake();
  return view;
}
