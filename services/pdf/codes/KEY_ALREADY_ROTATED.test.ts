import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";

describe("KEY_ALREADY_ROTATED", () => {
  const newKey = { role: "viewer" };
  recordsExchange(pdfDemo, "KEY_ALREADY_ROTATED", {
    steps: [
      as("atlas").post("/v1/api-keys", newKey, { note: "creates a key", capture: { keyId: "/data/id" } }),
      as("atlas").post(
        "/v1/api-keys/{{keyId}}/rotate",
        { graceSec: 3_600 },
        { note: "rotates it", capture: { newKeyId: "/data/id" } },
      ),
      as("atlas").post("/v1/api-keys/{{keyId}}/rotate", { graceSec: 3_600 }, { note: "the same request again" }),
    ],
    works: as("atlas").post("/v1/api-keys/{{newKeyId}}/rotate", { graceSec: 0 }, { note: "replaces a lost secret" }),
  });

  onEveryEngine((running) => {
    it("returns 409 with the id of the new key", async () => {
      const workspace = await running().openWorkspace();
      const { id } = (await workspace.post("/v1/api-keys", newKey)).json.data;
      const { data } = (await workspace.post(`/v1/api-keys/${id}/rotate`, { graceSec: 60 })).json;
      const reply = await workspace.post(`/v1/api-keys/${id}/rotate`, { graceSec: 0 });
      const message = `The key was already rotated. The new key is ${data.id}.`;
      expectPdfError(reply, "KEY_ALREADY_ROTATED", message);
      const problem = { Accept: "application/problem+json" };
      const again = await workspace.post(`/v1/api-keys/${id}/rotate`, undefined, problem);
      expect(again.json).toMatchObject({ keyId: data.id, graceUntil: data.replaces.graceUntil });
    });
  });
});
