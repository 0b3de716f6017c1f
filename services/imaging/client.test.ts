import { rm } from "node:fs/promises";
import { type ApiOf, type Client, decide, match } from "errata/client";
import { expect, it } from "vitest";
import { clientSuite } from "../testing/client-suite.ts";
import { dicomFile, newUid } from "../testing/dicom-file.ts";
import { onEveryEngine, type RunningImaging } from "../testing/running-imaging.ts";
import { keyIsHeld, slowBody } from "../testing/slow-body.ts";
import { imaging } from "./contract.ts";

type Imaging = ApiOf<typeof imaging>;
type Data = Record<string, any>;

const ada = { name: "Ada", email: "ada@example.com", planId: "professional" };

const { connect, expectError, expectFinal } = clientSuite(imaging);

onEveryEngine((running) => {
  const callWith = (key?: string) => connect(running().url, key);

  async function partnerWith(account: Parameters<RunningImaging["openPartner"]>[0] = {}) {
    const { key } = await running().openPartner(account);
    const api = callWith(key);
    const created = (body: object): Promise<Data> => api.call("POST /v1/customers", { body }) as Promise<Data>;
    return {
      api,
      newCustomer: async (body: object = {}): Promise<string> =>
        (await created({ ...ada, email: `${crypto.randomUUID()}@example.com`, ...body })).data.id,
    };
  }

  async function studyOf(api: Client<Imaging>, customerId: string): Promise<string> {
    const body = dicomFile();
    const headers = { "content-type": "application/dicom" };
    const input = { params: { customerId }, body, headers };
    const { data } = (await api.call("POST /v1/customers/{customerId}/studies", input)) as Data;
    while (await running().service.indexer.runOnce());
    return data.study.studyUid;
  }

  it("advises to send a credential after UNAUTHENTICATED and to rotate the key after INVALID_API_KEY", async () => {
    expectFinal(await expectError(callWith().try("GET /v1/customers"), "UNAUTHENTICATED"), "send_credential");
    expectFinal(
      await expectError(callWith("img_live_wrong").try("GET /v1/customers"), "INVALID_API_KEY"),
      "rotate_key",
    );
  });

  it("returns RATE_LIMITED at once if the wait exceeds the deadline, rejects further calls locally, and succeeds after the wait", async () => {
    const { key } = await running().openPartner();
    const api = callWith(key);
    for (let sent = 0; sent < 120; sent += 1) await api.call("GET /v1/customers");
    const error = await expectError(api.try("GET /v1/customers"), "RATE_LIMITED");
    expect(error.remedy?.action).toBe("wait");
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
    // The client does not send the next request before the wait is over.
    const before = running().occurrences.length;
    const next = await api.try("POST /v1/customers", { body: ada });
    expect(next).toMatchObject({ ok: false, error: { code: "RATE_LIMITED", sent: false } });
    expect(running().occurrences).toHaveLength(before);
    running().advance(error.retryAfterMs ?? 0);
    expect((await callWith(key).try("GET /v1/customers")).ok).toBe(true);
  });

  it("advises to upgrade the plan after TRIAL_EXPIRED and CANNOT_SELL", async () => {
    const { service, advance } = running();
    const onTrial = await partnerWith({ trialEndsAt: service.backend.clock() + 60_000 });
    advance(60_000);
    const expired = await expectError(onTrial.api.try("POST /v1/customers", { body: ada }), "TRIAL_EXPIRED");
    expectFinal(expired, "upgrade_plan");
    const developer = await partnerWith({ tier: "developer" });
    const error = await expectError(developer.api.try("POST /v1/customers", { body: ada }), "CANNOT_SELL");
    expectFinal(error, "upgrade_plan");
    expect(error.details).toMatchObject({ plan: "developer" });
  });

  it("advises to fix the request after VALIDATION_FAILED, with the field in the details", async () => {
    const { api } = await partnerWith();
    const error = await expectError(
      api.try("POST /v1/customers", { body: { ...ada, email: "ada@" } }),
      "VALIDATION_FAILED",
    );
    expectFinal(error, "fix_request");
    expect(error.details).toMatchObject([{ field: "email", location: "body", code: "invalid_format" }]);
  });

  it("advises to top up after INSUFFICIENT_CREDITS, with the amount in the details", async () => {
    const { api } = await partnerWith({ credits: 50 });
    const result = await api.try("POST /v1/customers", { body: { ...ada, addOns: ["second-reader"] } });
    expectFinal(await expectError(Promise.resolve(result), "INSUFFICIENT_CREDITS"), "top_up");
    if (result.ok) return;
    const { error } = result;
    const missing =
      error.known && error.code === "INSUFFICIENT_CREDITS" ? error.details.required - error.details.current : 0;
    expect(missing).toBe(100);
  });

  it("advises to use the existing customer after CUSTOMER_EXISTS, with its id in the details", async () => {
    const { api, newCustomer } = await partnerWith();
    const customerId = await newCustomer(ada);
    const result = await api.try("POST /v1/customers", { body: ada });
    expectFinal(await expectError(Promise.resolve(result), "CUSTOMER_EXISTS"), "use_existing");
    const other = (): string => "another";
    const found = result.ok
      ? undefined
      : match(result.error, {
          CUSTOMER_EXISTS: ({ details }) => details.customerId,
          CANNOT_SELL: other,
          TRIAL_EXPIRED: other,
          INVALID_PLAN: other,
          PLAN_NOT_ENABLED: other,
          INSUFFICIENT_CREDITS: other,
          CUSTOMER_NOT_FOUND: other,
          IDEMPOTENCY_KEY_REUSED: other,
          REQUEST_IN_PROGRESS: other,
          UNAUTHENTICATED: other,
          INVALID_API_KEY: other,
          RATE_LIMITED: other,
          VALIDATION_FAILED: other,
          INTERNAL_ERROR: other,
          _: other,
        });
    expect(found).toBe(customerId);
  });

  it("advises to check the id after INVALID_PLAN and to complete the pricing after PLAN_NOT_ENABLED", async () => {
    const { api } = await partnerWith({ plans: [{ id: "starter", retailPrice: 9 }, { id: "clinic" }] });
    const unknown = await expectError(
      api.try("POST /v1/customers", { body: { ...ada, planId: "gold" } }),
      "INVALID_PLAN",
    );
    expectFinal(unknown, "check_id");
    const unpriced = await expectError(
      api.try("POST /v1/customers", { body: { ...ada, planId: "clinic" } }),
      "PLAN_NOT_ENABLED",
    );
    expectFinal(unpriced, "fix_account");
    expect(unpriced.remedy?.text).toContain("PUT /v1/plans/{planId}/pricing");
  });

  it("sends an Idempotency-Key by itself, advises a new one after IDEMPOTENCY_KEY_REUSED, and retries REQUEST_IN_PROGRESS after the time in Retry-After", async () => {
    const { api, newCustomer } = await partnerWith();
    const params = { customerId: await newCustomer({ planId: "starter" }) };
    const { store } = running().service.backend;
    const upload = (body: BodyInit, idempotencyKey?: string) =>
      api.try("POST /v1/customers/{customerId}/studies", {
        ...{ params, body, headers: { "content-type": "application/dicom" } },
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      });
    expect((await upload(dicomFile())).ok).toBe(true);
    const [{ n } = { n: 0 }] = await store.sql<{ n: number }>`
      SELECT COUNT(*) AS n FROM errata_idempotency
      WHERE operation = 'POST /v1/customers/{customerId}/studies' AND subject LIKE ${`${params.customerId}/%`}`;
    expect(n).toBe(1);
    await upload(dicomFile(), "scan");
    expectFinal(await expectError(upload(dicomFile(), "scan"), "IDEMPOTENCY_KEY_REUSED"), "new_idempotency_key");

    const file = dicomFile();
    let end = (): void => undefined;
    const first = upload(slowBody(file, new Promise<void>((resolve) => (end = resolve))), "slow");
    await keyIsHeld(store, "slow");
    const waiting = await expectError(upload(file, "slow"), "REQUEST_IN_PROGRESS");
    expect([waiting.attempts, waiting.remedy?.action, waiting.retryAfterMs]).toEqual([3, "wait", 1_000]);
    const patient = upload(file, "slow");
    end();
    expect([(await first).ok, (await patient).ok]).toEqual([true, true]);
  });

  it("does not retry a rotation, and names the new key in the details of KEY_ALREADY_ROTATED", async () => {
    const { api } = await partnerWith();
    const { data } = (await api.call("POST /v1/keys", { body: {} })) as Data;
    const input = { params: { keyId: data.id } };
    const { data: next } = (await api.call("POST /v1/keys/{keyId}/rotate", input)) as Data;
    const again = await expectError(api.try("POST /v1/keys/{keyId}/rotate", input), "KEY_ALREADY_ROTATED");
    expectFinal(again, "use_existing");
    expect(again.details).toMatchObject({ keyId: next.id });
    await api.call("DELETE /v1/keys/{keyId}", input);
    expectFinal(await expectError(api.try("POST /v1/keys/{keyId}/rotate", input), "KEY_INACTIVE"), "recreate");
    const unknown = { params: { keyId: "none" } };
    expectFinal(await expectError(api.try("DELETE /v1/keys/{keyId}", unknown), "KEY_NOT_FOUND"), "check_id");
  });

  it("does not retry INSTANCE_CONFLICT, and names the stored instance in the details", async () => {
    const { api, newCustomer } = await partnerWith();
    const params = { customerId: await newCustomer() };
    const headers = { "content-type": "application/dicom" };
    const [studyUid, instanceUid] = [newUid(), newUid()];
    const body = dicomFile({ studyUid, instanceUid });
    await api.call("POST /v1/customers/{customerId}/studies", { params, headers, body });
    const other = body.with(-1, (body.at(-1) ?? 0) ^ 1);
    const input = { params, headers, body: other };
    const error = await expectError(api.try("POST /v1/customers/{customerId}/studies", input), "INSTANCE_CONFLICT");
    expectFinal(error);
    expect(error.details).toEqual({ studyUid, instanceUid });
  });

  it("does not retry CUSTOMER_NOT_FOUND, STUDY_NOT_FOUND, REPORT_NOT_FOUND and FORBIDDEN", async () => {
    const { api, newCustomer } = await partnerWith();
    const customerId = await newCustomer();
    const nobody = await expectError(
      api.try("GET /v1/customers/{customerId}", { params: { customerId: "nobody" } }),
      "CUSTOMER_NOT_FOUND",
    );
    expectFinal(nobody, "check_id");
    const noUser = await expectError(
      api.try("DELETE /v1/customers/{customerId}/users/{userId}", { params: { customerId, userId: "none" } }),
      "USER_NOT_FOUND",
    );
    expectFinal(noUser, "check_id");
    const study = { params: { customerId, studyUid: "1.2.3" } };
    const noStudy = await expectError(
      api.try("GET /v1/customers/{customerId}/studies/{studyUid}", study),
      "STUDY_NOT_FOUND",
    );
    expectFinal(noStudy, noStudy.remedy?.action ?? "");
    const report = { params: { customerId, reportId: "none" } };
    const noReport = await expectError(
      api.try("GET /v1/customers/{customerId}/reports/{reportId}", report),
      "REPORT_NOT_FOUND",
    );
    expectFinal(noReport, "check_id");
    const resumed = api.try("POST /v1/customers/{customerId}/resume", { params: { customerId } });
    const active = await expectError(resumed, "FORBIDDEN");
    expectFinal(active, active.remedy?.action ?? "");
    expect(active.details).toEqual({ reason: "customer_active" });
  });

  it("advises to reload after PRECONDITION_FAILED and to change the request after RANGE_NOT_SATISFIABLE", async () => {
    const { partner, customerId, path } = await running().openStudy();
    const { id: reportId } = (await partner.upload(path, "no finding", "a.txt", "text/plain")).json.data;
    const api = connect(running().url, partner.key);
    const download = (headers: Record<string, string>) =>
      api.try("GET /v1/customers/{customerId}/reports/{reportId}/content", {
        params: { customerId, reportId },
        headers,
      });
    expectFinal(await expectError(download({ "if-match": '"other"' }), "PRECONDITION_FAILED"), "reload");
    expectFinal(await expectError(download({ range: "bytes=10-" }), "RANGE_NOT_SATISFIABLE"), "fix_request");
  });

  it("advises to free storage after STORAGE_FULL", async () => {
    const { api, newCustomer } = await partnerWith();
    const customerId = await newCustomer({ planId: "pocket" });
    const input = {
      params: { customerId },
      body: dicomFile({ pixelBytes: 1_200_000 }),
      headers: { "content-type": "application/dicom" },
    };
    const error = await expectError(api.try("POST /v1/customers/{customerId}/studies", input), "STORAGE_FULL");
    expectFinal(error, "free_storage");
    expect(error.details).toMatchObject({ quotaGB: 0.001, usedBytes: 0 });
  });

  it("advises to shrink after FILE_TOO_LARGE, to convert after INVALID_REPORT_TYPE, and retries INTERNAL_ERROR twice", async () => {
    const { api, newCustomer } = await partnerWith();
    const customerId = await newCustomer();
    const studyUid = await studyOf(api, customerId);
    const upload = (content: BlobPart, name: string, type: string) => {
      const body = new FormData();
      body.set("file", new Blob([content], { type }), name);
      return api.try("POST /v1/customers/{customerId}/studies/{studyUid}/reports", {
        params: { customerId, studyUid },
        body,
      });
    };
    const large = new Uint8Array(imaging.limits.reportBytes + 1).fill(0x61);
    expectFinal(await expectError(upload(large, "a.txt", "text/plain"), "FILE_TOO_LARGE"), "shrink");
    const image = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const wrong = await expectError(upload(image, "a.png", "image/png"), "INVALID_REPORT_TYPE");
    expectFinal(wrong, "convert");

    const stored = await upload("no finding", "a.txt", "text/plain");
    if (!stored.ok) throw stored.error;
    const reportId = (stored.data as Data).data.id as string;
    const content = { params: { customerId, reportId }, as: "text" } as const;
    expect(await api.call("GET /v1/customers/{customerId}/reports/{reportId}/content", content)).toBe("no finding");
    await rm(`${running().folder}/imaging/kept/${reportId}`);
    const lost = await expectError(
      api.try("GET /v1/customers/{customerId}/reports/{reportId}/content", content),
      "INTERNAL_ERROR",
    );
    expect([lost.attempts, lost.remedy?.action]).toEqual([3, "retry"]);
    expect([decide(lost, { retries: 9, idempotent: true, random: () => 1 }), decide(lost, { retries: 9 })]).toEqual([
      1_000,
      undefined,
    ]);
  });
});
