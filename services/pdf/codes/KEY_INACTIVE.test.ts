import { describe, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";

describe("KEY_INACTIVE", () => {
  const newKey = { role: "viewer" };
  recordsExchange(pdfDemo, "KEY_INACTIVE", {
    steps: [
      as("atlas").post("/v1/api-keys", newKey, { note: "creates a key", capture: { keyId: "/data/id" } }),
      as("atlas").delete("/v1/api-keys/{{keyId}}", { note: "revokes it" }),
      as("atlas").post("/v1/api-keys/{{keyId}}/rotate", undefined, { note: "too late" }),
    ],
    works: as("atlas").post("/v1/api-keys", newKey, { note: "creates another key" }),
  });

  onEveryEngine((running) => {
    it("returns 409 for a revoked and for an expired key", async () => {
      const { openWorkspace, advance } = running();
      const workspace = await openWorkspace();
      const create = async (): Promise<string> =>
        (await workspace.post("/v1/api-keys", { ...newKey, expiresInDays: 1 })).json.data.id;
      const [revoked, expired] = [await create(), await create()];
      await workspace.delete(`/v1/api-keys/${revoked}`);
      advance(24 * 60 * 60 * 1_000);
      for (const [id, reason] of [
        [revoked, "revoked"],
        [expired, "expired"],
      ]) {
        const reply = await workspace.post(`/v1/api-keys/${id}/rotate`);
        expectPdfError(reply, "KEY_INACTIVE", `The key is ${reason} and cannot be rotated.`);
      }
    });
  });
});
