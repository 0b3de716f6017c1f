import type { Caller } from "../accounts/caller.ts";
import { findDelivery, viewDelivery, writeDelivery, writeEvent } from "./delivery.ts";
import type { Desk } from "./desk.ts";
import { testEventType } from "./event-types.ts";
import { findWebhook } from "./webhook.ts";

type DeliveryView = ReturnType<typeof viewDelivery>;

/** Sends a test event, once, also to a disabled webhook: arriving, it enables it again. @throws WEBHOOK_NOT_FOUND */
export async function sendTest(desk: Desk, caller: Caller, webhookId: string): Promise<DeliveryView> {
  const view = await desk.store.transaction(async (sql) => {
    const webhook = await findWebhook(sql, caller, webhookId);
    const eventId = await writeEvent(desk, sql, testEventType, { webhookId });
    const id = await writeDelivery(desk, sql, { webhookId, eventId, kind: "test" });
    return viewDelivery(await findDelivery(sql, webhook, id));
  });
  desk.jobs.wake();
  return view;
}

/**
 * Sends the event of an earlier delivery once more, under its id, so that a receiver that has it sees the repeat.
 *
 * @throws WEBHOOK_NOT_FOUND, also for a delivery that is not this webhook's
 */
export async function replayDelivery(
  desk: Desk,
  caller: Caller,
  webhookId: string,
  deliveryId: string,
): Promise<DeliveryView> {
  const view = await desk.store.transaction(async (sql) => {
    const webhook = await findWebhook(sql, caller, webhookId);
    const { event_id: eventId } = await findDelivery(sql, webhook, deliveryId);
    const id = await writeDelivery(desk, sql, { webhookId, eventId, kind: "replay" });
    return viewDelivery(await findDelivery(sql, webhook, id));
  });
  desk.jobs.wake();
  return view;
}
