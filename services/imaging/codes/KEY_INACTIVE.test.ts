import { describe, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("KEY_INACTIVE", () => {
  recordsExchange(imagingDemo, "KEY_INACTIVE", {
    steps: [
      as("acme").post("/v1/keys", { mode: "test" }, { note: "creates a key", capture: { keyId: "/data/id" } }),
      as("acme").delete("/v1/keys/{{keyId}}", { note: "revokes it" }),
      as("acme").post("/v1/keys/{{keyId}}/rotate", undefined, { note: "too late" }),
    ],
    works: as("acme").post("/v1/keys", { mode: "test" }, { note: "creates another key" }),
  });

  onEveryEngine((running) => {
    it("is returned for a revoked and for an expired key", async () => {
      const { openPartner, advance } = running();
      const partner = await openPartner();
      const create = async (): Promise<string> => (await partner.post("/v1/keys", { expiresInDays: 1 })).json.data.id;
      const [revoked, expired] = [await create(), await create()];
      await partner.delete(`/v1/keys/${revoked}`);
      advance(24 * 60 * 60 * 1_000);
      for (const [id, reason] of [
        [revoked, "revoked"],
        [expired, "expired"],
      ]) {
        const message = `The key is ${reason} and cannot be rotated.`;
        const error = { code: "KEY_INACTIVE", message, details: { reason } };
        expectError(await partner.post(`/v1/keys/${id}/rotate`), 409, error);
      }
    });
  });
});
