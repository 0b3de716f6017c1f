import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("EXPIRED_API_KEY", () => {
  recordsExchange(visionDemo, "EXPIRED_API_KEY", {
    steps: [as("lapsed").get("/v1/account", { note: "the key has expired" })],
    works: as("lab").get("/v1/account", { note: "a key that does not expire" }),
  });

  inBothForms()((running) => {
    it("is returned from the millisecond of expiry, whether or not the key is cached", async () => {
      const { openAccount, client, advance } = running();
      const account = await openAccount();
      const made = await account.post("/v1/keys", { scopes: ["account:read"], expiresInDays: 1 });
      expect(made.status).toBe(201);
      const { key, expiresAt } = made.json;
      expect((await client(key).get("/v1/account")).status).toBe(200);
      advance(24 * 60 * 60 * 1_000);
      const reply = await client(key).get("/v1/account");
      expectVisionError(running(), reply, 401, {
        code: "EXPIRED_API_KEY",
        message: "The API key has expired",
        details: { expiredAt: expiresAt },
      });
      expect(reply.headers.get("www-authenticate")).toContain("Bearer");
      expect((await account.get("/v1/account")).status).toBe(200);
    });
  });
});
