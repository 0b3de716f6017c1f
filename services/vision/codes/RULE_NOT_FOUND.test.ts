import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

const rule = { name: "Wide", conditions: [{ fact: "width", is: "at_least", value: 100 }] };

describe("RULE_NOT_FOUND", () => {
  recordsExchange(visionDemo, "RULE_NOT_FOUND", {
    steps: [as("lab").get("/v1/rules/rul_000000000000000000000000", { note: "no such rule" })],
    works: as("lab").get("/v1/rules?limit=1", { note: "lists the rules that exist" }),
  });

  inBothForms()((running) => {
    it("returns the same bytes for an unknown id, a malformed id and another account's id", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const foreign = (await other.post("/v1/rules", rule)).json.id;
      expect((await other.get(`/v1/rules/${foreign}`)).status).toBeLessThan(300);
      const replies = await Promise.all([
        ...["rul_0", "%00", foreign].map((id) => account.get(`/v1/rules/${id}`)),
        account.put(`/v1/rules/${foreign}`, rule),
        account.delete(`/v1/rules/${foreign}`),
      ]);
      for (const reply of replies) {
        expectVisionError(running(), reply, 404, { code: "RULE_NOT_FOUND", message: "Rule not found" });
        expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
      }
    });

    it("returns the published example for an analysis with a deleted rule", async () => {
      const account = await running().openAccount();
      const { id } = (await account.post("/v1/rules", rule)).json;
      expect((await account.delete(`/v1/rules/${id}`)).status).toBe(204);
      const reply = await account.post("/v1/analyses", { imageIds: [await account.newImage()], ruleIds: [id] });
      expectVisionError(running(), reply, 404, { code: "RULE_NOT_FOUND", message: "Rule not found" });
      if (!running().unified) expect(reply.text).toBe('{"detail":"Rule not found"}');
    });
  });
});
