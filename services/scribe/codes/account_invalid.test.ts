import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";
import type { NewAccount } from "../accounts/open-account.ts";

const refused = { type: "invalid_request_error", code: "account_invalid" } as const;
const template: NewAccount["template"] = { sections: ["plan"], maxSentences: 3 };

describe("account_invalid", () => {
  recordsExchange(scribeDemo, "account_invalid", {
    steps: [as("closed").get("/v1/account", { note: "the account is inactive" })],
    works: as("clinic").get("/v1/account", { note: "the account is active" }),
  });

  onEveryEngine((running) => {
    // Entered by staff, or written by an older release.
    it.each<[string, Partial<NewAccount>, string]>([
      ["no provider", { provider: undefined as never }, "The account has no note provider."],
      [
        "a provider of another place",
        { provider: "gpt-house" },
        "The account uses a note provider that is not available.",
      ],
      ["no template", { template: undefined as never }, "The account has no note template."],
      [
        "a template of sections that are no more",
        { template: { sections: ["history" as never], maxSentences: 3 } },
        "The account has an invalid note template.",
      ],
    ])("is returned only for notes of an account with %s, until it is configured", async (_, settings, message) => {
      const { account, path } = await running().openConsultation(settings);
      const reply = await account.post(`${path}/session-scribe`);
      expectRefused(reply, 400, { ...refused, message });
      expect(reply.headers.get("x-should-retry")).toBe("false");
      expect((await account.get("/v1/account")).json).toMatchObject({ notesCharged: 0 });
      const configured = await account.put("/v1/account/configuration", { provider: "extractive", template });
      expect(configured.json).toMatchObject({ provider: "extractive", template });
      expect((await account.post(`${path}/session-scribe`)).json.note).toEqual({
        plan: expect.stringContaining("400 mg"),
      });
    });

    it("is returned by every operation at most ten seconds after the account became inactive", async () => {
      const { service, openAccount, advance } = running();
      const account = await openAccount();
      expect((await account.get("/v1/account")).status).toBe(200);
      await service.backend.store.sql`UPDATE scribe_accounts SET is_active = 0 WHERE id = ${account.id}`;
      advance(10_000);
      const message = "The account is not active.";
      expectRefused(await account.get("/v1/account"), 400, { ...refused, message });
      expectRefused(await account.post("/v1/patients", { name: "" }), 400, { ...refused, message });
    });
  });
});
