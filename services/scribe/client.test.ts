import { decide, match } from "errata/client";
import { expect, it } from "vitest";
import { clientSuite } from "../testing/client-suite.ts";
import { modelNote, onEveryEngine } from "../testing/running-scribe.ts";
import { scribe } from "./contract.ts";

const note = "POST /v1/consultations/{consultationId}/session-scribe";

const { connect, expectError, expectFinal } = clientSuite(scribe);

onEveryEngine((running) => {
  const callWith = (key?: string, retries = 2) => connect(running().url, key, { retries });

  it("authentication_required: send a key; permission_denied: request access; account_invalid: fix the account", async () => {
    const { openAccount, openConsultation } = running();
    expectFinal(await expectError(callWith().try("GET /v1/patients"), "authentication_required"), "send_credential");
    const reader = await openAccount({}, ["patients:read"]);
    const write = callWith(reader.key).try("POST /v1/patients", { body: { name: "Ada" } });
    expectFinal(await expectError(write, "permission_denied"), "request_access");
    const { account, path } = await openConsultation({ provider: "gone" });
    const params = { consultationId: path.split("/").at(-1) ?? "" };
    expectFinal(await expectError(callWith(account.key).try(note, { params }), "account_invalid"), "fix_account");
  });

  it("parameter_missing, parameter_invalid: fix the field in param, also a nested one", async () => {
    const { account, path } = await running().openConsultation();
    const api = callWith(account.key);
    const missing = await expectError(api.try("POST /v1/patients", { body: {} }), "parameter_missing");
    expectFinal(missing, "fix_request");
    expect(missing.param).toBe("name");
    const params = { consultationId: path.split("/").at(-1) ?? "" };
    const body = { segments: [{ speaker: "A", start: 5, end: 1, text: "a" }] };
    const save = api.try("PUT /v1/consultations/{consultationId}/transcript", { params, body });
    const invalid = await expectError(save, "parameter_invalid");
    expectFinal(invalid, "fix_request");
    expect(invalid.param).toBe("segments[0][end]");
  });

  it("resource_not_found: check the identifier; resource_conflict: use the existing resource", async () => {
    const { key } = await running().openAccount();
    const api = callWith(key);
    const params = { consultationId: "con_0" };
    const read = api.try("GET /v1/consultations/{consultationId}/session-scribe", { params });
    expectFinal(await expectError(read, "resource_not_found"), "check_id");
    const body = { consultationInternalId: "visit-1" };
    await api.call("POST /v1/consultations", { body });
    const result = await api.try("POST /v1/consultations", { body });
    expectFinal(await expectError(Promise.resolve(result), "resource_conflict"), "use_existing");
    if (result.ok) return;
    const field = match(result.error, {
      resource_conflict: ({ param }) => param,
      _: () => "another",
      ...{ parameter_missing: () => "", parameter_invalid: () => "", resource_not_found: () => "" },
      ...{ authentication_required: () => "", account_invalid: () => "", permission_denied: () => "" },
      ...{ rate_limited: () => "", service_unavailable: () => "" },
      ...{ idempotency_key_reused: () => "", request_in_progress: () => "" },
    });
    expect(field).toBe("consultationInternalId");
  });

  it("sends an Idempotency-Key by itself; idempotency_key_reused: use a new key; request_in_progress: retried after Retry-After", async () => {
    const { openConsultation, holdModel, service } = running();
    const { account, path } = await openConsultation({ provider: "chat" });
    const params = { consultationId: path.split("/").at(-1) ?? "" };
    const write = (retries: number, call: object) => callWith(account.key, retries).try(note, { params, ...call });
    expect((await write(0, {})).ok).toBe(true);
    const keys = await service.backend.store.sql`
      SELECT operation FROM errata_idempotency WHERE tenant = ${account.id}`;
    expect(keys).toEqual([{ operation: note }]);
    const held = holdModel();
    const first = write(0, { idempotencyKey: "k" });
    await held.requested();
    const waiting = await expectError(write(0, { idempotencyKey: "k" }), "request_in_progress");
    expect([waiting.remedy?.action, waiting.retryAfterMs]).toEqual(["wait", 1_000]);
    const patient = write(2, { idempotencyKey: "k" });
    held.release();
    expect(await first).toMatchObject({ ok: true, data: { version: 2 } });
    expect(await patient).toMatchObject({ ok: true, data: { version: 2 } });
    const other = { consultationId: (await account.newConsultation()).split("/").at(-1) ?? "" };
    const reused = write(0, { params: other, idempotencyKey: "k" });
    expectFinal(await expectError(reused, "idempotency_key_reused"), "new_idempotency_key");
  });

  it("key_already_rotated: use the new key, which the message names; key_inactive: create another", async () => {
    const account = await running().openAccount();
    const api = callWith(account.key);
    const { id: keyId } = (await account.post("/v1/keys", { scopes: ["patients:read"] })).json;
    const rotate = () => api.try("POST /v1/keys/{keyId}/rotate", { params: { keyId } });
    expect((await rotate()).ok).toBe(true);
    const again = await expectError(rotate(), "key_already_rotated");
    expectFinal(again, "use_existing");
    expect(again.message).toMatch(/key_[\w-]+\.$/);
    await account.delete(`/v1/keys/${keyId}`);
    expectFinal(await expectError(rotate(), "key_inactive"), "recreate");
  });

  it("rate_limited: wait for the time in Retry-After", async () => {
    const account = await running().openAccount();
    for (let sent = 0; sent < 600; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => account.get("/v1/account")));
    }
    const error = await expectError(callWith(account.key, 0).try("GET /v1/account"), "rate_limited");
    expect(error.remedy?.action).toBe("wait");
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(1_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it("service_unavailable: retried after Retry-After although it is a POST, because nothing was done", async () => {
    const { openConsultation, model } = running();
    const { account, path } = await openConsultation({ provider: "chat" });
    const params = { consultationId: path.split("/").at(-1) ?? "" };
    model.next({ does: "fail", status: 500 });
    const error = await expectError(callWith(account.key, 0).try(note, { params }), "service_unavailable");
    expect([error.retryAfterMs, error.remedy?.action, decide(error, { random: () => 0 })]).toEqual([
      5_000,
      "wait",
      5_000,
    ]);
    model.next({ does: "fail", status: 503, retryAfterSec: 1 });
    const made = await callWith(account.key).try(note, { params });
    expect(made).toMatchObject({ ok: true, data: { version: 1, note: modelNote } });
  });
});
