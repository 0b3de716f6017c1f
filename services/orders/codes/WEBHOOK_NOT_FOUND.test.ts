import { describe, expect, it } from "vitest";
import type { HttpClient } from "../../testing/http-client.ts";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

/** Every operation on one webhook. */
const operations = [
  ["GET", ""],
  ["DELETE", ""],
  ["POST", "/rotate"],
  ["POST", "/test"],
  ["GET", "/deliveries"],
  ["POST", "/deliveries/dlv_000000000000000000000000/replay"],
] as const;

const create = async (user: HttpClient): Promise<string> => {
  const reply = await user.post("/v1/webhooks", { url: "https://receiver.example/hook" });
  expect(reply.status).toBe(201);
  return reply.json.id;
};

describe("WEBHOOK_NOT_FOUND", () => {
  recordsExchange(ordersDemo, "WEBHOOK_NOT_FOUND", {
    steps: [as("ada").get("/v1/webhooks/whk_000000000000000000000000", { note: "no such webhook" })],
    works: as("ada").get("/v1/webhooks?limit=1", { note: "lists the webhooks that exist" }),
  });

  onEveryEngine((running) => {
    it.each(operations)(
      "is returned by %s …%s for an unknown, a deleted and another account's webhook, with the same headers",
      async (method, rest) => {
        const { openUser } = running();
        const [user, other] = [await openUser(), await openUser()];
        const [deleted, foreign] = [await create(user), await create(other)];
        expect((await user.delete(`/v1/webhooks/${deleted}`)).status).toBe(204);
        const replies = [];
        for (const id of [deleted, foreign, "whk_000000000000000000000000", "nonsense"]) {
          const reply = await user.send(method, `/v1/webhooks/${id}${rest}`);
          expectOrdersError(reply, "WEBHOOK_NOT_FOUND", "Webhook not found.");
          replies.push(stableHeaders(reply));
        }
        for (const headers of replies) expect(headers).toEqual(replies[0]);
        expect((await other.get(`/v1/webhooks/${foreign}`)).status).toBe(200);
      },
    );

    it("is returned for the replay of an unknown delivery or that of another webhook", async () => {
      const { openUser } = running();
      const [user, other] = [await openUser(), await openUser()];
      const [webhook, sibling, foreign] = [await create(user), await create(user), await create(other)];
      const deliveryOf = async (client: HttpClient, id: string): Promise<string> =>
        (await client.post(`/v1/webhooks/${id}/test`)).json.id;
      const ids = [await deliveryOf(user, sibling), await deliveryOf(other, foreign), "nonsense"];
      for (const id of ids) {
        const reply = await user.post(`/v1/webhooks/${webhook}/deliveries/${id}/replay`);
        expectOrdersError(reply, "WEBHOOK_NOT_FOUND", "Webhook not found.");
      }
      const known = await deliveryOf(user, webhook);
      expect((await user.post(`/v1/webhooks/${webhook}/deliveries/${known}/replay`)).status).toBe(202);
    });
  });
});
