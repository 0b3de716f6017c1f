import { rm } from "node:fs/promises";
import type { CallError, Result } from "errata/client";
import { expect, it } from "vitest";
import { clientSuite } from "../testing/client-suite.ts";
import { eachEngine } from "../testing/each-engine.ts";
import { holdingStore } from "../testing/holding-store.ts";
import { picture } from "../testing/picture.ts";
import { longTable, shortDeadline, startOrders, table } from "../testing/running-orders.ts";
import type { NewAccount } from "./accounts/account.ts";
import { orders } from "./contract.ts";

type Data = Record<string, any>;

const { engine: holding, holdNext } = holdingStore();
const onEveryEngine = eachEngine((engine) => startOrders(holding(engine)));

const { connect, expectError, expectFinal } = clientSuite(orders);

onEveryEngine((running) => {
  const callWith = (token?: string) => connect(running().url, token);

  async function userWith(account: Partial<NewAccount> = {}) {
    const user = await running().openUser(account);
    return { user, api: callWith(user.token) };
  }

  const fileOf = (content: BlobPart, name: string, type: string): FormData => {
    const body = new FormData();
    body.set("file", new Blob([content], { type }), name);
    return body;
  };

  const idOf = (path: string): { orderId: string } => ({ orderId: path.slice("/v1/orders/".length) });

  /** Expects an error that the client neither retried nor advises to retry. */
  async function expectOnce(
    call: Promise<Result<unknown, CallError>>,
    code: string,
    action: string,
  ): Promise<CallError> {
    const error = await expectError(call, code);
    expectFinal(error, action);
    return error;
  }

  it("processes an order from its creation to its download", async () => {
    const { api } = await userWith();
    const { id: orderId } = (await api.call("POST /v1/orders", { body: { type: "csv_to_json" } })) as Data;
    const params = { orderId };
    await api.call("POST /v1/orders/{orderId}/file", { params, body: fileOf(table, "a.csv", "text/csv") });
    await api.call("POST /v1/orders/{orderId}/confirm", { params });
    await running().work();
    expect(await api.call("GET /v1/orders/{orderId}/download", { params })).toEqual([
      { name: "Ada", age: "36" },
      { name: "Bob", age: "7" },
    ]);
  });

  it("advises to send or refresh the token, or to request access, after AUTH_…", async () => {
    const { user } = await userWith();
    await expectOnce(callWith().try("GET /v1/orders"), "AUTH_NOT_AUTHENTICATED", "send_credential");
    await expectOnce(callWith("nonsense").try("GET /v1/orders"), "AUTH_TOKEN_INVALID_FORMAT", "send_credential");
    const forged = `${user.token.slice(0, -4)}AAAA`;
    await expectOnce(callWith(forged).try("GET /v1/orders"), "AUTH_TOKEN_INVALID", "refresh_credential");
    const { tokens } = running().service.backend;
    const old = callWith((await tokens.issue(user.id, ["orders:read"], -60)).token).try("GET /v1/orders");
    const expired = await expectOnce(old, "AUTH_TOKEN_EXPIRED", "refresh_credential");
    expect(expired.details).toEqual({ expiredAt: expect.stringMatching(/Z$/) });
    const reader = callWith((await tokens.issue(user.id, ["orders:read"], 60)).token);
    await expectOnce(reader.try("POST /v1/orders", { body: { type: "inspect" } }), "AUTH_FORBIDDEN", "request_access");
  });

  it("advises to fix the request after VALIDATION_… and INVALID_PARAMETER, and waits for a concurrent request with the same key", async () => {
    const { api } = await userWith();
    const failed = await expectOnce(
      api.try("POST /v1/orders", { body: { type: "fax" } }),
      "VALIDATION_FAILED",
      "fix_request",
    );
    expect(failed.details).toMatchObject([{ field: "type", location: "body" }]);
    const wrong = await expectOnce(
      api.try("GET /v1/orders", { query: { limit: 0 } }),
      "INVALID_PARAMETER",
      "fix_request",
    );
    expect(wrong.details).toMatchObject({ parameter: "limit" });
    const body = { type: "inspect" };
    const keyed = { body, idempotencyKey: "one key" };
    await expectOnce(api.try("POST /v1/orders", keyed), "VALIDATION_IDEMPOTENCY_KEY_INVALID", "new_idempotency_key");
    const twice = { body, idempotencyKey: "the-same-key" };
    let end = (): void => undefined;
    const held = holdNext(new Promise<void>((resolve) => (end = resolve)));
    const first = api.call("POST /v1/orders", twice);
    await held;
    const waiting = await expectError(api.try("POST /v1/orders", twice), "REQUEST_IN_PROGRESS");
    expect([waiting.attempts, waiting.remedy?.action, waiting.retryAfterMs]).toEqual([3, "wait", 1_000]);
    const second = api.call("POST /v1/orders", twice);
    end();
    expect(((await first) as Data).id).toBe(((await second) as Data).id);
  });

  it("advises to check the id after ORDER_NOT_FOUND and to request access after ORDER_NOT_OWNER", async () => {
    const { user, api } = await userWith();
    const path = await (await user.colleague()).newOrder();
    const nobody = await running().openUser({}, "member");
    const foreign = callWith(nobody.token).try("GET /v1/orders/{orderId}", { params: idOf(path) });
    await expectOnce(foreign, "ORDER_NOT_FOUND", "check_id");
    const member = callWith((await user.colleague()).token);
    const call = member.try("POST /v1/orders/{orderId}/cancel", { params: idOf(path) });
    await expectOnce(call, "ORDER_NOT_OWNER", "request_access");
    expect(await api.call("GET /v1/orders/{orderId}", { params: idOf(path) })).toMatchObject({ status: "pending" });
  });

  it("advises on the next step after the codes of the state machine, and retries none of them", async () => {
    const { user, api } = await userWith();
    const confirm = async (state: Parameters<typeof user.orderIn>[0]) =>
      await api.try("POST /v1/orders/{orderId}/confirm", { params: idOf(await user.orderIn(state)) });
    const missing = await expectOnce(confirm("pending"), "ORDER_FILE_NOT_UPLOADED", "change_state");
    expect(missing.details).toEqual({ required: 1, uploaded: 0 });
    const params = idOf(await user.orderIn("uploaded"));
    const upload = { params, body: fileOf(table, "a.csv", "text/csv") };
    await expectError(api.try("POST /v1/orders/{orderId}/file", upload), "ORDER_NOT_PENDING");
    const early = await expectError(api.try("GET /v1/orders/{orderId}/report", { params }), "ORDER_NOT_COMPLETED");
    expect([early.attempts, early.remedy?.action, early.retry]).toEqual([1, "wait", "after_state"]);
    await expectOnce(confirm("confirmed"), "ORDER_ALREADY_CONFIRMED", "none");
    await expectOnce(confirm("completed"), "ORDER_ALREADY_COMPLETED", "none");
    const failed = await expectOnce(confirm("failed"), "ORDER_ALREADY_FAILED", "recreate");
    expect(failed.details).toEqual({ reason: "file_not_readable" });
    await expectOnce(confirm("expired"), "ORDER_EXPIRED", "recreate");
  });

  it("advises to shrink the order after ORDER_TIMEOUT, and does not retry it although its status is 408", async () => {
    const { api } = await userWith(shortDeadline);
    const { id: orderId } = (await api.call("POST /v1/orders", { body: { type: "csv_to_json" } })) as Data;
    const params = { orderId };
    await api.call("POST /v1/orders/{orderId}/file", { params, body: fileOf(longTable, "a.csv", "text/csv") });
    await api.call("POST /v1/orders/{orderId}/confirm", { params });
    const waiting = api.try("GET /v1/orders/{orderId}/report", { params, query: { waitSec: 20 } });
    const [error] = await Promise.all([expectOnce(waiting, "ORDER_TIMEOUT", "shrink"), running().work()]);
    expect([error.status, error.effect]).toEqual([408, "none"]);
  });

  it("advises to use another operation after ORDER_TYPE_NOT_MATCH and ORDER_TYPE_CANT_DOWNLOAD", async () => {
    const { user, api } = await userWith();
    const params = idOf(await user.newOrder({ type: "csv_to_json" }));
    const body = fileOf(await picture(), "a.png", "image/png");
    const upload = await api.try("POST /v1/orders/{orderId}/file", { params, body });
    await expectOnce(Promise.resolve(upload), "ORDER_TYPE_NOT_MATCH", "use_other_operation");
    if (upload.ok) return;
    const { error } = upload;
    const accepted = error.known && error.code === "ORDER_TYPE_NOT_MATCH" ? error.details.accepted : undefined;
    expect(accepted).toEqual(["CSV"]);
    const inspection = { params: idOf(await user.newOrder()) };
    const download = api.try("GET /v1/orders/{orderId}/download", inspection);
    await expectOnce(download, "ORDER_TYPE_CANT_DOWNLOAD", "use_other_operation");
  });

  it("advises to reload after PRECONDITION_FAILED and to change the request after RANGE_NOT_SATISFIABLE", async () => {
    const { user, api } = await userWith();
    const params = idOf(await user.orderIn("completed"));
    const download = (headers: Record<string, string>) =>
      api.try("GET /v1/orders/{orderId}/download", { params, headers });
    await expectOnce(download({ "if-match": '"other"' }), "PRECONDITION_FAILED", "reload");
    await expectOnce(download({ range: "bytes=999999999-" }), "RANGE_NOT_SATISFIABLE", "fix_request");
  });

  it("advises to upgrade after USAGE_NOT_ENOUGH and to check the id after PLAN_NOT_FOUND; USAGE_LIMIT_EXCEEDED has the limit in its details", async () => {
    const { user, api } = await userWith({ planId: "free" });
    const large = api.try("POST /v1/orders", { body: { type: "inspect", quantity: 6 } });
    const error = await expectError(large, "USAGE_LIMIT_EXCEEDED");
    expect([error.attempts, error.details]).toMatchObject([1, { scope: "quantity_per_order", limit: 5 }]);
    for (let count = 0; count < 10; count += 1) await user.orderIn("confirmed", { quantity: 5 });
    const params = idOf(await user.orderIn("uploaded"));
    const short = await expectOnce(
      api.try("POST /v1/orders/{orderId}/confirm", { params }),
      "USAGE_NOT_ENOUGH",
      "upgrade_plan",
    );
    expect(short.details).toMatchObject({ required: 1, current: 0 });
    await expectOnce(api.try("PUT /v1/account/plan", { body: { planId: "gold" } }), "PLAN_NOT_FOUND", "check_id");
    await api.call("PUT /v1/account/plan", { body: { planId: "team" } });
    expect((await api.try("POST /v1/orders/{orderId}/confirm", { params })).ok).toBe(true);
  });

  it("does not retry a rotation, and advises to use the new secret after SECRET_ALREADY_ROTATED", async () => {
    const { user, api } = await userWith();
    const { id } = (await user.post("/v1/webhooks", { url: "https://receiver.example/hook" })).json;
    const rotate = () => api.try("POST /v1/webhooks/{webhookId}/rotate", { params: { webhookId: id } });
    expect((await rotate()).ok).toBe(true);
    await expectOnce(rotate(), "SECRET_ALREADY_ROTATED", "use_existing");
  });

  it("advises to check the id after WEBHOOK_NOT_FOUND", async () => {
    const { api } = await userWith();
    const call = api.try("GET /v1/webhooks/{webhookId}", { params: { webhookId: "whk_0" } });
    await expectOnce(call, "WEBHOOK_NOT_FOUND", "check_id");
  });

  it("advises to check the id after TOKEN_NOT_FOUND", async () => {
    const { api } = await userWith();
    const call = api.try("DELETE /v1/tokens/{tokenId}", { params: { tokenId: "tok_0" } });
    await expectOnce(call, "TOKEN_NOT_FOUND", "check_id");
  });

  it("returns RATE_LIMIT_EXCEEDED at once if the wait exceeds the deadline, and succeeds after the wait", async () => {
    const { user, api } = await userWith();
    for (let sent = 0; sent < 120; sent += 1) await api.call("GET /v1/plans");
    const error = await expectError(api.try("GET /v1/plans"), "RATE_LIMIT_EXCEEDED");
    expect(error.remedy?.action).toBe("wait");
    expect(error.retryAfterMs).toBeGreaterThan(0);
    running().advance(error.retryAfterMs ?? 0);
    expect((await callWith(user.token).try("GET /v1/plans")).ok).toBe(true);
  });

  it("retries SERVER_INTERNAL_ERROR twice", async () => {
    const { user, api } = await userWith();
    const path = await user.orderIn("completed");
    const { sql } = running().service.backend.store;
    const [file] = await sql<{ id: string }>`SELECT id FROM orders_files WHERE order_id = ${idOf(path).orderId}`;
    await rm(`${running().folder}/orders/kept/${file!.id}`);
    const call = api.try("GET /v1/orders/{orderId}/download", { params: idOf(path) });
    const lost = await expectError(call, "SERVER_INTERNAL_ERROR");
    expect([lost.attempts, lost.remedy?.action]).toEqual([3, "retry"]);
  });
});
