import { rm } from "node:fs/promises";
import { audit } from "errata/store";
import { describe, expect, it } from "vitest";
import { eachEngine } from "../testing/each-engine.ts";
import { holdingStore } from "../testing/holding-store.ts";
import type { HttpClient, Reply } from "../testing/http-client.ts";
import { longTable, type RunningOrders, shortDeadline, startOrders, type TestUser } from "../testing/running-orders.ts";
import { orders } from "./contract.ts";

const { engine: holding, holdNext } = holdingStore();
const onEveryEngine = eachEngine((engine) => startOrders(holding(engine)));

interface Scene {
  readonly running: RunningOrders;
  readonly user: TestUser;
  readonly colleague: TestUser;
  /** A user with too few units this month, and one with no orders left. */
  readonly poor: TestUser;
  readonly spent: TestUser;
  readonly expired: HttpClient;
  readonly reader: HttpClient;
  /** Path of an order in each state. */
  readonly paths: Readonly<Record<"pending" | "uploaded" | "confirmed" | "completed" | "failed" | "expired", string>>;
  /** Path of an order whose result is missing. */
  readonly lost: string;
  readonly inspection: string;
  readonly timedOut: string;
  readonly hasty: TestUser;
  readonly poorOrder: string;
  readonly spentOrder: string;
}

const noId = "ord_000000000000000000000000";
const json = { "Content-Type": "application/json" };

/** Causes each code once, in the prepared scene. */
const causes: Readonly<Record<(typeof orders.codes)[number], (scene: Scene) => Promise<Reply>>> = {
  AUTH_NOT_AUTHENTICATED: ({ running, paths }) => running.client().post(`${paths.uploaded}/confirm`),
  AUTH_TOKEN_INVALID_FORMAT: ({ running, paths }) => running.client("nonsense").post(`${paths.uploaded}/confirm`),
  AUTH_TOKEN_INVALID: ({ running, user, paths }) =>
    running.client(`${user.token.slice(0, -4)}AAAA`).post(`${paths.uploaded}/confirm`),
  AUTH_TOKEN_EXPIRED: ({ expired, paths }) => expired.post(`${paths.uploaded}/confirm`),
  AUTH_FORBIDDEN: ({ reader, paths }) => reader.post(`${paths.uploaded}/confirm`),
  VALIDATION_FAILED: ({ user }) => user.post("/v1/orders", { type: "fax" }),
  VALIDATION_IDEMPOTENCY_KEY_INVALID: ({ user }) =>
    user.send("POST", "/v1/orders", '{"type":"inspect"}', { ...json, "Idempotency-Key": "a b" }),
  REQUEST_IN_PROGRESS: async ({ user, paths }) => {
    const send = () => user.post(`${paths.confirmed}/confirm`, undefined, { "Idempotency-Key": "held" });
    let end = (): void => undefined;
    const held = holdNext(new Promise<void>((resolve) => (end = resolve)));
    const first = send();
    await held;
    const reply = await send();
    end();
    expect((await first).json.code).toBe("ORDER_ALREADY_CONFIRMED");
    return reply;
  },
  INVALID_PARAMETER: ({ user, paths }) => user.send("POST", `${paths.uploaded}/confirm?now=1`),
  ORDER_NOT_FOUND: ({ user }) => user.post(`/v1/orders/${noId}/confirm`),
  ORDER_NOT_PENDING: ({ user, paths }) => user.uploadTable(paths.uploaded),
  ORDER_NOT_OWNER: ({ colleague, paths }) => colleague.post(`${paths.uploaded}/confirm`),
  ORDER_EXPIRED: ({ user, paths }) => user.post(`${paths.expired}/confirm`),
  ORDER_NOT_COMPLETED: ({ user, paths }) => user.get(`${paths.confirmed}/download`),
  ORDER_FILE_NOT_UPLOADED: ({ user, paths }) => user.post(`${paths.pending}/confirm`),
  ORDER_ALREADY_CONFIRMED: ({ user, paths }) => user.post(`${paths.confirmed}/confirm`),
  ORDER_ALREADY_COMPLETED: ({ user, paths }) => user.post(`${paths.completed}/confirm`),
  ORDER_ALREADY_FAILED: ({ user, paths }) => user.post(`${paths.failed}/confirm`),
  ORDER_TYPE_NOT_MATCH: ({ user, paths }) => user.uploadImage(paths.pending),
  ORDER_TYPE_CANT_DOWNLOAD: ({ user, inspection }) => user.get(`${inspection}/download`),
  PRECONDITION_FAILED: ({ user, paths }) => user.get(`${paths.completed}/download`, { "If-Match": '"other"' }),
  RANGE_NOT_SATISFIABLE: ({ user, paths }) => user.get(`${paths.completed}/download`, { Range: "bytes=999999999-" }),
  ORDER_TIMEOUT: ({ hasty, timedOut }) => hasty.post(`${timedOut}/confirm`),
  USAGE_LIMIT_EXCEEDED: ({ spent, spentOrder }) => spent.post(`${spentOrder}/confirm`),
  USAGE_NOT_ENOUGH: ({ poor, poorOrder }) => poor.post(`${poorOrder}/confirm`),
  PLAN_NOT_FOUND: ({ user }) => user.put("/v1/account/plan", { planId: "gold" }),
  WEBHOOK_NOT_FOUND: ({ user }) => user.post("/v1/webhooks/whk_0/test"),
  TOKEN_NOT_FOUND: ({ user }) => user.delete("/v1/tokens/tok_0"),
  async SECRET_ALREADY_ROTATED({ user }) {
    const { id } = (await user.post("/v1/webhooks", { url: "https://receiver.example/hook" })).json;
    await user.post(`/v1/webhooks/${id}/rotate`);
    return await user.post(`/v1/webhooks/${id}/rotate`);
  },
  SERVER_INTERNAL_ERROR: ({ user, lost }) => user.get(`${lost}/download`),
  RATE_LIMIT_EXCEEDED: async ({ colleague, paths }) => {
    let reply = await colleague.get("/v1/plans");
    while (reply.status === 200) reply = await colleague.get("/v1/plans");
    return await colleague.post(`${paths.uploaded}/confirm`);
  },
};

