import type { Migrations } from "errata/store";
import { fakeClock } from "errata/testing";
import { Webhook as Verifier } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../shared/http/index.ts";
import { queueMigrations } from "../../shared/queue/index.ts";
import { secretBox } from "../../shared/secrets/index.ts";
import { eachEngine } from "../../testing/each-engine.ts";
import { testSecrets } from "../../testing/test-secrets.ts";
import type { Caller } from "../accounts/caller.ts";
import { webhookTables } from "../migrations.ts";
import { type Order, viewOrder } from "../orders/order.ts";
import type { State } from "../orders/state-machine.ts";
import { createWebhook, NewWebhook } from "./create-webhook.ts";
import { type Delivery, DeliveryQuery, listDeliveries } from "./delivery.ts";
import { encryptWebhooks } from "./encrypt-webhooks.ts";
import { failingWebhooks } from "./failing-webhooks.ts";
import { deleteWebhook, rotateSecret } from "./manage-webhooks.ts";
import { replayDelivery, sendTest } from "./send-on-request.ts";
import { finishResponse } from "./testing/finish-response.ts";
import { orderOf as testOrder } from "./testing/order-of.ts";
import { type Receiver, receiver } from "./testing/receiver.ts";
import { findWebhook, viewWebhook } from "./webhook.ts";
import { openWebhooks, type WebhooksOptions } from "./webhooks.ts";

const effects: Migrations = { component: "suite", steps: [["CREATE TABLE suite_effects (id TEXT PRIMARY KEY)"]] };
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

const onEveryEngine = eachEngine(async (engine) => {
  const clock = fakeClock({ runs: true });
  const { store, drop } = await engine.open([queueMigrations, webhookTables, effects], clock);
  return {
    ...{ store, clock, stop: drop, advance: clock.advance },
    /** Returns to the present, because the library rejects signatures of other times. */
    rewind: () => clock.set(Date.now()),
    open: (options: Partial<WebhooksOptions> = {}) =>
      openWebhooks({ store, secrets: testSecrets, clock, allow: ["127.0.0.0/8"], random: () => 0, ...options }),
  };
});

