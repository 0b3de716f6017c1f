import { describe, expect, it } from "vitest";
import { inBothForms, type TestAccount } from "../../testing/running-vision.ts";

function analyse(account: TestAccount, key: string, body: object) {
  const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
  return account.send("POST", "/v1/analyses", JSON.stringify(body), headers);
}

describe("the Idempotency-Key of an analysis", () => {
  inBothForms()((running) => {
    it("returns the first response to repeats, and charges the images once", async () => {
      const account = await running().openAccount();
      const imageIds = [await account.newImage()];
      const first = await analyse(account, "key-1", { imageIds });
      const again = await analyse(account, "key-1", { imageIds });
      expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
      expect(again.headers.get("idempotent-replayed")).toBe("true");
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(1);
      expect((await account.get("/v1/analyses")).json.items).toHaveLength(1);
    });

    it("runs once for simultaneous requests", async () => {
      const account = await running().openAccount();
      const imageIds = [await account.newImage()];
      const replies = await Promise.all([1, 2, 3, 4].map(() => analyse(account, "key-2", { imageIds })));
      expect(replies.every(({ status }) => status === 201 || status === 503)).toBe(true);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(1);
    });

    it("is rejected with 422 for another body, which costs nothing", async () => {
      const account = await running().openAccount();
      const imageIds = [await account.newImage()];
      await analyse(account, "key-3", { imageIds });
      const { status, text } = await analyse(account, "key-3", { imageIds, prompt: "Which colour?" });
      expect([status, text.includes("Idempotency-Key")]).toEqual([422, true]);
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(1);
    });
  });
});
