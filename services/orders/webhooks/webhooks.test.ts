import type { Migrations } from "errata/store";
import { Webhook as Verifier } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../shared/http/index.ts";
import { queueMigrations } from "../../shared/queue/index.ts";
import { eachEngine } from "../../testing/each-engine.ts";
import type { Caller } from "../accounts/caller.ts";
import type { Order } from "../orders/order.ts";
import type { State } from "../state-machine.ts";
import { createWebhook, NewWebhook } from "./create-webhook.ts";
import { deleteWebhook } from "./delete-webhook.ts";
import type { Delivery } from "./delivery.ts";
import { DeliveryQuery, listDeliveries } from "./list-deliveries.ts";
import { webhookTables } from "./migrations.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { replayDelivery, sendTest } from "./send-again.ts";
import { type Receiver, receiver } from "./testing/receiver.ts";
import { findWebhook, viewWebhook } from "./webhook.ts";
import { openWebhooks, type WebhooksOptions } from "./webhooks.ts";

const effects: Migrations = { component: "suite", steps: [["CREATE TABLE suite_effects (id TEXT PRIMARY KEY)"]] };
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

const onEveryEngine = eachEngine(async (engine) => {
  let aheadMs = 0;
  const clock = () => Date.now() + aheadMs;
  const { store, drop } = await engine.open([queueMigrations, webhookTables, effects], clock);
  return {
    ...{ store, clock, stop: drop, occurrences: [] },
    advance(ms: number) {
      aheadMs += ms;
    },
    /** Comes back to the present, which signatures are checked against. */
    rewind() {
      aheadMs = 0;
    },
    open: (options: Partial<WebhooksOptions> = {}) =>
      openWebhooks({ store, clock, allow: ["127.0.0.0/8"], random: () => 0, ...options }),
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

    const orderOf = (over: Partial<Order> = {}) =>
      ({ id: newId("ord"), accountId: caller.accountId, userId: "usr_1", type: "inspect", ...over }) as Order;
    const create = async (members: object = {}) => {
      const { desk } = running().open();
      return await createWebhook(desk, caller, NewWebhook.parse({ url: target.url, ...members }));
    };
    /** Moves an order, as the service does: change and event in one transaction. */
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
      const { desk } = running().open();
      const { items } = await listDeliveries(
        desk,
        await findWebhook(desk.store.sql, caller, id),
        DeliveryQuery.parse({}),
      );
      return items as any[];
    };
    const show = async (id: string) => {
      const { desk } = running().open();
      return viewWebhook(await findWebhook(desk.store.sql, caller, id), desk.clock());
    };

    it("sends each change of an order once to each webhook that asked, signed as Standard Webhooks says", async () => {
      const every = await create();
      const some = await create({ events: ["order.failed", "order.completed"] });
      await move("confirmed");
      await move("completed");
      expect(await runAll()).toBe(3);
      expect(target.received).toHaveLength(3);
      const bodies = target.received.map(({ body, headers }) => {
        const secret = [every.secret, some.secret].find((one) => isGood(one, body, headers));
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

    it("tells of a new order, and of where a changed one came from", async () => {
      await create();
      const { onTransition } = running().open();
      const order = orderOf({ state: "pending", quantity: 2, uploaded: 0, units: null, failure: null });
      await running().store.transaction((sql) => onTransition(sql, order, null, "pending"));
      await runAll();
      const body = JSON.parse(target.received[0]!.body);
      expect(body).toEqual({
        type: "order.created",
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        data: {
          order: {
            ...{ id: order.id, type: "inspect", status: "pending", quantity: 2, uploaded: 0, units: null },
            ...{ failureReason: null, userId: "usr_1" },
          },
          previousStatus: null,
        },
      });
    });

    it("sends nothing of a change that was taken back, and nothing to another account", async () => {
      await create();
      const { onTransition, runOnce } = running().open();
      const undone = running().store.transaction(async (sql) => {
        await onTransition(sql, orderOf({ state: "failed" }), "pending", "failed");
        throw new Error("no");
      });
      await expect(undone).rejects.toThrow("no");
      await move("failed", orderOf({ accountId: "acc_other" }));
      expect(await runOnce()).toBe(0);
    });

    it("tries a failing receiver ten times over three days under one id, then disables the webhook", async () => {
      const { id } = await create();
      target.answer(500);
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
      expect(await runAll()).toBe(1);
      expect(new Set(target.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
      expect(new Set(target.received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(10);
      expect(await show(id)).toMatchObject({ status: "disabled", disabledReason: "failing" });
      const [delivery] = await log(id);
      expect(delivery).toMatchObject({ status: "failed", nextAttemptAt: null });
      expect(delivery.attempts).toHaveLength(10);
      running().advance(30 * DAY);
      expect(await runAll()).toBe(0);
    });

    it("does not disable a webhook that took something since", async () => {
      const { id } = await create();
      target.answer((response, { body }) => {
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

    it("disables a webhook at once whose receiver says that it is gone, and skips what waits for it", async () => {
      const { id } = await create();
      target.answer(410);
      await move("completed");
      await runAll();
      await move("failed");
      expect(await show(id)).toMatchObject({ status: "disabled", disabledReason: "gone" });
      expect(await runAll()).toBe(0);
      expect(target.received).toHaveLength(1);
      expect((await log(id)).map(({ status }) => status)).toEqual(["failed"]);
    });

    it("skips what was written before a webhook was disabled", async () => {
      const { id } = await create();
      await move("completed");
      await running().store.sql`UPDATE orders_webhooks SET disabled_reason = 'failing' WHERE id = ${id}`;
      await runAll();
      expect(target.received).toHaveLength(0);
      expect((await log(id))[0]).toMatchObject({ status: "skipped", attempts: [] });
    });

    it("waits as long as a receiver asks, up to a day, and never shorter than the schedule", async () => {
      const { id } = await create();
      target.answer(429, { "Retry-After": "60" });
      await move("completed");
      await runAll();
      running().advance(59 * SECOND);
      expect(await runAll()).toBe(0);
      target.answer(503, { "Retry-After": "99999999" });
      running().advance(SECOND);
      expect(await runAll()).toBe(1);
      running().advance(DAY - SECOND);
      expect(await runAll()).toBe(0);
      target.answer(503, { "Retry-After": "1" });
      running().advance(SECOND);
      expect(await runAll()).toBe(1);
      running().advance(30 * MINUTE - SECOND);
      expect(await runAll()).toBe(0);
      target.answer(204);
      running().advance(SECOND);
      expect(await runAll()).toBe(1);
      expect((await log(id))[0].attempts.map(({ status }: { status: number }) => status)).toEqual([429, 503, 503, 204]);
    });

    it("counts a redirect, a time-out and a broken connection as failures, and says which it was", async () => {
      const { id } = await create();
      const other = await receiver();
      await move("completed");
      target.answer(302, { Location: other.url });
      await runAll();
      target.answer(() => undefined);
      running().advance(5 * SECOND);
      await runAll(running().open({ timeoutMs: 50 }));
      target.answer((response) => response.destroy());
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

    it("signs by the old secret too until the overlap ends", async () => {
      const { id, secret: old } = await create();
      const { desk } = running().open();
      const { secret } = await rotateSecret(desk, caller, id, { overlapSec: 60 });
      expect(secret).not.toBe(old);
      const sentWith = async () => {
        await sendTest(desk, caller, id);
        await runAll();
        const { body, headers } = target.received.at(-1)!;
        return [secret, old].map((one) => isGood(one, body, headers));
      };
      expect(await sentWith()).toEqual([true, true]);
      expect((await show(id)).oldSecretUntil).not.toBeNull();
      running().advance(60 * SECOND);
      expect(await sentWith()).toEqual([true, false]);
      expect((await show(id)).oldSecretUntil).toBeNull();
      await rotateSecret(desk, caller, id, { overlapSec: 0 });
      expect(await sentWith()).toEqual([false, false]);
    });

    it("sends a test once, whatever the webhook asked for; what arrives enables it again", async () => {
      const { id } = await create({ events: ["order.failed"] });
      const { desk } = running().open();
      target.answer(500);
      await sendTest(desk, caller, id);
      await runAll();
      running().advance(DAY);
      expect(await runAll()).toBe(0);
      expect((await log(id))[0]).toMatchObject({ kind: "test", type: "webhook.test", status: "failed" });
      expect((await show(id)).status).toBe("enabled");
      await running().store.sql`UPDATE orders_webhooks SET disabled_reason = 'failing' WHERE id = ${id}`;
      target.answer(204);
      expect(await sendTest(desk, caller, id)).toMatchObject({ status: "waiting", attempts: [] });
      await runAll();
      expect(JSON.parse(target.received.at(-1)!.body)).toMatchObject({ type: "webhook.test", data: { webhookId: id } });
      expect(await show(id)).toMatchObject({ status: "enabled", disabledReason: null });
    });

    it("replays a delivery under the id of its event, with the same body", async () => {
      const { id } = await create();
      await move("completed");
      await runAll();
      const [{ id: deliveryId }] = await log(id);
      const { desk } = running().open();
      const replay = await replayDelivery(desk, caller, id, deliveryId);
      expect(replay).toMatchObject({ kind: "replay", type: "order.completed", status: "waiting" });
      await runAll();
      const [first, second] = target.received;
      expect(second!.body).toBe(first!.body);
      expect(second!.headers["webhook-id"]).toBe(first!.headers["webhook-id"]);
      expect(await log(id)).toHaveLength(2);
    });

    it("sends nothing to a deleted webhook, not even what was written at that moment", async () => {
      const { id } = await create();
      await move("completed");
      const { desk } = running().open();
      await deleteWebhook(desk, caller, id);
      const events = await desk.store.sql<{ id: string }>`SELECT id FROM orders_webhook_events`;
      await desk.store.transaction(async (sql) => {
        await sql`
          INSERT INTO orders_webhook_deliveries (id, webhook_id, event_id, kind, state, attempts, created_at)
          VALUES ('dlv_late', ${id}, ${events[0]!.id}, 'event', 'waiting', '[]', 0)`;
        await desk.jobs.enqueue(sql, { id: "dlv_late", payload: { deliveryId: "dlv_late" } });
      });
      await runAll();
      expect(target.received).toHaveLength(0);
      expect(await desk.store.sql`SELECT id FROM orders_webhook_deliveries WHERE webhook_id = ${id}`).toEqual([]);
      expect(await desk.jobs.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });

    it("of 100 changes sends each once with three senders at work", async () => {
      await create();
      for (let index = 0; index < 100; index++) await move("completed");
      const senders = Array.from({ length: 3 }, () => running().open());
      for (const sender of senders) sender.start();
      await expect.poll(() => target.received.length, { timeout: 10_000 }).toBe(100);
      await Promise.all(senders.map((sender) => sender.stop()));
      expect(new Set(target.received.map(({ headers }) => headers["webhook-id"])).size).toBe(100);
      expect(target.received).toHaveLength(100);
    });

    it("sends what one account has while another's receivers stall", async () => {
      const stalled = await receiver();
      stalled.answer(() => undefined);
      const slow = { ...caller, accountId: newId("acc") };
      const hooks = running().open({ timeoutMs: 20_000, concurrency: 4 });
      await createWebhook(hooks.desk, slow, NewWebhook.parse({ url: stalled.url }));
      for (let index = 0; index < 8; index++) await move("failed", orderOf({ accountId: slow.accountId }));
      await create();
      for (let index = 0; index < 8; index++) await move("completed");
      hooks.start();
      await expect.poll(() => target.received.length, { timeout: 10_000 }).toBe(8);
      expect(stalled.received).toHaveLength(2);
      await stalled.close();
      await hooks.stop();
    });

    it("ends a delivery whose sender died at every attempt", async () => {
      const { id } = await create();
      await move("completed");
      await running().store.sql`UPDATE queue_jobs SET attempts = 10000`;
      const failed: unknown[] = [];
      await runAll(running().open({ onJobFailed: (error) => failed.push(error) }));
      expect((await log(id))[0]).toMatchObject({ status: "failed", attempts: [] });
      expect(failed).toHaveLength(1);
    });

    it("keeps the log for 30 days", async () => {
      const { id } = await create();
      const hooks = running().open();
      await running().store.sql`DELETE FROM orders_webhook_deliveries`;
      await running().store.sql`DELETE FROM orders_webhook_events`;
      await move("completed");
      await runAll();
      running().advance(30 * DAY - MINUTE);
      expect(await hooks.tidy()).toBe(0);
      running().advance(MINUTE + SECOND);
      expect(await hooks.tidy()).toBe(2);
      expect(await log(id)).toEqual([]);
      expect(await running().store.sql<Delivery>`SELECT id FROM orders_webhook_deliveries`).toEqual([]);
    });
  });
});

function isGood(secret: string, body: string, headers: Record<string, string>): boolean {
  const { "webhook-timestamp": timestamp = "" } = headers;
  // The library compares with the time of day, which a test may have left behind.
  if (Math.abs(Number(timestamp) - Date.now() / 1000) > 240) throw new Error("sent at another time than now");
  try {
    new Verifier(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
}
