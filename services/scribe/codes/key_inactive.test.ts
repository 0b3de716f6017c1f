import { describe, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";

describe("key_inactive", () => {
  const newKey = { scopes: ["patients:read"] };
  recordsExchange(scribeDemo, "key_inactive", {
    steps: [
      as("clinic").post("/v1/keys", newKey, { note: "creates a key", capture: { keyId: "/id" } }),
      as("clinic").delete("/v1/keys/{{keyId}}", { note: "revokes it" }),
      as("clinic").post("/v1/keys/{{keyId}}/rotate", undefined, { note: "too late" }),
    ],
    works: as("clinic").post("/v1/keys", newKey, { note: "creates another key" }),
  });

  onEveryEngine((running) => {
    it("is returned with 409 for a revoked and for an expired key", async () => {
      const { openAccount, advance } = running();
      const account = await openAccount();
      const create = async (): Promise<string> =>
        (await account.post("/v1/keys", { ...newKey, expiresInDays: 1 })).json.id;
      const [revoked, expired] = [await create(), await create()];
      await account.delete(`/v1/keys/${revoked}`);
      advance(24 * 60 * 60 * 1_000);
      for (const [id, reason] of [
        [revoked, "revoked"],
        [expired, "expired"],
      ]) {
        expectRefused(await account.post(`/v1/keys/${id}/rotate`), 409, {
          type: "invalid_request_error",
          code: "key_inactive",
          message: `The key is ${reason} and cannot be rotated.`,
        });
      }
    });
  });
});
