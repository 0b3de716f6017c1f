import { describe, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

describe("KEY_INACTIVE", () => {
  const newKey = { scopes: ["rules:read"] };

  recordsExchange(visionDemo, "KEY_INACTIVE", {
    steps: [
      as("lab").post("/v1/keys", newKey, { note: "creates a key", capture: { keyId: "/id" } }),
      as("lab").delete("/v1/keys/{{keyId}}", { note: "deactivates it" }),
      as("lab").post("/v1/keys/{{keyId}}/rotate", undefined, { note: "too late" }),
    ],
    works: as("lab").post("/v1/keys", newKey, { note: "creates another key" }),
  });

  inBothForms()((running) => {
    it("is returned for a deactivated and for an expired key, even after a rotation was revoked", async () => {
      const account = await running().openAccount();
      const now = running().service.backend.clock();
      const [revoked, rotated, expired] = [
        await account.mint({}),
        await account.mint({}),
        await account.mint({ expiresAt: now }),
      ];
      await account.post(`/v1/keys/${rotated.keyId}/rotate`);
      for (const { keyId } of [revoked, rotated]) await account.delete(`/v1/keys/${keyId}`);
      for (const [{ keyId }, reason] of [
        [revoked, "revoked"],
        [rotated, "revoked"],
        [expired, "expired"],
      ] as const) {
        expectVisionError(running(), await account.post(`/v1/keys/${keyId}/rotate`), 409, {
          code: "KEY_INACTIVE",
          message: `The key is ${reason} and cannot be rotated.`,
          details: { reason },
        });
      }
    });
  });
});
