import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as, withToken } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { accountKeys } from "../accounts/account.ts";

describe("INVALID_API_KEY", () => {
  recordsExchange(visionDemo, "INVALID_API_KEY", {
    steps: [withToken("wrong").get("/v1/account", { note: "a key that does not exist" })],
    works: as("lab").get("/v1/account", { note: "a valid key" }),
  });

  inBothForms()((running) => {
    function expectInvalid(reply: Reply): void {
      expectVisionError(running(), reply, 401, {
        code: "INVALID_API_KEY",
        message: "The API key provided is invalid or malformed",
      });
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="vision", error="invalid_token"');
    }

    it("is returned for a missing, a malformed and an unknown key", async () => {
      expectInvalid(await running().client().get("/v1/images"));
      expectInvalid(await running().client("vis_live_nonsense").get("/v1/images"));
      expectInvalid(await running().client(accountKeys.mint()).get("/v1/images"));
    });

    it("is returned before any error about the path", async () => {
      expectInvalid(await running().client().get("/v1/images/img_0?unknown=1"));
    });
  });
});
