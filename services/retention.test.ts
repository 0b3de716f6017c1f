import { balances, type Store } from "errata/store";
import { describe, expect, it } from "vitest";
import { deleteWebhook } from "./orders/webhooks/manage-webhooks.ts";
import { queue } from "./shared/queue/index.ts";
import { onEveryEngine as onOrders } from "./testing/running-orders.ts";
import { onEveryEngine as onPdf } from "./testing/running-pdf.ts";
import { onEveryEngine as onScribe } from "./testing/running-scribe.ts";
import { onEveryEngine as onVision } from "./testing/running-vision.ts";

const dayMs = 86_400_000;

const count = async (store: Store, read: (sql: Store["sql"]) => Promise<{ n: number }[]>): Promise<number> =>
  (await read(store.sql))[0]?.n ?? 0;

describe("old data of orders", () => {
  onOrders((running) => {
    it("is deleted after its retention period, and not before", async () => {
      const { service, openUser, advance } = running();
      const { store, clock } = service.backend;
      const user = await openUser();
      const ended = await user.orderIn("failed");
      const open = await user.newOrder();
      const jobs = queue<object>({ name: "orders", store, clock });
      await store.transaction((sql) => jobs.enqueue(sql, { id: "broken", payload: {} }));
      const [claim] = await jobs.claim();
      if (claim === undefined) throw new Error("the job was not claimed");
      await jobs.fail(store.sql, claim, new Error("broken"));

      advance(30 * dayMs - 60_000);
      await service.oldData.runOnce();
      expect((await jobs.counts()).failed).toBe(1);
      advance(120_000);
      await service.oldData.runOnce();
      expect((await jobs.counts()).failed).toBe(0);
      const orders = () => count(store, (sql) => sql`SELECT COUNT(*) AS n FROM orders_orders`);
      const history = () =>
        count(store, (sql) => sql`SELECT COUNT(*) AS n FROM orders_history WHERE to_state = ${"failed"}`);
      const before = await orders();
      expect(await history()).toBe(1);
      advance(366 * dayMs);
      await service.oldData.runOnce();
      expect(await orders()).toBe(before - 1);
      expect(await history()).toBe(0);
      // It never ended, so it is not old.
      const id = open.split("/").at(-1) ?? "";
      expect(await count(store, (sql) => sql`SELECT COUNT(*) AS n FROM orders_orders WHERE id = ${id}`)).toBe(1);
      expect(ended).not.toBe(open);
    });
  });
});

describe("the deliveries of a deleted webhook", () => {
  onOrders((running) => {
    it("are deleted in batches, after the response", async () => {
      const { service, openUser } = running();
      const { store, webhooks, clock } = service.backend;
      const { accountId } = await openUser();
      await store.sql`
        INSERT INTO orders_webhooks (id, account_id, url, events, secret, created_at, updated_at)
        VALUES ('whk_many', ${accountId}, 'https://example.com', '[]', 's', 1, 1)`;
      await store.sql`
        INSERT INTO orders_webhook_events (id, type, body, created_at) VALUES ('evt', 'order.created', '{}', ${clock()})`;
      for (let index = 0; index < 250; index++) {
        await store.sql`
          INSERT INTO orders_webhook_deliveries (id, webhook_id, event_id, kind, state, attempts, created_at)
          VALUES (${`dlv_${index}`}, 'whk_many', 'evt', 'event', 'delivered', '[]', ${clock() + index})`;
      }
      await deleteWebhook(webhooks.context, { accountId } as never, "whk_many");
      const left = () => count(store, (sql) => sql`SELECT COUNT(*) AS n FROM orders_webhook_deliveries`);
      expect(await left()).toBe(250);
      // With their event, and the row that remembers the webhook.
      expect(await webhooks.cleanUp()).toBe(252);
      expect(await store.sql`SELECT id FROM orders_webhook_events`).toEqual([]);
      expect(await left()).toBe(0);
      expect(await webhooks.cleanUp()).toBe(0);
    });
  });
});

