import { readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { audit } from "errata/store";
import { describe, expect, it } from "vitest";
import { holdingPool } from "../testing/holding-pool.ts";
import type { Reply } from "../testing/http-client.ts";
import { picture } from "../testing/picture.ts";
import { imagePool, inBothForms, type RunningVision, type TestAccount } from "../testing/running-vision.ts";
import { vision } from "./contract.ts";

const { pool, holdNext } = holdingPool(imagePool);
const png = { "Content-Type": "image/png" };
const rule = { name: "Wide", conditions: [{ fact: "width", is: "at_least", value: 100 }] };

/** One way to cause each code, in a prepared scene. */
const causes: Record<(typeof vision.codes)[number], (scene: Scene) => Promise<Pick<Reply, "status">>> = {
  INVALID_API_KEY: ({ running }) => running.client().post("/v1/analyses"),
  EXPIRED_API_KEY: async ({ running, account }) => {
    const expired = await account.mint({ expiresAt: running.service.backend.clock() - 1 });
    return await expired.post("/v1/analyses");
  },
  DEACTIVATED_API_KEY: ({ closed }) => closed.post("/v1/analyses"),
  AUTHZ_ERROR: async ({ account }) => (await account.mint({ scopes: [] })).post("/v1/analyses"),
  HTTP_413: ({ account }) => account.send("POST", "/v1/images", new Uint8Array(20_001), png),
  STORAGE_QUOTA_EXCEEDED: async ({ account }) =>
    account.send("POST", "/v1/images", await picture({ width: 80, height: 80 }), png),
  USAGE_LIMIT_EXCEEDED: ({ account, images }) => account.post("/v1/analyses", { imageIds: images }),
  IMAGE_PROCESSING_ERROR: ({ account, lost }) => account.post("/v1/analyses", { imageIds: [lost] }),
  VLM_PROVIDER_ERROR({ account, images, running }) {
    running.chat.next({ does: "hang_up" });
    return account.post("/v1/analyses", { imageIds: images.slice(1) });
  },
  TIMEOUT({ account, images, running }) {
    running.chat.next({ does: "stall_in_body" });
    return account.post("/v1/analyses", { imageIds: images.slice(1) });
  },
  VALIDATION_ERROR: ({ account }) => account.post("/v1/analyses", { imageIds: [] }),
  BAD_REQUEST: ({ running }) => sendRaw(running.url, "POST /vision/v1/analyses HTTP/1.1\r\n\r\n"),
  UNREADABLE_BODY: ({ account }) => account.send("POST", "/v1/analyses", "{", { "Content-Type": "application/json" }),
  PAYMENT_REQUIRED: ({ overdue }) => overdue.post("/v1/analyses"),
  PRECONDITION_FAILED: ({ account, images }) =>
    account.get(`/v1/images/${images[1]}/content`, { "If-Match": '"other"' }),
  RANGE_NOT_SATISFIABLE: ({ account, images }) =>
    account.get(`/v1/images/${images[1]}/content`, { Range: "bytes=999999999-" }),
  IMAGE_NOT_FOUND: ({ account, images }) => account.post("/v1/analyses", { imageIds: [...images.slice(1), "img_0"] }),
  RULE_NOT_FOUND: ({ account, images }) =>
    account.post("/v1/analyses", { imageIds: images.slice(1), ruleIds: ["rul_0"] }),
  SCHEMA_NOT_FOUND: ({ account, images }) =>
    account.post("/v1/analyses", { imageIds: images.slice(1), schemaId: "sch_0" }),
  ANALYSIS_NOT_FOUND: ({ account }) => account.get("/v1/analyses/ana_0"),
  KEY_NOT_FOUND: ({ account }) => account.delete("/v1/keys/key_0"),
  async KEY_ALREADY_ROTATED({ account }) {
    const { keyId } = await account.mint({});
    await account.post(`/v1/keys/${keyId}/rotate`);
    return await account.post(`/v1/keys/${keyId}/rotate`);
  },
  async KEY_INACTIVE({ account }) {
    const { keyId } = await account.mint({});
    await account.delete(`/v1/keys/${keyId}`);
    return await account.post(`/v1/keys/${keyId}/rotate`);
  },
  IMAGE_EXISTS: ({ account, content }) => account.send("POST", "/v1/images", content, png),
  IDEMPOTENCY_KEY_REUSED: ({ account, images }) =>
    account.post("/v1/analyses", { imageIds: images.slice(1) }, { "Idempotency-Key": "used" }),
  async REQUEST_IN_PROGRESS({ account, content }) {
    const send = () => account.send("POST", "/v1/images", content, { ...png, "Idempotency-Key": "held" });
    let end = (): void => undefined;
    const held = holdNext(new Promise<void>((resolve) => (end = resolve)));
    const first = send();
    await held;
    const reply = await send();
    end();
    // The account already stores the image.
    expect((await first).status).toBe(409);
    return reply;
  },
  INTERNAL_ERROR: ({ account, lost }) => account.get(`/v1/images/${lost}/content`),
  async RATE_LIMIT_ERROR({ account }) {
    let reply = await account.get("/v1/keys");
    while (reply.status === 200) reply = await account.get("/v1/keys");
    return reply;
  },
};

async function sendRaw(url: string, head: string): Promise<Pick<Reply, "status">> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.end(head));
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return { status: Number(answer.split(" ")[1]) };
}

