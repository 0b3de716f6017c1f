import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { type KeyedRequest, keyedSuite } from "../testing/keyed-suite.ts";
import { onEveryEngine, type RunningOrders, type TestUser } from "../testing/running-orders.ts";
import { orders } from "./contract.ts";

const key = (value: string) => ({ "Idempotency-Key": value });
const hook = { url: "https://127.0.0.1/hook" };

/** Runs a query that counts. */
async function count(query: Promise<{ n: number }[]>): Promise<number> {
  return (await query)[0]?.n ?? Number.NaN;
}

async function post(
  running: RunningOrders,
  path: string,
  body: object,
  other: object,
  counted: (user: TestUser) => Promise<number>,
): Promise<KeyedRequest> {
  const user = await running.openUser();
  return {
    send: (headers) => user.post(path, body, headers),
    sendOther: (headers) => user.post(path, other, headers),
    count: () => counted(user),
  };
}

async function newWebhook({ post: send }: TestUser): Promise<string> {
  return `/v1/webhooks/${(await send("/v1/webhooks", hook)).json.id}`;
}

/** Prepares a request to send a message, which has a path and no body. */
async function sendMessage(
  running: RunningOrders,
  pathOf: (user: TestUser, webhook: string) => Promise<string>,
): Promise<KeyedRequest> {
  const user = await running.openUser();
  const { sql } = running.service.backend.store;
  const [path, other] = [await pathOf(user, await newWebhook(user)), await pathOf(user, await newWebhook(user))];
  return {
    send: (headers) => user.post(path, undefined, headers),
    sendOther: (headers) => user.post(other, undefined, headers),
    count: () =>
      count(sql`
        SELECT COUNT(*) AS n FROM orders_webhook_deliveries d JOIN orders_webhooks w ON w.id = d.webhook_id
        WHERE account_id = ${user.accountId}`),
  };
}

keyedSuite(
  orders,
  onEveryEngine,
  {
    "POST /v1/tokens": async (running) => ({
      ...(await post(running, "/v1/tokens", {}, { expiresInSec: 60 }, ({ id }) =>
        // Tokens are not stored, so this counts the requests that were done.
        count(running.service.backend.store.sql`
          SELECT COUNT(*) AS n FROM errata_idempotency WHERE tenant = ${id} AND status = 201`),
      )),
      secret: ["token"],
    }),
    "POST /v1/orders": (running) =>
      post(running, "/v1/orders", { type: "inspect" }, { type: "images_to_pdf" }, ({ accountId }) =>
        count(running.service.backend.store.sql`
          SELECT COUNT(*) AS n FROM orders_orders WHERE account_id = ${accountId}`),
      ),
    "POST /v1/orders/{orderId}/file": async (running) => {
      const user = await running.openUser();
      const path = await user.newOrder({ quantity: 5 });
      const upload = (text: string, headers: Record<string, string>) =>
        user.upload(`${path}/file`, text, "a.txt", "text/plain", headers);
      return {
        send: (headers) => upload("a", headers),
        sendOther: (headers) => upload("b", headers),
        async count() {
          const { sql } = running.service.backend.store;
          const files = await readdir(`${running.folder}/orders/kept`);
          expect(await count(sql`SELECT COUNT(*) AS n FROM orders_files`)).toBe(files.length);
          return files.length;
        },
      };
    },
    "POST /v1/orders/{orderId}/confirm": async (running) => {
      const user = await running.openUser();
      const [path, other] = [await user.orderIn("uploaded"), await user.orderIn("uploaded")];
      return {
        send: (headers) => user.post(`${path}/confirm`, undefined, headers),
        sendOther: (headers) => user.post(`${other}/confirm`, undefined, headers),
        count: async () => (await user.get("/v1/account")).json.usage.orders.held,
      };
    },
    "POST /v1/webhooks": async (running) => ({
      ...(await post(running, "/v1/webhooks", hook, { ...hook, description: "Other" }, ({ accountId }) =>
        count(running.service.backend.store.sql`
          SELECT COUNT(*) AS n FROM orders_webhooks WHERE account_id = ${accountId}`),
      )),
      secret: ["secret"],
    }),
    "POST /v1/webhooks/{webhookId}/test": (running) => sendMessage(running, async (_, webhook) => `${webhook}/test`),
    "POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay": (running) =>
      sendMessage(running, async (user, webhook) => {
        const { id } = (await user.post(`${webhook}/test`)).json;
        return `${webhook}/deliveries/${id}/replay`;
      }),
  },
  {
    malformed: "VALIDATION_IDEMPOTENCY_KEY_INVALID",
    reused: "VALIDATION_IDEMPOTENCY_KEY_INVALID",
    inProgress: "REQUEST_IN_PROGRESS",
  },
);

describe("an Idempotency-Key", () => {
  onEveryEngine((running) => {
    it("stores no secret of a webhook and no token", async () => {
      const user = await running().openUser();
      const { token } = (await user.post("/v1/tokens", {}, key("token"))).json;
      const created = (await user.post("/v1/webhooks", hook, key("webhook"))).json;
      const rotated = (await user.post(`/v1/webhooks/${created.id}/rotate`, undefined, key("rotation"))).json;
      const { sql } = running().service.backend.store;
      const rows = await sql`SELECT * FROM errata_idempotency WHERE tenant = ${user.id}`;
      expect(rows).toHaveLength(2);
      for (const secret of [token, created.secret, rotated.secret]) {
        expect(secret).toEqual(expect.any(String));
        expect(JSON.stringify(rows)).not.toContain(secret);
      }
    });

    it("returns the confirmation although the order is completed by then, and charges it once", async () => {
      const user = await running().openUser();
      const path = await user.orderIn("uploaded");
      const confirm = () => user.post(`${path}/confirm`, undefined, key("k"));
      const first = await confirm();
      await running().work();
      const again = await confirm();
      expect([first.status, again.status, again.text]).toEqual([202, 202, first.text]);
      expect((await user.post(`${path}/confirm`)).json.code).toBe("ORDER_ALREADY_COMPLETED");
      expect((await user.get("/v1/account")).json.usage.orders).toMatchObject({ held: 0, used: 1 });
    });

    it("can be used again after the order rejected the request", async () => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "csv_to_json" });
      const confirm = () => user.post(`${path}/confirm`, undefined, key("k"));
      expect((await confirm()).json.code).toBe("ORDER_FILE_NOT_UPLOADED");
      await user.uploadTable(path);
      expect((await confirm()).status).toBe(202);
    });
  });
});
