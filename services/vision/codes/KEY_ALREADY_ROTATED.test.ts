import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("KEY_ALREADY_ROTATED", () => {
  recordsExchange(visionDemo, "KEY_ALREADY_ROTATED", {
    steps: [
      as("lab").post("/v1/keys", { scopes: ["rules:read"] }, { note: "creates a key", capture: { keyId: "/id" } }),
      as("lab").post(
        "/v1/keys/{{keyId}}/rotate",
        { graceSec: 3_600 },
        { note: "rotates it", capture: { newKeyId: "/id" } },
      ),
      as("lab").post("/v1/keys/{{keyId}}/rotate", { graceSec: 3_600 }, { note: "the same request again" }),
    ],
    works: as("lab").post("/v1/keys/{{newKeyId}}/rotate", { graceSec: 0 }, { note: "replaces a lost secret" }),
  });

  inBothForms()((running) => {
    it("names the new key and the end of the old one", async () => {
      const account = await running().openAccount();
      const { keyId } = await account.mint({});
      const { json } = await account.post(`/v1/keys/${keyId}/rotate`, { graceSec: 60 });
      const reply = await account.post(`/v1/keys/${keyId}/rotate`, { graceSec: 0 });
      expectVisionError(running(), reply, 409, {
        code: "KEY_ALREADY_ROTATED",
        message: `The key was already rotated. The new key is ${json.id}.`,
        details: { keyId: json.id, graceUntil: json.replaces.graceUntil },
      });
      expect(json.replaces.id).toBe(keyId);
    });
  });
});