interface Scene {
  readonly running: RunningVision;
  /** An account with little storage left and one image left this month. */
  readonly account: TestAccount;
  readonly closed: TestAccount;
  readonly overdue: TestAccount;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly images: readonly string[];
  /** An image whose file is missing. */
  readonly lost: string;
}

async function setScene(running: RunningVision): Promise<Scene> {
  const account = await running.openAccount({ storageBytes: 20_000, monthlyImages: 2 });
  const closed = await running.openAccount({ isActive: false });
  const overdue = await running.openAccount({ subscription: "past_due" });
  const content = await picture({ width: 30, height: 30 });
  const images = [await account.newImage(content), await account.newImage(await picture({ width: 20, height: 20 }))];
  const lost = await account.newImage(await picture({ width: 25, height: 25 }));
  await rm(`${running.folder}/vision/kept/${lost}`);
  const seen = { description: "Noise.", labels: [], text: null };
  running.chat.always({ does: "answer", content: seen });
  const analysed = { imageIds: images.slice(0, 1) };
  const first = await account.post("/v1/analyses", analysed, { "Idempotency-Key": "used" });
  if (first.status !== 201) throw new Error(first.text);
  await account.post("/v1/rules", rule);
  return { running, account, closed, overdue, content, images, lost };
}

/** Everything that is charged, and everything that could be left behind. */
async function costsOf({ running: { service, folder }, account, closed, overdue }: Scene): Promise<unknown> {
  const { store, storage, usageLedger, clock } = service.backend;
  const { sql } = store;
  const month = new Date(clock()).toISOString().slice(0, 7);
  const ids = [account, closed, overdue].map(({ id }) => id);
  return {
    months: await Promise.all(ids.map((id) => usageLedger.read(sql, `${id}/${month}`))),
    ledger: await usageLedger.history(sql, `${account.id}/${month}`),
    storage: await Promise.all(ids.map((id) => storage.usage(sql, id))),
    rows: await sql`SELECT id FROM vision_images UNION ALL SELECT id FROM vision_analyses ORDER BY id`,
    moves: await sql`SELECT file_id FROM files_moves`,
    files: [await readdir(`${folder}/vision/kept`), await readdir(`${folder}/vision/incoming`)],
    violations: await audit(sql),
  };
}

describe("a failed call", () => {
  inBothForms({ hasProvider: true, deadlineMs: 3_000, imagePool: pool })((running) => {
    it("changes no usage, ledger, quota, row or file, for each code", async () => {
      expect(Object.keys(causes).sort()).toEqual([...vision.codes].sort());
      const scene = await setScene(running());
      const costs = await costsOf(scene);
      for (const [code, cause] of Object.entries(causes)) {
        const before = running().occurrences.length;
        const { status } = await cause(scene);
        expect([code, status]).toEqual([code, vision.entries.get(code)?.status]);
        const occurred = running().occurrences.slice(before);
        expect(occurred.map((occurrence) => occurrence.code)).toContain(code);
        expect(await costsOf(scene), code).toEqual(costs);
      }
    });
  });
});
