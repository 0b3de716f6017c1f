import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";

describe("key_already_rotated", () => {
  const newKey = { scopes: ["patients:read"] };
  recordsExchange(scribeDemo, "key_already_rotated", {
    steps: [
      as("clinic").post("/v1/keys", newKey, { note: "creates a key", capture: { keyId: "/id" } }),
      as("clinic").post(
        "/v1/keys/{{keyId}}/rotate",
        { graceSec: 3_600 },
        { note: "rotates it", capture: { newKeyId: "/id" } },
      ),
      as("clinic").post("/v1/keys/{{keyId}}/rotate", { graceSec: 3_600 }, { note: "the same request again" }),
    ],
    works: as("clinic").post("/v1/keys/{{newKeyId}}/rotate", { graceSec: 0 }, { note: "replaces a lost secret" }),
  });

  onEveryEngine((running) => {
    it("is returned with 409 and the id of the new key", async () => {
      const account = await running().openAccount();
      const { id } = (await account.post("/v1/keys", newKey)).json;
      const next = (await account.post(`/v1/keys/${id}/rotate`, { graceSec: 60 })).json;
      expect(next.replaces.id).toBe(id);
      expectRefused(await account.post(`/v1/keys/${id}/rotate`, { graceSec: 0 }), 409, {
        type: "invalid_request_error",
        code: "key_already_rotated",
        message: `The key was already rotated. The new key is ${next.id}.`,
      });
    });
  });
});
