import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine, segments } from "../../testing/running-scribe.ts";

describe("parameter_missing", () => {
  recordsExchange(scribeDemo, "parameter_missing", {
    steps: [as("clinic").post("/v1/patients", { idCountry: "DE" }, { note: "no name" })],
    works: as("clinic").post("/v1/patients", { name: "Ada Example", idCountry: "DE" }, { note: "with a name" }),
  });

  onEveryEngine((running) => {
    it("returns the published body for a patient without a name", async () => {
      const account = await running().openAccount();
      const reply = await account.post("/v1/patients", { idCountry: "DE" });
      expect(reply.text).toBe(
        '{"error":{"type":"invalid_request_error","code":"parameter_missing","message":"name is required.","param":"name"}}',
      );
      expectRefused(reply, 400, reply.json.error);
      expect(reply.headers.get("x-should-retry")).toBe("false");
      expect((await account.get("/v1/patients")).json.items).toEqual([]);
    });

    it.each<[string, string, string, unknown, string]>([
      ["a consultation", "POST", "/v1/consultations", {}, "consultationInternalId"],
      ["a configuration", "PUT", "/v1/account/configuration", { provider: "extractive" }, "template"],
      [
        "a template",
        "PUT",
        "/v1/account/configuration",
        { provider: "extractive", template: {} },
        "template[sections]",
      ],
      ["a transcript", "PUT", "{}/transcript", {}, "text"],
      [
        "a segment's text",
        "PUT",
        "{}/transcript",
        { segments: [{ ...segments[0], text: undefined }] },
        "segments[0][text]",
      ],
      [
        "the third segment's speaker",
        "PUT",
        "{}/transcript",
        { segments: [segments[0], segments[1], { start: 13, end: 14, text: "Yes." }] },
        "segments[2][speaker]",
      ],
    ])("returns the path of the field that %s lacks", async (_, method, path, body, param) => {
      const { account, path: consultation } = await running().openConsultation();
      const headers = { "Content-Type": "application/json" };
      const reply = await account.send(method, path.replace("{}", consultation), JSON.stringify(body), headers);
      const message = `${param} is required.`;
      expectRefused(reply, 400, { type: "invalid_request_error", code: "parameter_missing", message, param });
    });
  });
});
