import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

describe("ANALYSIS_NOT_FOUND", () => {
  recordsExchange(visionDemo, "ANALYSIS_NOT_FOUND", {
    steps: [as("lab").get("/v1/analyses/ana_000000000000000000000000", { note: "no such analysis" })],
    works: as("lab").get("/v1/analyses?limit=1", { note: "lists the analyses that exist" }),
  });

  inBothForms()((running) => {
    it("returns the same bytes for an unknown id, a malformed id and another account's id", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const foreign = (await other.post("/v1/analyses", { imageIds: [await other.newImage()] })).json.id;
      expect((await other.get(`/v1/analyses/${foreign}`)).status).toBeLessThan(300);
      const replies = await Promise.all([...["ana_0", "%00", foreign].map((id) => account.get(`/v1/analyses/${id}`))]);
      for (const reply of replies) {
        expectVisionError(running(), reply, 404, { code: "ANALYSIS_NOT_FOUND", message: "Analysis not found" });
        expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
      }
    });
  });
});
