import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, rootApp } from "../launch/index.ts";
import { eachEngine } from "../testing/each-engine.ts";
import { httpClient, type Reply } from "../testing/http-client.ts";
import { startOrders } from "../testing/running-orders.ts";
import { testSecrets } from "../testing/test-secrets.ts";
import { openOrders } from "./api.ts";
import { type Receiver, receiver } from "./webhooks/testing/receiver.ts";

const requestCount = 200;
const webhooks = { allow: ["127.0.0.0/8"] };

/** Two services that share a store, as two processes do. Each allows 120 requests per minute and user. */
const onEveryEngine = eachEngine(async (engine) => {
  const first = await startOrders(engine, { webhooks });
  const { store, clock, pool } = first.service.backend;
  const second = await openOrders({ store, secrets: testSecrets, folder: first.folder, clock, pool, webhooks });
  const server = await listen(
    rootApp([second], (occurrence) => void first.occurrences.push(occurrence)),
    0,
  );
  return {
    ...first,
    urls: [first.url, `${server.url}/orders`],
    async stop() {
      await server.close(1_000);
      await first.stop();
    },
  };
});

describe(`${requestCount} simultaneous requests with one Idempotency-Key to two services`, () => {
  onEveryEngine((running) => {
    let target: Receiver;
    beforeAll(async () => {
      target = await receiver();
    });
    afterAll(() => target.close());

    it("create one order; the others get it, or must wait and get it then", async () => {
      const { openUser, urls, service } = running();
      const user = await openUser();
      expect((await user.post("/v1/webhooks", { url: target.url })).status).toBe(201);
      const clients = urls.map((url) => httpClient(url, user.token));
      const send = (index: number): Promise<Reply> =>
        clients[index % 2]!.send("POST", "/v1/orders", '{"type":"inspect"}', {
          "Content-Type": "application/json",
          "Idempotency-Key": "storm",
        });
      const replies = await Promise.all(Array.from({ length: requestCount }, (_, index) => send(index)));

      const created = replies.filter(({ status }) => status === 201);
      const waiting = replies.filter(({ status }) => status !== 201);
      expect(new Set(created.map(({ text }) => text)).size).toBe(1);
      expect(created.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);
      for (const { status, headers } of waiting) expect([status, headers.get("retry-after")]).toEqual([409, "1"]);

      const [again] = await Promise.all([send(0), send(1)]);
      expect([again?.status, again?.text, again?.headers.get("idempotent-replayed")]).toEqual([
        201,
        created[0]?.text,
        "true",
      ]);
      expect((await user.get("/v1/orders")).json.items).toHaveLength(1);
      while ((await service.backend.webhooks.runOnce()) > 0);
      expect(target.received.map(({ body }) => JSON.parse(body).type)).toEqual(["order.created"]);
    });
  });
});
