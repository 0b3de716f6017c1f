import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine, segments } from "../../testing/running-scribe.ts";
import { scribe } from "../contract.ts";

const refused = { type: "invalid_request_error", code: "parameter_invalid" } as const;
const [first, second, third] = segments;
const template = { sections: ["plan"] };

describe("parameter_invalid", () => {
  recordsExchange(scribeDemo, "parameter_invalid", {
    steps: [
      as("clinic").post("/v1/patients", { name: "Ada Example", idCountry: "Atlantis" }, { note: "no such country" }),
    ],
    works: as("clinic").post("/v1/patients", { name: "Ada Example", idCountry: "DE" }, { note: "an ISO code" }),
  });

  onEveryEngine((running) => {
    it("returns the published body for an unknown country", async () => {
      const account = await running().openAccount();
      for (const idCountry of ["Atlantis", "XX", "ZZZ", "276", "", " ", "__proto__", "toString", "x".repeat(5_000)]) {
        const reply = await account.post("/v1/patients", { name: "Ada", idCountry });
        expect(reply.text).toBe(
          '{"error":{"type":"invalid_request_error","code":"parameter_invalid","message":"idCountry must be a valid country name, ISO alpha-2, or ISO alpha-3 code.","param":"idCountry"}}',
        );
        expectRefused(reply, 400, reply.json.error);
      }
      expect((await account.get("/v1/patients")).json.items).toEqual([]);
    });

    it.each<[path: string, body: unknown, param: string, problem: string]>([
      ["POST /v1/patients", { name: "" }, "name", "must not be empty"],
      ...["\u200b", " \u200d\ufeff ", "\u2060", "\u3164", "\u2800", "\u00ad", "\u0301"].map(
        (name): [string, unknown, string, string] => ["POST /v1/patients", { name }, "name", "must not be empty"],
      ),
      ["PUT {}/transcript", { text: "\u200b\n" }, "text", "must not be empty"],
      ["POST /v1/patients", { name: "Ada", birthDate: "2999-01-01" }, "birthDate", "must not be in the future"],
      ["POST /v1/patients", { name: 5 }, "name", "must be text"],
      ["POST /v1/patients", { name: null }, "name", "must be text"],
      ["POST /v1/patients", { name: "A\u0000da" }, "name", "must not contain control characters"],
      ["POST /v1/patients", { name: "A\ud800" }, "name", "must not contain control characters"],
      ["POST /v1/patients", { name: "x".repeat(201) }, "name", "must have at most 200 characters"],
      ["POST /v1/patients", { name: "Ada", birthDate: "31.12.1980" }, "birthDate", "must be a date such as 1980-12-31"],
      ["POST /v1/patients", { name: "Ada", birthDate: "1980-02-30" }, "birthDate", "must be a date such as 1980-12-31"],
      ["POST /v1/patients", { name: "Ada", colour: "red" }, "colour", "is not a known field"],
      ["POST /v1/consultations", { consultationInternalId: ["a"] }, "consultationInternalId", "must be text"],
      [
        "POST /v1/consultations",
        { consultationInternalId: "a", startedAt: "yesterday" },
        "startedAt",
        "must be a time such as 2026-03-01T09:30:00Z",
      ],
      ...["0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-00:01", `2026-03-01T09:30:00.${"0".repeat(20)}Z`].map(
        (startedAt): [string, unknown, string, string] => [
          "POST /v1/consultations",
          { consultationInternalId: "a", startedAt },
          "startedAt",
          "must be a time such as 2026-03-01T09:30:00Z",
        ],
      ),
      [
        "POST /v1/consultations",
        { consultationInternalId: "a", patientId: "\u0000" },
        "patientId",
        "must be an id: letters, digits, `_`, `-` and dots",
      ],
      ["PUT {}/transcript", { text: "\n " }, "text", "must not be empty"],
      ["PUT {}/transcript", { text: "a\u0000" }, "text", "must not contain control characters"],
      ["PUT {}/transcript", { text: "a", segments }, "segments", "must not be sent together with text"],
      ["PUT {}/transcript", { segments: [] }, "segments", "must have a segment"],
      ["PUT {}/transcript", { segments: "a" }, "segments", "must be a list"],
      ["PUT {}/transcript", { segments: [first, "a"] }, "segments[1]", "must be an object"],
      [
        "PUT {}/transcript",
        { segments: [first, second, { ...third, start: "13" }] },
        "segments[2][start]",
        "must be a number of seconds",
      ],
      ["PUT {}/transcript", { segments: [{ ...first, end: -1 }] }, "segments[0][end]", "must be 0 or more"],
      [
        "PUT {}/transcript",
        { segments: [first, { ...second, end: 3 }] },
        "segments[1][end]",
        "must not be before start",
      ],
      [
        "PUT {}/transcript",
        { segments: [second, first] },
        "segments[1][start]",
        "must not be before the start of the segment before it",
      ],
      ["PUT {}/transcript", { segments: [{ ...first, mood: 1 }] }, "segments[0][mood]", "is not a known field"],
      [
        "PUT /v1/account/configuration",
        { provider: "oracle", template },
        "provider",
        "must be one of extractive, chat",
      ],
      [
        "PUT /v1/account/configuration",
        { provider: "chat", template: { sections: ["plan", "magic"] } },
        "template[sections][1]",
        "must be one of subjective, objective, assessment, plan",
      ],
      [
        "PUT /v1/account/configuration",
        { provider: "chat", template: { sections: ["plan", "plan"] } },
        "template[sections]",
        "must name each section once",
      ],
      [
        "PUT /v1/account/configuration",
        { provider: "chat", template: { sections: Array(20_000).fill("plan") } },
        "template[sections]",
        "must name each section once",
      ],
      ["POST {}/session-scribe", { style: "short" }, "style", "is not a known field"],
    ])("returns for %s %j the field and what it must be", async (operation, body, param, problem) => {
      const { account, path } = await running().openConsultation();
      const [method = "", target = ""] = operation.replace("{}", path).split(" ");
      const reply = await account.send(method, target, JSON.stringify(body), { "Content-Type": "application/json" });
      expectRefused(reply, 400, { ...refused, message: `${param} ${problem}.`, param });
    });

    it("names an unknown field only if it looks like an identifier", async () => {
      const account = await running().openAccount();
      const hidden = { ...refused, message: "The request body has an unknown field." };
      for (const name of ["Jane Doe has asthma", "a.b", "", "x".repeat(41), "[0]", "é"]) {
        expectRefused(await account.post("/v1/patients", { name: "Ada", [name]: 1 }), 400, hidden);
      }
    });

    it.each([
      ["{", /^The request body is not valid JSON at line 1, column 2 \(end of body\)\.$/],
      ["", /^The request body is empty; expected JSON\.$/],
      ['{"name":"Jane Doe" oops}', /^The request body is not valid JSON at line 1, column 20\.$/],
      ["[]", /^The request body must be an object\.$/],
      ["null", /^The request body must be an object\.$/],
    ])("is returned without a param for the unreadable body %j", async (body, message) => {
      const account = await running().openAccount();
      const reply = await account.send("POST", "/v1/patients", body, { "Content-Type": "application/json" });
      expect(reply.json.error.message).toMatch(message);
      expectRefused(reply, 400, { ...refused, message: reply.json.error.message });
    });

    it.each([
      ["/v1/patients?limit=0", "limit", "must be at least 1"],
      ["/v1/patients?limit=101", "limit", "must be at most 100"],
      ["/v1/patients?limit=many", "limit", "must be a whole number in decimal digits"],
      ["/v1/patients?limit=1&limit=2", "limit", "must be given once"],
      ["/v1/consultations?patientId=a&patientId=b", "patientId", "must be given once"],
      ["/v1/patients?cursor=nowhere", "cursor", "is not accepted"],
      ["/v1/patients?name=Jane", "name", "is not a known field"],
      ["/v1/consultations?patientId=%00", "patientId", "must be an id: letters, digits, `_`, `-` and dots"],
      ["/v1/account?verbose=1", "verbose", "is not a known field"],
    ])("returns for the query of %s the parameter and what it must be", async (path, param, problem) => {
      const account = await running().openAccount();
      expectRefused(await account.get(path), 400, { ...refused, message: `${param} ${problem}.`, param });
    });

    it("uses codes of HTTP in the same envelope for conditions without a published code", async () => {
      const account = await running().openAccount();
      const xml = await account.send("POST", "/v1/patients", "<a/>", { "Content-Type": "text/xml" });
      const large = await account.post("/v1/patients", { name: "x".repeat(scribe.limits.bodyBytes) });
      const method = await account.send("PUT", "/v1/patients", "{}");
      expect([xml, large, method].map(({ status, json }) => [status, json.error.type, json.error.code])).toEqual([
        [415, "invalid_request_error", "unsupported_media_type"],
        [413, "invalid_request_error", "body_too_large"],
        [405, "invalid_request_error", "method_not_allowed"],
      ]);
    });
  });
});
