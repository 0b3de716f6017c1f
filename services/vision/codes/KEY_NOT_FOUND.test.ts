import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("KEY_NOT_FOUND", () => {
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
