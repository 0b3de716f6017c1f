import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

const wide = { name: "Wide", conditions: [{ fact: "width", is: "at_least", value: 100 }] };

describe("IDEMPOTENCY_KEY_REUSED", () => {
  const create = (key: string, name: string, note: string) =>
    as("lab").post("/v1/rules", { ...wide, name }, { note, headers: { "Idempotency-Key": key } });
  recordsExchange(visionDemo, "IDEMPOTENCY_KEY_REUSED", {
    steps: [
      create("a-{{uuid}}", "Wide", "creates a rule"),
      create("a-{{uuid}}", "Very wide", "another rule, the same key"),
    ],
    works: create("b-{{uuid}}", "Very wide", "another key"),
  });

  inBothForms()((running) => {
    it("is returned with 409 for a key that was used for another analysis, which costs nothing", async () => {
      const account = await running().openAccount();
      const imageIds = [await account.newImage()];
      const analyse = (body: object) => account.post("/v1/analyses", { imageIds, ...body }, { "Idempotency-Key": "k" });
      expect((await analyse({})).status).toBe(201);
      expectVisionError(running(), await analyse({ prompt: "Which colour?" }), 409, {
        code: "IDEMPOTENCY_KEY_REUSED",
        message: "The Idempotency-Key was already used for a different request.",
      });
      expect((await account.get("/v1/account")).json.usage.images.used).toBe(1);
    });
  });
});
