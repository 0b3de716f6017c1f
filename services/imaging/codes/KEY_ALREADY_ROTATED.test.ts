import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("KEY_ALREADY_ROTATED", () => {
  recordsExchange(imagingDemo, "KEY_ALREADY_ROTATED", {
    steps: [
      as("acme").post("/v1/keys", { mode: "test" }, { note: "creates a key", capture: { keyId: "/data/id" } }),
      as("acme").post(
        "/v1/keys/{{keyId}}/rotate",
        { graceSec: 3_600 },
        { note: "rotates it", capture: { newKeyId: "/data/id" } },
      ),
      as("acme").post("/v1/keys/{{keyId}}/rotate", { graceSec: 3_600 }, { note: "the same request again" }),
    ],
    works: as("acme").post("/v1/keys/{{newKeyId}}/rotate", { graceSec: 0 }, { note: "replaces a lost secret" }),
  });

  onEveryEngine((running) => {
    it("names the new key and the end of the old one", async () => {
      const partner = await running().openPartner();
      const { id } = (await partner.post("/v1/keys", {})).json.data;
      const { data } = (await partner.post(`/v1/keys/${id}/rotate`, { graceSec: 60 })).json;
      expectError(await partner.post(`/v1/keys/${id}/rotate`, { graceSec: 0 }), 409, {
        code: "KEY_ALREADY_ROTATED",
        message: `The key was already rotated. The new key is ${data.id}.`,
        details: { keyId: data.id, graceUntil: data.replaces.graceUntil },
      });
      expect(data.replaces.id).toBe(id);
    });
  });
});
