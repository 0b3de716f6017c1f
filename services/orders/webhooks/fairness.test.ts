import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../shared/http/index.ts";
import { queueMigrations } from "../../shared/queue/index.ts";
import { eachEngine } from "../../testing/each-engine.ts";
import { testSecrets } from "../../testing/test-secrets.ts";
import type { Caller } from "../accounts/caller.ts";
import { webhookTables } from "../migrations.ts";

import { createWebhook, NewWebhook } from "./create-webhook.ts";
import { finishResponse } from "./testing/finish-response.ts";
import { orderOf } from "./testing/order-of.ts";
import { type Receiver, receiver } from "./testing/receiver.ts";
import { openWebhooks, type Webhooks, type WebhooksOptions } from "./webhooks.ts";

const onEveryEngine = eachEngine(async (engine) => {
  const { store, drop } = await engine.open([queueMigrations, webhookTables], Date.now);
  const open = (options: Partial<WebhooksOptions> = {}) =>
    openWebhooks({ store, secrets: testSecrets, allow: ["127.0.0.0/8"], random: () => 0, ...options });
  return { store, open, stop: drop };
});

describe("webhooks with slow receivers", () => {
  onEveryEngine((running) => {
    let healthy: Receiver;
    let stalled: Receiver;
    let hooks: Webhooks;
    beforeEach(async () => {
      await running().store.sql`DELETE FROM queue_jobs`;
      [healthy, stalled] = [await receiver(), await receiver()];
      // Never responds, and keeps the connection open.
      stalled.respondWith(() => undefined);
    });
    afterEach(async () => {
      await Promise.all([healthy.close(), stalled.close(), hooks.stop()]);
    });

    const newCaller = () => ({ accountId: newId("acc") }) as Caller;
    const subscribe = async (caller: Caller, url: string, count = 1) => {
      for (let index = 0; index < count; index += 1)
        await createWebhook(hooks.context, caller, NewWebhook.parse({ url: `${url}?${index}` }), finishResponse);
    };
    /** Publishes changes of orders, each in a transaction, as the service does. */
    const change = async ({ accountId }: Caller, count: number) => {
      for (let index = 0; index < count; index += 1) {
        const order = orderOf({ accountId, state: "failed" });
        await running().store.transaction((sql) => hooks.onTransition(sql, order, "processing", "failed"));
      }
    };

    it("sends the deliveries of one account while the receivers of another stall", async () => {
      hooks = running().open({ timeoutMs: 20_000, concurrency: 4 });
      const [slow, other] = [newCaller(), newCaller()];
      await subscribe(slow, stalled.url);
      await subscribe(other, healthy.url);
      await change(slow, 8);
      await change(other, 8);
      hooks.start();
      await expect.poll(() => healthy.received.length, { timeout: 10_000 }).toBe(8);
      expect(stalled.received).toHaveLength(2);
    });

    it("sends the deliveries of one webhook while 18 others of the same account stall", async () => {
      hooks = running().open({ timeoutMs: 20_000 });
      const caller = newCaller();
      await subscribe(caller, stalled.url, 18);
      await change(caller, 8);
      hooks.start();
      // Each stalled webhook has two deliveries in progress, and the others of it wait.
      await expect.poll(() => stalled.received.length, { timeout: 10_000 }).toBe(36);
      await subscribe(caller, healthy.url);
      const start = performance.now();
      await change(caller, 8);
      await expect.poll(() => healthy.received.length, { timeout: 10_000 }).toBe(8);
      expect(performance.now() - start).toBeLessThan(5_000);
      expect(stalled.received).toHaveLength(36);
    });

    it("delays an account by one time limit at most while stalled receivers of others occupy every sender", async () => {
      hooks = running().open({ timeoutMs: 2_000, concurrency: 8 });
      const [first, second, other] = [newCaller(), newCaller(), newCaller()];
      for (const caller of [first, second]) {
        await subscribe(caller, stalled.url, 3);
        await change(caller, 3);
      }
      hooks.start();
      await expect.poll(() => stalled.received.length, { interval: 10, timeout: 10_000 }).toBe(8);
      let stalledBefore = 0;
      healthy.respondWith((response) => {
        stalledBefore = stalled.received.length;
        response.writeHead(204).end();
      });
      await subscribe(other, healthy.url);
      await change(other, 1);
      await expect.poll(() => healthy.received.length, { interval: 10, timeout: 10_000 }).toBe(1);
      // One of the 8 senders that become free takes the delivery, before any sends a second message to a stalled receiver.
      expect(stalledBefore).toBeLessThanOrEqual(8 + 7);
    });
  });
});
