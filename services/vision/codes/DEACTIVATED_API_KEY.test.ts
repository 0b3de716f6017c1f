import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const error = { code: "DEACTIVATED_API_KEY", message: "The API key has been deactivated" } as const;

describe("DEACTIVATED_API_KEY", () => {
  recordsExchange(visionDemo, "DEACTIVATED_API_KEY", {
    steps: [as("closed").get("/v1/account", { note: "the account is closed" })],
    works: as("lab").get("/v1/account", { note: "the account is open" }),
  });

  inBothForms()((running) => {
    it("is returned immediately after a key was deactivated, and not for other keys of the account", async () => {
      const account = await running().openAccount();
      const other = await account.mint({});
      expect((await other.get("/v1/account")).status).toBe(200);
      expect((await account.delete(`/v1/keys/${other.keyId}`)).status).toBe(200);
      const reply = await other.get("/v1/account");
      expectVisionError(running(), reply, 401, error);
      expect(reply.headers.get("www-authenticate")).toContain("Bearer");
      expect((await account.get("/v1/account")).status).toBe(200);
    });

    it("is returned for every key of a closed account", async () => {
      const account = await running().openAccount({ isActive: false });
      expectVisionError(running(), await account.get("/v1/account"), 401, error);
    });
  });
});
