import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { inBothForms } from "../../testing/running-vision.ts";
import { accountKeyFormat } from "../keys/formats.ts";

describe("INVALID_API_KEY", () => {
  inBothForms()((running) => {
    function expectInvalid(reply: Reply): void {
      expectVisionError(running(), reply, 401, {
        code: "INVALID_API_KEY",
        message: "The API key provided is invalid or malformed",
      });
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="vision", error="invalid_token"');
    }

    it("answers no key, one of the wrong shape, and one that was never made", async () => {
      expectInvalid(await running().client().get("/v1/images"));
      expectInvalid(await running().client("vis_live_nonsense").get("/v1/images"));
      expectInvalid(await running().client(accountKeyFormat.mint()).get("/v1/images"));
    });

    it("answers before anything is said of what the path names", async () => {
      expectInvalid(await running().client().get("/v1/images/img_0?unknown=1"));
    });
  });
});
