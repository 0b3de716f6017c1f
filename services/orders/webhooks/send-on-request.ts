import type { TransactionSql } from "errata/store";
import type { Finish } from "../../shared/idempotency/index.ts";
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
export function sendTest<Result>(
  context: WebhookContext,
  caller: Caller,
  webhookId: string,
  finish: Finish<DeliveryView, Result>,
): Promise<Result> {
  const prepare: Prepare = async (sql) => {
    const eventId = await insertEvent(context, sql, testEventType, { webhookId });
    return { webhookId, eventId, kind: "test" };
  };
  return send(context, caller, { webhookId, prepare }, finish);
}

/**
 * Sends the event of an earlier delivery again, with the same id, so that the receiver can detect the repetition.
 *
 * @throws WEBHOOK_NOT_FOUND, also for a delivery of another webhook
 */
export function replayDelivery<Result>(
  context: WebhookContext,
  caller: Caller,
  { webhookId, deliveryId }: { readonly webhookId: string; readonly deliveryId: string },
  finish: Finish<DeliveryView, Result>,
): Promise<Result> {
  const prepare: Prepare = async (sql, webhook) => {
    const { event_id: eventId } = await findDelivery(sql, webhook, deliveryId);
    return { webhookId, eventId, kind: "replay" };
  };
  return send(context, caller, { webhookId, prepare }, finish);
}

/** Returns the delivery to insert. */
type Prepare = (sql: TransactionSql, webhook: Webhook) => Promise<NewDelivery>;

/** @param finish runs last in the transaction @returns what `finish` returns */
async function send<Result>(
  context: WebhookContext,
  caller: Caller,
  { webhookId, prepare }: { readonly webhookId: string; readonly prepare: Prepare },
  finish: Finish<DeliveryView, Result>,
): Promise<Result> {
  const result = await context.store.transaction(async (sql) => {
    const webhook = await findWebhook(sql, caller, webhookId);
    const id = await insertDelivery(context, sql, await prepare(sql, webhook));
    return await finish(sql, viewDelivery(await findDelivery(sql, webhook, id)));
  });
  context.jobs.wake();
  return result;
}
