import { rm } from "node:fs/promises";
import { unify } from "errata";
import {
  type ApiOf,
  type CallError,
  type Client,
  client,
  contractMetadata,
  decide,
  match,
  type Result,
} from "errata/client";
import { describe, expect, it } from "vitest";
import { clientSuite } from "../testing/client-suite.ts";
import { holdingPool } from "../testing/holding-pool.ts";
import { picture } from "../testing/picture.ts";
import { imagePool, inBothForms } from "../testing/running-vision.ts";
import { vision } from "./contract.ts";

type Vision = ApiOf<typeof vision>;
type Data = Record<string, any>;

const except = ["BAD_REQUEST"];
const suites = {
  published: clientSuite(vision, { except, isCodeSent: (code) => vision.entries.get(code)?.envelope !== undefined }),
  unified: clientSuite(unify(vision, "rich"), { except }),
};
const { pool, holdNext } = holdingPool(imagePool);
const png = { "content-type": "image/png" };

describe("a client", () => {
  inBothForms({ hasProvider: true, deadlineMs: 3_000, imagePool: pool })((running) => {
    const suite = () => suites[running().unified ? "unified" : "published"];
    const callWith = (key?: string): Client<Vision> => suite().connect(running().url, key, { retries: 0 });
    const expectError: (typeof suites)["published"]["expectError"] = (call, code) => suite().expectError(call, code);
    const { expectFinal } = suites.published;

    async function opened(account: Parameters<ReturnType<typeof running>["openAccount"]>[0] = {}) {
      const opened = await running().openAccount(account);
      return { account: opened, api: callWith(opened.key), imageId: await opened.newImage() };
    }

    it("reads from a key error what to do: send a valid key, create a new one, or request the scope", async () => {
      const { api } = await opened();
      expectFinal(await expectError(callWith().try("GET /v1/account"), "INVALID_API_KEY"));
      const { key, id } = (await api.call("POST /v1/keys", {
        body: { scopes: ["account:read"], expiresInDays: 1 },
      })) as Data;
      const denied = await expectError(callWith(key).try("GET /v1/keys"), "AUTHZ_ERROR");
      expectFinal(denied);
      if (running().unified) expect(denied.details).toEqual({ requiredScope: "keys:read" });
      expect(denied.message).toContain("keys:read");
      await api.call("DELETE /v1/keys/{keyId}", { params: { keyId: id } });
      expectFinal(await expectError(callWith(key).try("GET /v1/account"), "DEACTIVATED_API_KEY"));
      const short = (await api.call("POST /v1/keys", { body: { scopes: ["*"], expiresInDays: 1 } })) as Data;
      running().advance(24 * 60 * 60 * 1_000);
      expectFinal(await expectError(callWith(short.key).try("GET /v1/account"), "EXPIRED_API_KEY"));
    });

    it("sends a rotation once, even if the connection breaks before the response, and names the new key to a repeat", async () => {
      const { api, account } = await opened();
      const { keyId } = await account.mint({});
      const params = { keyId };
      let sent = 0;
      const losing = client<Vision>({
        baseUrl: running().url,
        metadata: contractMetadata(vision),
        headers: { authorization: `Bearer ${account.key}` },
        retries: 5,
        async fetch(...request) {
          const response = await fetch(...request);
          sent += 1;
          // The rotation took effect, and its response is lost.
          await response.body?.cancel();
          throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
        },
      });
      const lost = await losing.try("POST /v1/keys/{keyId}/rotate", { params });
      expect([lost.ok, sent]).toEqual([false, 1]);
      const again = await expectError(api.try("POST /v1/keys/{keyId}/rotate", { params }), "KEY_ALREADY_ROTATED");
      expectFinal(again, "use_existing");
      const [newKeyId = ""] = /key_[\w-]+/.exec(again.message) ?? [];
      const replaced = (await api.call("POST /v1/keys/{keyId}/rotate", { params: { keyId: newKeyId } })) as Data;
      expect((await callWith(replaced.key).try("GET /v1/account")).ok).toBe(true);
      await api.call("DELETE /v1/keys/{keyId}", { params });
      expectFinal(await expectError(api.try("POST /v1/keys/{keyId}/rotate", { params }), "KEY_INACTIVE"), "recreate");
    });

    it("sends an Idempotency-Key by itself, advises a new one after IDEMPOTENCY_KEY_REUSED, and retries REQUEST_IN_PROGRESS after the time in Retry-After", async () => {
      const { account, api } = await opened();
      const upload = (body: BodyInit, call: object, by = api) =>
        by.try("POST /v1/images", { body, headers: png, ...call });
      await upload(await picture(), {});
      const { sql } = running().service.backend.store;
      const keys = await sql`SELECT operation FROM errata_idempotency WHERE tenant = ${account.id}`;
      expect(keys).toEqual([{ operation: "POST /v1/images" }]);
      const content = await picture();
      let end = (): void => undefined;
      const held = holdNext(new Promise<void>((resolve) => (end = resolve)));
      const first = upload(content, { idempotencyKey: "k" });
      await held;
      const waiting = await expectError(upload(content, { idempotencyKey: "k" }), "REQUEST_IN_PROGRESS");
      expect([waiting.remedy?.action, waiting.retryAfterMs]).toEqual(["wait", 1_000]);
      const patient = upload(content, { idempotencyKey: "k" }, suite().connect(running().url, account.key));
      end();
      expect([(await first).ok, (await patient).ok]).toEqual([true, true]);
      const other = await expectError(upload(await picture(), { idempotencyKey: "k" }), "IDEMPOTENCY_KEY_REUSED");
      expectFinal(other, "new_idempotency_key");
    });

    it("reads which resource is missing, and which exists already", async () => {
      const { account, api, imageId } = await opened();
      const params = { imageId: "x", ruleId: "x", schemaId: "x", analysisId: "x", keyId: "x" };
      expectFinal(await expectError(api.try("GET /v1/images/{imageId}", { params }), "IMAGE_NOT_FOUND"));
      const rule = await expectError(api.try("GET /v1/rules/{ruleId}", { params }), "RULE_NOT_FOUND");
      expect([rule.message, rule.kind]).toEqual(["Rule not found", "not_found"]);
      expectFinal(await expectError(api.try("GET /v1/schemas/{schemaId}", { params }), "SCHEMA_NOT_FOUND"));
      expectFinal(await expectError(api.try("GET /v1/analyses/{analysisId}", { params }), "ANALYSIS_NOT_FOUND"));
      expectFinal(await expectError(api.try("DELETE /v1/keys/{keyId}", { params }), "KEY_NOT_FOUND"));
      const download = (headers: Record<string, string>) =>
        api.try("GET /v1/images/{imageId}/content", { params: { imageId }, headers });
      expectFinal(await expectError(download({ "if-match": '"other"' }), "PRECONDITION_FAILED"));
      expectFinal(await expectError(download({ range: "bytes=999999999-" }), "RANGE_NOT_SATISFIABLE"));
      const body = await picture();
      await account.newImage(body);
      const twice = await expectError(api.try("POST /v1/images", { body, headers: png }), "IMAGE_EXISTS");
      expectFinal(twice);
      if (running().unified) expect((twice.details as Data).imageId).toMatch(/^img_/);
      await rm(`${running().folder}/vision/kept/${imageId}`);
      const lost = api.try("GET /v1/images/{imageId}/content", { params: { imageId } });
      expect((await expectError(lost, "INTERNAL_ERROR")).kind).toBe("internal");
      const broken = await expectError(
        api.try("POST /v1/analyses", { body: { imageIds: [imageId] } }),
        "IMAGE_PROCESSING_ERROR",
      );
      expectFinal(broken);
    });

    it("reads which limit was exceeded: a field, the size, the storage, the month or the subscription", async () => {
      const { api, imageId } = await opened({ storageBytes: 60_000, monthlyImages: 0 });
      const empty = await expectError(api.try("POST /v1/analyses", { body: { imageIds: [] } }), "VALIDATION_ERROR");
      expectFinal(empty);
      expect(empty.param ?? (empty.details as Data).field).toBe("imageIds");
      const text = { body: "{", headers: { "content-type": "application/json" } };
      expectFinal(await expectError(api.try("POST /v1/rules", text), "UNREADABLE_BODY"));
      const large = new Uint8Array(60_001);
      expectFinal(await expectError(api.try("POST /v1/images", { body: large, headers: png }), "HTTP_413"));
      const noise = await picture({ width: 140, height: 140 });
      expectFinal(
        await expectError(api.try("POST /v1/images", { body: noise, headers: png }), "STORAGE_QUOTA_EXCEEDED"),
      );
      const month = await expectError(
        api.try("POST /v1/analyses", { body: { imageIds: [imageId] } }),
        "USAGE_LIMIT_EXCEEDED",
      );
      expect([month.kind, month.retryAfterMs! > 0]).toEqual(["quota_exceeded", true]);
      expect(decide(month, { idempotent: true, deadlineMs: 60_000 } as never)).toBeUndefined();
      const { key } = await running().openAccount({ subscription: "past_due" });
      const bill = await expectError(callWith(key).try("POST /v1/analyses", { body: {} }), "PAYMENT_REQUIRED");
      expect([bill.kind, bill.message]).toEqual(["payment_required", "Subscription is past due"]);
    });

    it("waits where waiting helps: the window, the provider, the time-out", async () => {
      const { chat } = running();
      const ask = async (): Promise<Result<unknown, CallError>> => {
        const { api, imageId } = await opened();
        return await api.try("POST /v1/analyses", { body: { imageIds: [imageId] } });
      };
      chat.next({ does: "hang_up" }, { does: "stall_before_headers" });
      const down = await expectError(ask(), "VLM_PROVIDER_ERROR");
      expect([down.retryAfterMs, decide(down, { retries: 1, idempotent: true, random: () => 0 })]).toEqual([
        5_000, 5_000,
      ]);
      const late = await expectError(ask(), "TIMEOUT");
      expect(late.kind).toBe("timeout");

      const { api: fast } = await opened();
      let result = await fast.try("GET /v1/keys");
      while (result.ok) result = await fast.try("GET /v1/keys");
      const limited = await expectError(Promise.resolve(result), "RATE_LIMIT_ERROR");
      expect(limited.retryAfterMs).toBeLessThanOrEqual(60_000);
      expect(limited.remedy?.action).toBe("wait");
    });

    it("matches by code; what the published form does not show goes to the arm for all others", async () => {
      const { api } = await opened();
      const result = await api.try("DELETE /v1/rules/{ruleId}", { params: { ruleId: "x" } });
      const other = (): string => "another";
      const arms = {
        RULE_NOT_FOUND: () => "gone",
        ...{ INVALID_API_KEY: other, EXPIRED_API_KEY: other, DEACTIVATED_API_KEY: other, AUTHZ_ERROR: other },
        ...{ RATE_LIMIT_ERROR: other, VALIDATION_ERROR: other, BAD_REQUEST: other, HTTP_413: other },
        ...{ INTERNAL_ERROR: other, _: ({ status }: CallError) => `status ${status}` },
      };
      const found = result.ok ? "nothing" : match(result.error, arms);
      expect(found).toBe(running().unified ? "gone" : "status 404");
    });
  });
});