describe("webhooks", () => {
  onEveryEngine((running) => {
    let target: Receiver;
    let caller: Caller;
    beforeEach(async () => {
      target = await receiver();
      running().rewind();
      await running().store.sql`DELETE FROM queue_jobs`;
      caller = { accountId: newId("acc") } as Caller;
    });
    afterEach(() => target.close());

    const orderOf = (members: Partial<Order> = {}) => testOrder({ accountId: caller.accountId, ...members });
    const create = async (members: object = {}) => {
      const { context } = running().open();
      return await createWebhook(context, caller, NewWebhook.parse({ url: target.url, ...members }), finishResponse);
    };
    /** Publishes a change of an order in a transaction, as the service does. */
    const move = async (to: State, order = orderOf()) => {
      const { onTransition } = running().open();
      await running().store.transaction((sql) => onTransition(sql, { ...order, state: to }, "pending", to));
    };
    const runAll = async (hooks = running().open()) => {
      let count = 0;
      for (let done = await hooks.runOnce(); done > 0; done = await hooks.runOnce()) count += done;
      return count;
    };
    const log = async (id: string) => {
      const { context } = running().open();
      const { items } = await listDeliveries(
        context,
        await findWebhook(context.store.sql, caller, id),
        DeliveryQuery.parse({}),
      );
      return items as any[];
    };
    const show = async (id: string) => {
      const { context } = running().open();
      return viewWebhook(await findWebhook(context.store.sql, caller, id), context.clock());
    };

    it("sends each change of an order once to each subscribed webhook, signed according to Standard Webhooks", async () => {
      const every = await create();
      const some = await create({ events: ["order.failed", "order.completed"] });
      await move("confirmed");
      await move("completed");
      expect(await runAll()).toBe(3);
      expect(target.received).toHaveLength(3);
      const bodies = target.received.map(({ body, headers }) => {
        const secret = [every.secret, some.secret].find((candidate) => isValid(candidate, body, headers));
        expect(secret).toBeDefined();
        return `${secret === some.secret ? "some" : "every"} ${JSON.parse(body).type}`;
      });
      expect(bodies.sort()).toEqual(["every order.completed", "every order.confirmed", "some order.completed"]);
      const [first] = await log(every.id);
      expect(first).toMatchObject({
        status: "delivered",
        kind: "event",
        nextAttemptAt: null,
        attempts: [{ outcome: "answered", status: 204 }],
      });
    });

    it("sends the order and its previous status", async () => {
      await create();
      const { onTransition } = running().open();
      const order = orderOf();
      await running().store.transaction((sql) => onTransition(sql, order, null, "pending"));
      await runAll();
      const body = JSON.parse(target.received[0]!.body);
      expect(body).toEqual({
        type: "order.created",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        data: {
          order: JSON.parse(JSON.stringify(viewOrder(order))),
          previousStatus: null,
        },
      });
      expect(body.data.order).toMatchObject({ id: order.id, status: "pending", files: { required: 2, uploaded: 0 } });
    });

    it("sends nothing about a change that was rolled back or an order of another account", async () => {
      await create();
      const { onTransition, runOnce } = running().open();
      const rolledBack = running().store.transaction(async (sql) => {
        await onTransition(sql, orderOf({ state: "failed" }), "pending", "failed");
        throw new Error("no");
      });
      await expect(rolledBack).rejects.toThrow("no");
      await move("failed", orderOf({ accountId: "acc_other" }));
      expect(await runOnce()).toBe(0);
    });

    it("sends to a failing receiver ten times in three days with the same id, then disables the webhook", async () => {
      const { id } = await create();
      target.respondWith(500);
      await move("completed");
      const waits = [
        5 * SECOND,
        5 * MINUTE,
        30 * MINUTE,
        2 * HOUR,
        5 * HOUR,
        10 * HOUR,
        14 * HOUR,
        20 * HOUR,
        24 * HOUR,
      ];
      for (const [index, wait] of waits.entries()) {
        expect(await runAll()).toBe(1);
        expect(target.received).toHaveLength(index + 1);
        expect((await log(id))[0]).toMatchObject({ status: "waiting" });
        running().advance(wait - SECOND);
        expect(await runAll()).toBe(0);
        running().advance(SECOND);
      }
      expect((await show(id)).status).toBe("enabled");
      const failing = async () =>
        (await failingWebhooks(running().store.sql)).filter(({ tenant }) => tenant === caller.accountId);
      const shown = { id, tenant: caller.accountId, origin: `http://127.0.0.1:${target.port}`, lastSuccessAt: null };
      expect(await failing()).toEqual([{ ...shown, failures: 1, reason: "status 500", isDisabled: false }]);
      expect(await runAll()).toBe(1);
      expect(await failing()).toEqual([{ ...shown, failures: 1, reason: "status 500", isDisabled: true }]);
      expect(new Set(target.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
      expect(new Set(target.received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(10);
      expect(await show(id)).toMatchObject({ status: "disabled", disabledReason: "failing" });
      const [delivery] = await log(id);
      expect(delivery).toMatchObject({ status: "failed", nextAttemptAt: null });
      expect(delivery.attempts).toHaveLength(10);
      running().advance(30 * DAY);
      expect(await runAll()).toBe(0);
    });

    it("does not disable a webhook that received another delivery since then", async () => {
      const { id } = await create();
      target.respondWith((response, { body }) => {
        response.writeHead(body.includes("order.failed") ? 500 : 204).end();
      });
      await move("failed");
      for (let attempt = 1; attempt <= 10; attempt++) {
        await runAll();
        running().advance(25 * HOUR);
        if (attempt === 5) await move("completed");
      }
      expect((await log(id)).map(({ status }) => status)).toEqual(["delivered", "failed"]);
      expect((await show(id)).status).toBe("enabled");
    });

    it("disables a webhook when its receiver returns 410, and skips later events", async () => {
      const { id } = await create();
      target.respondWith(410);
      await move("completed");
      await runAll();
      await move("failed");
      expect(await show(id)).toMatchObject({ status: "disabled", disabledReason: "gone" });
      expect(await runAll()).toBe(0);
      expect(target.received).toHaveLength(1);
      expect((await log(id)).map(({ status }) => status)).toEqual(["failed"]);
    });

    it("skips deliveries that were waiting when the webhook was disabled", async () => {
      const { id } = await create();
      await move("completed");
      await running().store.sql`UPDATE orders_webhooks SET disabled_reason = 'failing' WHERE id = ${id}`;
      await runAll();
      expect(target.received).toHaveLength(0);
      expect((await log(id))[0]).toMatchObject({ status: "skipped", attempts: [] });
    });

    it("respects Retry-After up to one day if it is longer than the wait of the schedule", async () => {
      const { id } = await create();
      target.respondWith(429, { "Retry-After": "60" });
      await move("completed");
      await runAll();
      running().advance(59 * SECOND);
      expect(await runAll()).toBe(0);
      target.respondWith(503, { "Retry-After": "99999999" });
      running().advance(SECOND);
      expect(await runAll()).toBe(1);
      running().advance(DAY - SECOND);
      expect(await runAll()).toBe(0);
      target.respondWith(503, { "Retry-After": "1" });
      running().advance(SECOND);
      expect(await runAll()).toBe(1);
      running().advance(30 * MINUTE - SECOND);
      expect(await runAll()).toBe(0);
      target.respondWith(204);
      running().advance(SECOND);
      expect(await runAll()).toBe(1);
      expect((await log(id))[0].attempts.map(({ status }: { status: number }) => status)).toEqual([429, 503, 503, 204]);
    });

    it("logs redirects, timeouts, broken connections and private addresses as failed attempts", async () => {
      const { id } = await create();
      const other = await receiver();
      await move("completed");
      target.respondWith(302, { Location: other.url });
      await runAll();
      target.respondWith(() => undefined);
      running().advance(5 * SECOND);
      await runAll(running().open({ timeoutMs: 50 }));
      target.respondWith((response) => response.destroy());
      running().advance(5 * MINUTE);
      await runAll();
      running().advance(30 * MINUTE);
      await runAll(running().open({ allow: [] }));
      expect((await log(id))[0].attempts).toMatchObject([
        { outcome: "answered", status: 302 },
        { outcome: "timeout", status: null },
        { outcome: "connection_failed", status: null },
        { outcome: "address_refused", status: null },
      ]);
      expect(other.connections()).toBe(0);
      await other.close();
    });

    it("also signs with the old secret until the overlap ends", async () => {
      const { id, secret: old } = await create();
      const { context } = running().open();
      const { secret } = await rotateSecret(context, caller, id, { overlapSec: 60, replacesLost: false });
      expect(secret).not.toBe(old);
      const sentWith = async () => {
        await sendTest(context, caller, id, finishResponse);
        await runAll();
        const { body, headers } = target.received.at(-1)!;
        return [secret, old].map((candidate) => isValid(candidate, body, headers));
      };
      expect(await sentWith()).toEqual([true, true]);
      expect((await show(id)).oldSecretUntil).not.toBeNull();
      running().advance(60 * SECOND);
      expect(await sentWith()).toEqual([true, false]);
      expect((await show(id)).oldSecretUntil).toBeNull();
      await rotateSecret(context, caller, id, { overlapSec: 0, replacesLost: false });
      expect(await sentWith()).toEqual([false, false]);
    });

    it("stores its secrets encrypted, and encrypts those of an earlier key or of no key when the service starts", async () => {
      const { store, open } = running();
      const { id, secret: old } = await create();
      const { secret } = await rotateSecret(open().context, caller, id, { overlapSec: 60, replacesLost: false });
      const stored = async () => JSON.stringify(await store.sql`SELECT * FROM orders_webhooks WHERE id = ${id}`);
      for (const each of [secret, old]) expect(await stored()).not.toContain(each);
      await store.sql`UPDATE orders_webhooks SET old_secret = ${old} WHERE id = ${id}`;

      const newKey = Buffer.alloc(32, 9);
      await encryptWebhooks(store, secretBox([newKey, Buffer.alloc(32, 7)]));
      expect(await stored()).not.toContain(old);
      const secrets = secretBox([newKey]);
      await sendTest(open({ secrets }).context, caller, id, finishResponse);
      await runAll(open({ secrets }));
      const { body, headers } = target.received.at(-1)!;
      expect([secret, old].map((candidate) => isValid(candidate, body, headers))).toEqual([true, true]);
    });

    it("sends a test once, regardless of the subscribed events, and enables the webhook if it is delivered", async () => {
      const { id } = await create({ events: ["order.failed"] });
      const { context } = running().open();
      target.respondWith(500);
      await sendTest(context, caller, id, finishResponse);
      await runAll();
      running().advance(DAY);
      expect(await runAll()).toBe(0);
      expect((await log(id))[0]).toMatchObject({ kind: "test", type: "webhook.test", status: "failed" });
      expect((await show(id)).status).toBe("enabled");
      await running().store.sql`UPDATE orders_webhooks SET disabled_reason = 'failing' WHERE id = ${id}`;
      target.respondWith(204);
      expect(await sendTest(context, caller, id, finishResponse)).toMatchObject({ status: "waiting", attempts: [] });
      await runAll();
      expect(JSON.parse(target.received.at(-1)!.body)).toMatchObject({ type: "webhook.test", data: { webhookId: id } });
      expect(await show(id)).toMatchObject({ status: "enabled", disabledReason: null });
    });

    it("replays a delivery with the same event id and body", async () => {
      const { id } = await create();
      await move("completed");
      await runAll();
      const [{ id: deliveryId }] = await log(id);
      const { context } = running().open();
      const replay = await replayDelivery(context, caller, { webhookId: id, deliveryId }, finishResponse);
      expect(replay).toMatchObject({ kind: "replay", type: "order.completed", status: "waiting" });
      await runAll();
      const [first, second] = target.received;
      expect(second!.body).toBe(first!.body);
      expect(second!.headers["webhook-id"]).toBe(first!.headers["webhook-id"]);
      expect(await log(id)).toHaveLength(2);
    });

    it("sends nothing to a deleted webhook, not even a delivery inserted at the same time", async () => {
      const { id } = await create();
      await move("completed");
      const { context } = running().open();
      await deleteWebhook(context, caller, id);
      const events = await context.store.sql<{ id: string }>`SELECT id FROM orders_webhook_events`;
      await context.store.transaction(async (sql) => {
        await sql`
          INSERT INTO orders_webhook_deliveries (id, webhook_id, event_id, kind, state, attempts, created_at)
          VALUES ('dlv_late', ${id}, ${events[0]!.id}, 'event', 'waiting', '[]', 0)`;
        await context.jobs.enqueue(sql, { id: "dlv_late", payload: { deliveryId: "dlv_late" } });
      });
      await runAll();
      expect(target.received).toHaveLength(0);
      expect(await context.store.sql`SELECT id FROM orders_webhook_deliveries WHERE webhook_id = ${id}`).toEqual([]);
      expect(await context.jobs.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });

    it("sends each of 100 changes once with three concurrent senders", async () => {
      await create();
      for (let index = 0; index < 100; index++) await move("completed");
      const senders = Array.from({ length: 3 }, () => running().open());
      for (const sender of senders) sender.start();
      await expect.poll(() => target.received.length, { timeout: 10_000 }).toBe(100);
      await Promise.all(senders.map((sender) => sender.stop()));
      expect(new Set(target.received.map(({ headers }) => headers["webhook-id"])).size).toBe(100);
      expect(target.received).toHaveLength(100);
    });

    it("fails a delivery whose sender died on every attempt", async () => {
      const { id } = await create();
      await move("completed");
      await running().store.sql`UPDATE queue_jobs SET attempts = 10000`;
      const failed: unknown[] = [];
      await runAll(running().open({ onJobFailed: (error) => failed.push(error) }));
      expect((await log(id))[0]).toMatchObject({ status: "failed", attempts: [] });
      expect(failed).toHaveLength(1);
    });

    it("deletes deliveries after 30 days", async () => {
      const { id } = await create();
      const hooks = running().open();
      await running().store.sql`DELETE FROM orders_webhook_deliveries`;
      await running().store.sql`DELETE FROM orders_webhook_events`;
      await running().store.sql`DELETE FROM orders_deleted_webhooks`;
      await move("completed");
      await runAll();
      running().advance(30 * DAY - MINUTE);
      expect(await hooks.cleanUp()).toBe(0);
      running().advance(MINUTE + SECOND);
      expect(await hooks.cleanUp()).toBe(2);
      expect(await log(id)).toEqual([]);
      expect(await running().store.sql<Delivery>`SELECT id FROM orders_webhook_deliveries`).toEqual([]);
    });
  });
});

function isValid(secret: string, body: string, headers: Record<string, string>): boolean {
  const { "webhook-timestamp": timestamp = "" } = headers;
  // The library compares the timestamp with the system clock, not with the clock of the test.
  if (Math.abs(Number(timestamp) - Date.now() / 1000) > 240)
    throw new Error("the clock of the test is not at the present");
  try {
    new Verifier(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