describe("old data of pdf", () => {
  onPdf((running) => {
    it("does not include the expired key of the demo", async () => {
      const { service, client } = running();
      const { credentials } = await service.demo({});
      const lapsed = client(credentials.find(({ name }) => name === "lapsed")?.secret);
      await service.oldData.runOnce();
      expect((await lapsed.get("/v1/designs")).json).toMatchObject({ error: { code: "API_KEY_EXPIRED" } });
    });

    it("is deleted after its retention period, and stays in the usage of its month", async () => {
      const { service, openWorkspace, advance } = running();
      const { store, clock } = service.backend;
      const workspace = await openWorkspace();
      const month = new Date(clock()).toISOString().slice(0, 7);
      const usage = async () => {
        const [row] = await store.sql`
          SELECT documents, deleted, pages, credits FROM pdf_usage WHERE workspace_id = ${workspace.id}`;
        return row;
      };
      for (const [index, deletedAt] of [1, 2].entries()) {
        await store.sql`
          INSERT INTO pdf_documents
            (id, workspace_id, design_id, design_version, file_name, pages, bytes, sha256, credits, created_at)
          VALUES (${`doc_${deletedAt}`}, ${workspace.id}, 'd', 1, 'a.pdf', 2, 10, 'x', 3, ${clock() + index})`;
        await store.sql`DELETE FROM pdf_documents WHERE id = ${`doc_${deletedAt}`}`;
        await store.sql`
          INSERT INTO pdf_deleted_documents (id, workspace_id, pages, credits, created_at, deleted_at)
          VALUES (${`doc_${deletedAt}`}, ${workspace.id}, 2, 3, ${clock() + index}, ${clock() + index})`;
      }
      for (const [index, state] of ["done", "pending"].entries()) {
        await store.sql`
          INSERT INTO pdf_jobs (id, workspace_id, design_id, design_version, page, variables, total, created_at)
          VALUES (${`job_${state}`}, ${workspace.id}, 'd', 1, '{}', '{}', 1, ${clock() + index})`;
        await store.sql`
          INSERT INTO pdf_job_items (job_id, position, file_name, variables, state)
          VALUES (${`job_${state}`}, 0, 'a.pdf', '{}', ${state})`;
      }
      const expected = { documents: 2, deleted: 2, pages: 4, credits: 6 };
      expect(await usage()).toEqual(expected);
      await service.oldData.runOnce();
      expect(await store.sql`SELECT id FROM pdf_jobs ORDER BY id`).toHaveLength(2);
      advance(91 * dayMs);
      await service.oldData.runOnce();
      expect(await store.sql`SELECT id FROM pdf_jobs ORDER BY id`).toEqual([{ id: "job_pending" }]);
      expect(await store.sql`SELECT id FROM pdf_deleted_documents`).toHaveLength(2);
      advance(306 * dayMs);
      await service.oldData.runOnce();
      expect(await store.sql`SELECT id FROM pdf_deleted_documents`).toEqual([]);
      expect(await usage()).toEqual(expected);
      expect(month).toMatch(/^\d{4}-\d\d$/);
    });
  });
});

describe("old data of scribe", () => {
  onScribe((running) => {
    it("is deleted after its retention period, and stays counted", async () => {
      const { service, openAccount, advance } = running();
      const { store, clock } = service.backend;
      const account = await openAccount();
      for (const id of ["chg_1", "chg_2"]) {
        await store.sql`INSERT INTO scribe_charges (id, account_id, charged_at) VALUES (${id}, ${account.id}, ${clock()})`;
        advance(dayMs);
      }
      advance(394 * dayMs + 60_000);
      await service.oldData.runOnce();
      expect(await store.sql`SELECT id FROM scribe_charges`).toEqual([{ id: "chg_2" }]);
      expect(
        await count(store, (sql) => sql`SELECT notes_charged AS n FROM scribe_accounts WHERE id = ${account.id}`),
      ).toBe(2);
    });
  });
});

describe("old data of vision", () => {
  onVision()((running) => {
    it("does not include the expired key of the demo", async () => {
      const { service, client } = running();
      const { credentials } = await service.demo({});
      const lapsed = client(credentials.find(({ name }) => name === "lapsed")?.secret);
      await service.oldData.runOnce();
      expect((await lapsed.get("/v1/account")).json).toMatchObject({ error: { code: "EXPIRED_API_KEY" } });
    });

    it("is deleted after its retention period, and the balances stay", async () => {
      const { service, openAccount, advance } = running();
      const { store, usageLedger } = service.backend;
      const account = await openAccount();
      const [first, second] = [await account.newImage(), await account.newImage()];
      for (const imageId of [first, second]) {
        expect((await account.post("/v1/analyses", { imageIds: [imageId] })).status).toBe(201);
        advance(dayMs);
      }
      const ledger = balances({ unit: usageLedger.unit });
      const [{ account: month } = { account: "" }] = await store.sql<{ account: string }>`
        SELECT account FROM errata_accounts WHERE unit = ${usageLedger.unit} ORDER BY account LIMIT 1`;
      const before = await ledger.read(store.sql, month);
      advance(394 * dayMs + 60_000);
      await service.oldData.runOnce();
      expect(await store.sql`SELECT image_id FROM vision_analysis_images`).toEqual([{ image_id: second }]);
      expect(await count(store, (sql) => sql`SELECT COUNT(*) AS n FROM vision_analyses`)).toBe(1);
      expect(await ledger.read(store.sql, month)).toEqual(before);
    });
  });
});
