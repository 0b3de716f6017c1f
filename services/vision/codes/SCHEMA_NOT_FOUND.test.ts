import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

const schema = { name: "Size", fields: [{ name: "width", type: "number" }] };

describe("SCHEMA_NOT_FOUND", () => {
  recordsExchange(visionDemo, "SCHEMA_NOT_FOUND", {
    steps: [as("lab").get("/v1/schemas/sch_000000000000000000000000", { note: "no such schema" })],
    works: as("lab").get("/v1/schemas?limit=1", { note: "lists the schemas that exist" }),
  });

  inBothForms()((running) => {
    it("returns the same bytes for an unknown id, a malformed id and another account's id", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const foreign = (await other.post("/v1/schemas", schema)).json.id;
      expect((await other.get(`/v1/schemas/${foreign}`)).status).toBeLessThan(300);
      const replies = await Promise.all([
        ...["sch_0", "%00", foreign].map((id) => account.get(`/v1/schemas/${id}`)),
        account.put(`/v1/schemas/${foreign}`, schema),
        account.delete(`/v1/schemas/${foreign}`),
      ]);
      for (const reply of replies) {
        expectVisionError(running(), reply, 404, { code: "SCHEMA_NOT_FOUND", message: "Extraction schema not found" });
        expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
      }
    });

    it("is returned for an analysis with a missing schema", async () => {
      const account = await running().openAccount();
      const reply = await account.post("/v1/analyses", { imageIds: [await account.newImage()], schemaId: "sch_0" });
      expectVisionError(running(), reply, 404, { code: "SCHEMA_NOT_FOUND", message: "Extraction schema not found" });
    });
  });
});
