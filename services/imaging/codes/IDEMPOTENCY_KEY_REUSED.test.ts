import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { customer, imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("IDEMPOTENCY_KEY_REUSED", () => {
  const create = (key: string, email: string, note: string) =>
    as("acme").post("/v1/customers", { ...customer, email }, { note, headers: { "Idempotency-Key": key } });
  recordsExchange(imagingDemo, "IDEMPOTENCY_KEY_REUSED", {
    steps: [
      create("a-{{uuid}}", "ada-{{uuid}}@example.com", "creates a customer"),
      create("a-{{uuid}}", "ben-{{uuid}}@example.com", "another customer, the same key"),
    ],
    works: create("b-{{uuid}}", "ben-{{uuid}}@example.com", "another key"),
  });

  onEveryEngine((running) => {
    it("returns 409 for a key that was used for another customer, and charges nothing", async () => {
      const partner = await running().openPartner();
      const send = (email: string) =>
        partner.post("/v1/customers", { name: "Ada", email, planId: "starter" }, { "Idempotency-Key": "k" });
      expect((await send("ada@example.com")).status).toBe(201);
      expectError(await send("ben@example.com"), 409, {
        code: "IDEMPOTENCY_KEY_REUSED",
        message: "The Idempotency-Key was already used for a different request.",
      });
      expect((await partner.get("/v1/credits")).json.data.available).toBe(960);
      expect((await partner.get("/v1/customers")).json.data.items).toHaveLength(1);
    });
  });
});
