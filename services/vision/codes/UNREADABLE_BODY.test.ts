import { describe, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const json = "application/json";

describe("UNREADABLE_BODY", () => {
  const headers = { "Content-Type": "application/json" };
  recordsExchange(visionDemo, "UNREADABLE_BODY", {
    steps: [as("lab").send("POST", "/v1/rules", { text: '{"name":' }, { note: "incomplete JSON", headers })],
    works: as("lab").post(
      "/v1/rules",
      { name: "Wide", conditions: [{ fact: "width", is: "at_least", value: 100 }] },
      { note: "complete JSON" },
    ),
  });

  inBothForms()((running) => {
    it.each([
      ["/v1/rules", '{"name":', json, "The body is not valid JSON at line 1, column 9 (end of body)."],
      ["/v1/rules", "", json, "The body is empty; expected JSON."],
      ["/v1/rules", "{}", "text/plain", "The Content-Type must be JSON in UTF-8."],
      ["/v1/analyses", "a=1", "application/x-www-form-urlencoded", "The Content-Type must be JSON in UTF-8."],
      [
        "/v1/images",
        "<svg/>",
        "image/svg+xml",
        "The body is none of multipart/form-data, image/png, image/jpeg, image/jpg, image/webp, image/gif, image/avif.",
      ],
      ["/v1/images", "no form", "multipart/form-data", "The multipart form is not well-formed."],
    ])("is returned by %s for %j as %s", async (path, body, mediaType, problem) => {
      const account = await running().openAccount();
      const reply = await account.send("POST", path, body, { "Content-Type": mediaType });
      expectVisionError(running(), reply, 400, { code: "UNREADABLE_BODY", message: problem, details: { problem } });
    });
  });
});
