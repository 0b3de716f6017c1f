import { readdir } from "node:fs/promises";
import { request } from "node:http";
import { audit } from "errata/store";
import { describe, expect, it } from "vitest";
import { picture } from "../testing/picture.ts";
import { onEveryEngine, type RunningVision, type TestAccount } from "../testing/running-vision.ts";

const each = 12;

/** Sends the head and part of a body, then disconnects. @param afterMs how long the connection is kept open */
function breakOff(url: string, key: string, path: string, part: Uint8Array | string, afterMs: number): Promise<void> {
  return new Promise((resolve) => {
    const type = typeof part === "string" ? "application/json" : "image/png";
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": type, "Content-Length": 1_000_000 };
    const sent = request(`${url}${path}`, { method: "POST", headers });
    sent.on("error", () => resolve());
    sent.on("close", () => resolve());
    sent.write(part);
    setTimeout(() => sent.destroy(), afterMs);
  });
}

/** Sends the head and part of an upload, then pauses. @returns the status of the response; `leave` disconnects */
function standStill(url: string, key: string, mediaType: string, part: Uint8Array) {
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": mediaType, "Content-Length": 1_000_000 };
  const sent = request(`${url}/v1/images`, { method: "POST", headers });
  const status = new Promise<number | undefined>((resolve) => {
    sent.on("error", () => resolve(undefined));
    sent.on("response", (response) => resolve(response.resume().statusCode));
  });
  sent.write(part);
  return { status, leave: () => sent.destroy() };
}

/** Requests an analysis and disconnects before the response. */
async function leave({ key }: TestAccount, url: string, imageIds: readonly string[], afterMs: number): Promise<void> {
  await fetch(`${url}/v1/analyses`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ imageIds }),
    signal: AbortSignal.timeout(afterMs),
  }).catch(() => undefined);
}

async function leftOf({ service, folder }: RunningVision, accounts: readonly TestAccount[]): Promise<unknown> {
  const { store, storage, usageLedger, clock } = service.backend;
  const month = new Date(clock()).toISOString().slice(0, 7);
  const balances = await Promise.all(
    accounts.map(async ({ id }) => ({
      heldBytes: (await storage.usage(store.sql, id)).reservedBytes,
      heldImages: (await usageLedger.read(store.sql, `${id}/${month}`)).reserved,
      usedImages: (await usageLedger.read(store.sql, `${id}/${month}`)).used,
    })),
  );
  return {
    balances,
    moves: await store.sql`SELECT file_id FROM files_moves`,
    incoming: await readdir(`${folder}/vision/incoming`),
    violations: await audit(store.sql),
  };
}

describe("a storm", () => {
  onEveryEngine({ hasProvider: true, deadlineMs: 3_000 })((running) => {
    it("of cancelled, slow, oversized and damaged requests leaves no file, no reservation and no request to the provider", async () => {
      const { openAccount, chat, url, folder, service } = running();
      const accounts = [await openAccount(), await openAccount(), await openAccount()];
      const imageIds = await Promise.all(accounts.map((account) => account.newImage()));
      const kept = await readdir(`${folder}/vision/kept`);
      chat.requests.length = 0;
      chat.always({ does: "stall_in_body" });
      const whole = await picture({ width: 120, height: 120 });
      const tooLarge = new Uint8Array(21_000_000);
      const work = Array.from({ length: each }, (_, index) => {
        const account = accounts[index % 3]!;
        const images = [imageIds[index % 3]!];
        return [
          breakOff(url, account.key, "/v1/images", whole.subarray(0, 9_000 + index * 1_000), 20 + index * 5),
          breakOff(url, account.key, "/v1/analyses", '{"imageIds":', 20 + index * 5),
          leave(account, url, images, 50 + index * 20),
          account.post("/v1/analyses", { imageIds: images }),
          account
            .send("POST", "/v1/images", index < 3 ? tooLarge : whole.slice(0, 60), { "Content-Type": "image/png" })
            .catch(() => 0),
          account.send("POST", "/v1/images", whole.slice(0, -9 - index), { "Content-Type": "image/png" }),
        ];
      });
      await Promise.all(work.flat());
      const nothing = { heldBytes: 0, heldImages: 0, usedImages: 0 };
      await expect
        .poll(() => leftOf(running(), accounts), { timeout: 5_000, interval: 100 })
        .toEqual({ balances: [nothing, nothing, nothing], moves: [], incoming: [], violations: [] });
      expect(await readdir(`${folder}/vision/kept`)).toEqual(kept);
      const ends = await Promise.all(chat.requests.map(({ ended }) => ended));
      // The number of requests that got this far in time depends on the machine.
      expect(ends.length).toBeGreaterThan(0);
      expect(new Set(ends)).toEqual(new Set(["cancelled"]));

      // The service still works.
      chat.always({ does: "answer", content: { description: "Noise.", labels: [], text: null } });
      const [first] = accounts as [TestAccount];
      expect((await first.post("/v1/analyses", { imageIds: imageIds.slice(0, 1) })).status).toBe(201);
      expect((await service.backend.store.sql`SELECT id FROM vision_analyses`).length).toBe(1);
    }, 30_000);

    it("of paused uploads keeps no file and no reservation beyond the time limit, even if no client disconnects", async () => {
      const { openAccount, url } = running();
      const account = await openAccount();
      const part = (await picture({ width: 120, height: 120 })).subarray(0, 9_000);
      const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
      const raw = standStill(url, account.key, "image/png", part);
      const form = standStill(
        url,
        account.key,
        "multipart/form-data; boundary=x",
        Buffer.concat([Buffer.from(head), part]),
      );
      const held = async (): Promise<number> => {
        const { store, storage } = running().service.backend;
        return (await storage.usage(store.sql, account.id)).reservedBytes;
      };
      await expect.poll(held, { timeout: 5_000, interval: 20 }).toBeGreaterThan(1_900_000);
      expect(await raw.status).toBe(408);
      await expect
        .poll(() => leftOf(running(), [account]), { timeout: 5_000, interval: 100 })
        .toMatchObject({ balances: [{ heldBytes: 0 }], moves: [], incoming: [] });
      form.leave();
    }, 20_000);
  });
});
