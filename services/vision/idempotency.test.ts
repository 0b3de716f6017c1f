import { readdir } from "node:fs/promises";
import { audit } from "errata/store";
import { describe, expect, it } from "vitest";
import type { EachEngine } from "../testing/each-engine.ts";
import { type KeyedRequest, keyedSuite } from "../testing/keyed-suite.ts";
import { picture } from "../testing/picture.ts";
import { inBothForms, onEveryEngine, type RunningVision, type TestAccount } from "../testing/running-vision.ts";
import { vision } from "./contract.ts";

const png = { "Content-Type": "image/png" };
const key = (value: string) => ({ "Idempotency-Key": value });

/** Counts the rows of an account. Each analysis is charged once, and each image is stored and counted once. */
async function used({ service, folder }: RunningVision, account: TestAccount): Promise<number> {
  const { store, storage } = service.backend;
  const { sql } = store;
  const [rows] = await sql<{ images: number; bytes: number; analyses: number; others: number; files: number }>`
    SELECT (SELECT COUNT(*) FROM vision_images WHERE account_id = ${account.id}) AS images,
      (SELECT COALESCE(SUM(bytes), 0) FROM vision_images WHERE account_id = ${account.id}) AS bytes,
      (SELECT COUNT(*) FROM vision_analyses WHERE account_id = ${account.id}) AS analyses,
      (SELECT COUNT(*) FROM vision_rules WHERE account_id = ${account.id})
        + (SELECT COUNT(*) FROM vision_schemas WHERE account_id = ${account.id})
        + (SELECT COUNT(*) FROM errata_keys WHERE tenant = ${account.id}) AS others,
      (SELECT COUNT(*) FROM vision_images) AS files`;
  const { images = 0, bytes = 0, analyses = 0, others = 0, files = 0 } = rows ?? {};
  expect((await account.get("/v1/account")).json.usage.images.used).toBe(analyses);
  expect(await storage.usage(sql, account.id)).toMatchObject({ usedBytes: bytes, reservedBytes: 0 });
  expect(await readdir(`${folder}/vision/kept`)).toHaveLength(files);
  expect(await audit(sql)).toEqual([]);
  return images + analyses + others;
}

async function post(running: RunningVision, path: string, body: object, other: object): Promise<KeyedRequest> {
  const account = await running.openAccount();
  return {
    send: (headers) => account.post(path, body, headers),
    sendOther: (headers) => account.post(path, { ...body, ...other }, headers),
    count: () => used(running, account),
  };
}

async function newImage(running: RunningVision): Promise<KeyedRequest & { readonly account: TestAccount }> {
  const account = await running.openAccount();
  const [content, other] = [await picture(), await picture()];
  return {
    account,
    send: (headers) => account.upload("/v1/images", content, "a.png", "image/png", headers),
    sendOther: (headers) => account.upload("/v1/images", other, "a.png", "image/png", headers),
    count: () => used(running, account),
  };
}

async function newAnalysis(running: RunningVision): Promise<KeyedRequest> {
  const account = await running.openAccount();
  const imageIds = [await account.newImage()];
  return {
    send: (headers) => account.post("/v1/analyses", { imageIds }, headers),
    sendOther: (headers) => account.post("/v1/analyses", { imageIds, prompt: "Which colour?" }, headers),
    count: () => used(running, account),
  };
}

const conditions = [{ fact: "width", is: "at_least", value: 100 }];

keyedSuite(
  vision,
  onEveryEngine() as EachEngine<RunningVision>,
  {
    "POST /v1/keys": async (running) => ({
      ...(await post(running, "/v1/keys", { scopes: ["rules:read"] }, { expiresInDays: 1 })),
      secret: ["key"],
    }),
    "POST /v1/images": newImage,
    "POST /v1/rules": (running) => post(running, "/v1/rules", { name: "Wide", conditions }, { match: "any" }),
    "POST /v1/schemas": (running) =>
      post(running, "/v1/schemas", { name: "Car", fields: [{ name: "plate", type: "string" }] }, { name: "Lorry" }),
    "POST /v1/analyses": newAnalysis,
  },
  { malformed: "VALIDATION_ERROR", reused: "IDEMPOTENCY_KEY_REUSED", inProgress: "REQUEST_IN_PROGRESS" },
);

describe("an Idempotency-Key", () => {
  inBothForms()((running) => {
    it("belongs to an account, and can be used again after a rejected request", async () => {
      const [account, other] = [await running().openAccount(), await running().openAccount()];
      const content = await picture();
      const send = (who: TestAccount, body: Uint8Array<ArrayBuffer>) =>
        who.send("POST", "/v1/images", body, { ...png, ...key("k") });
      expect((await send(account, content.slice(0, 60))).status).toBe(422);
      expect((await send(account, content)).status).toBe(201);
      expect((await send(other, await picture())).status).toBe(201);
    });

    it("returns the image instead of IMAGE_EXISTS, and the first response although the storage has become full", async () => {
      const content = await picture({ width: 60, height: 60 });
      const account = await running().openAccount({ storageBytes: content.byteLength + 100 });
      const send = (headers: Record<string, string>) =>
        account.send("POST", "/v1/images", content, { ...png, ...headers });
      const first = await send(key("full"));
      expect([first.status, (await send(key("full"))).text]).toEqual([201, first.text]);
      expect((await send(key("other"))).status).toBe(402);
    });

    it("returns 404 when its image, schema or rule was deleted, whose response is no longer stored", async () => {
      const { send, account } = await newImage(running());
      const fields = [{ name: "plate", type: "string" }];
      for (const [path, repeat] of [
        ["images", () => send(key("gone"))],
        ["schemas", () => account.post("/v1/schemas", { name: "Car", fields }, key("gone"))],
        ["rules", () => account.post("/v1/rules", { name: "Wide", conditions }, key("gone"))],
      ] as const) {
        const { id } = (await repeat()).json;
        await account.delete(`/v1/${path}/${id}`);
        expect((await repeat()).status).toBe(404);
      }
    });

    it("rejects a repeat that is larger than any image, before it is read to its end", async () => {
      const { send, account } = await newImage(running());
      await send(key("large"));
      const body = new Uint8Array(vision.limits.imageBytes + 1);
      const larger = await account.upload("/v1/images", body, "a.png", "image/png", key("large"));
      expect(larger.status).toBe(413);
    });
  });
});
