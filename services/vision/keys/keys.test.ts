import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-vision.ts";

describe("keys", () => {
  onEveryEngine()((running) => {
    it("show their secret once, and afterwards their first characters, scopes and expiry", async () => {
      const account = await running().openAccount();
      const made = await account.post("/v1/keys", { scopes: ["images:*"], expiresInDays: 30 });
      const { key, ...shown } = made.json;
      expect([made.status, key]).toEqual([201, expect.stringMatching(/^vis_live_\w{36}$/)]);
      expect(key).toContain(shown.start);
      const lifeMs = Date.parse(shown.expiresAt) - Date.parse(shown.createdAt);
      expect(Math.round(lifeMs / 1_000)).toBe(30 * 24 * 60 * 60);
      const list = await account.get("/v1/keys");
      expect(list.json.items).toContainEqual({ ...shown, scopes: ["images:*"], deactivatedAt: null });
      expect(list.text).not.toContain(key);
      await account.delete(`/v1/keys/${shown.id}`);
      const [gone] = (await account.get("/v1/keys")).json.items.filter(({ id }: any) => id === shown.id);
      expect(gone.deactivatedAt).toMatch(/^\d{4}-/);
    });
  });
});