async function setScene(running: RunningOrders): Promise<Scene> {
  const { openUser, service, folder } = running;
  const user = await openUser();
  const expired = await user.orderIn("expired");
  const states = ["pending", "uploaded", "completed", "failed"] as const;
  const paths: Record<string, string> = { expired };
  for (const state of states) paths[state] = await user.orderIn(state);
  const lost = await user.orderIn("completed");
  const { sql } = service.backend.store;
  const [file] = await sql<{ id: string }>`SELECT id FROM orders_files WHERE order_id = ${lost.slice(-28)}`;
  await rm(`${folder}/orders/kept/${file!.id}`);
  const hasty = await openUser(shortDeadline);
  const timedOut = await hasty.orderIn("timed_out");
  const [poor, spent] = [await openUser({ planId: "free" }), await openUser({ planId: "free" })];
  for (let count = 0; count < 10; count += 1) await poor.orderIn("confirmed", { quantity: 5 });
  for (let count = 0; count < 20; count += 1) await spent.orderIn("confirmed");
  return {
    ...{ running, user, poor, spent, hasty, lost, timedOut },
    paths: { ...paths, confirmed: await user.orderIn("confirmed") } as unknown as Scene["paths"],
    colleague: await user.colleague(),
    expired: await user.withToken(["orders:write"], -60),
    reader: await user.withToken(["orders:read"]),
    inspection: await user.newOrder(),
    poorOrder: await poor.orderIn("uploaded"),
    spentOrder: await spent.orderIn("uploaded"),
  };
}

/** Reads everything that costs money: ledgers and orders of every account. */
async function costsOf({ running, user, poor, spent, hasty }: Scene): Promise<unknown> {
  const { store, orderLedger, unitLedger, clock } = running.service.backend;
  const month = new Date(clock()).toISOString().slice(0, 7);
  const names = [user, poor, spent, hasty].map(({ accountId }) => `${accountId}/${month}`);
  return {
    usage: await Promise.all(
      [orderLedger, unitLedger].flatMap((ledger) => names.map((name) => ledger.read(store.sql, name))),
    ),
    ledger: await Promise.all(names.map((name) => unitLedger.history(store.sql, name))),
    orders: await store.sql`SELECT id, state, version FROM orders_orders ORDER BY id`,
    violations: await audit(store.sql),
  };
}

describe("failed requests cost nothing", () => {
  onEveryEngine((running) => {
    it("leaves every ledger and order unchanged after each code", async () => {
      expect(Object.keys(causes).sort()).toEqual([...orders.codes].sort());
      const scene = await setScene(running());
      const before = await costsOf(scene);
      for (const [code, cause] of Object.entries(causes)) {
        expect((await cause(scene)).json.code).toBe(code);
        expect(await costsOf(scene), code).toEqual(before);
      }
    });

    it("confirms exactly as many of 19 simultaneous orders as the month has units for", async () => {
      const user = await running().openUser({ planId: "free" });
      const paths: string[] = [];
      for (let count = 0; count < 19; count += 1) paths.push(await user.orderIn("uploaded", { quantity: 4 }));
      const replies = await Promise.all(paths.map((path) => user.post(`${path}/confirm`)));
      expect(replies.filter(({ status }) => status === 202)).toHaveLength(12);
      for (const { status, json: body } of replies.filter((reply) => reply.status !== 202)) {
        expect([status, body.code, body.details.current]).toEqual([400, "USAGE_NOT_ENOUGH", 2]);
      }
      expect((await user.get("/v1/account")).json.usage).toMatchObject({
        orders: { held: 12 },
        units: { held: 48, left: 2 },
      });
      expect(await audit(running().service.backend.store.sql)).toEqual([]);
    });

    it("charges only completed orders when others fail, time out or are cancelled at the same time", async () => {
      const { openUser, work, service } = running();
      const user = await openUser({ deadlineMs: 400 });
      const confirm = async (text: string): Promise<string> => {
        const path = await user.newOrder({ type: "csv_to_json", quantity: 3 });
        await user.uploadTable(path, text);
        await user.post(`${path}/confirm`);
        return path;
      };
      await Promise.all([confirm("a\n1\n"), confirm("a\n1,2\n"), confirm(longTable.repeat(2)), confirm("a\n2\n")]);
      const cancelled = await confirm("a\n3\n");
      await Promise.all([work(), user.post(`${cancelled}/cancel`)]);
      await work();
      const { items } = (await user.get("/v1/orders")).json;
      const completed = items.filter(({ status }: any) => status === "completed");
      expect((await user.get("/v1/account")).json.usage).toMatchObject({
        orders: { used: completed.length, held: 0 },
        units: { used: completed.length, held: 0 },
      });
      expect(await audit(service.backend.store.sql)).toEqual([]);
    });
  });
});
