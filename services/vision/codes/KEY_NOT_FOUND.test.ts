import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("KEY_NOT_FOUND", () => {
  recordsExchange(visionDemo, "KEY_NOT_FOUND", {
    steps: [
      as("lab").post(
        "/v1/keys",
        { scopes: ["rules:read"], expiresInDays: 1 },
        { note: "creates a key", capture: { keyId: "/id" } },
      ),
      as("lab").delete("/v1/keys/key_000000000000000000000000", { note: "no such key" }),
    ],
    works: as("lab").delete("/v1/keys/{{keyId}}", { note: "the new key" }),
  });

  inBothForms()((running) => {
    it("returns the same bytes for an unknown id, a malformed id and another account's id", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const foreign = (await other.mint({})).keyId;
      expect((await other.get("/v1/keys")).status).toBeLessThan(300);
      const replies = await Promise.all([...["key_0", "%00", foreign].map((id) => account.delete(`/v1/keys/${id}`))]);
      for (const reply of replies) {
        expectVisionError(running(), reply, 404, { code: "KEY_NOT_FOUND", message: "API key not found" });
        expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
      }
    });
  });
});
