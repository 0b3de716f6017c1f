import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";
import { stableHeaders } from "../../testing/stable-headers.ts";

const refused = { type: "invalid_request_error", code: "resource_not_found" } as const;
const consultation = "No consultation found for the given consultation ID.";
const transcript = "No transcript found for the given consultation ID.";
const scribe = "No session scribe found for the given consultation ID.";

describe("resource_not_found", () => {
  recordsExchange(scribeDemo, "resource_not_found", {
    steps: [as("clinic").get("/v1/patients/pat_000000000000000000000000", { note: "no such patient" })],
    works: as("clinic").get("/v1/patients?limit=1", { note: "lists the patients that exist" }),
  });

  onEveryEngine((running) => {
    it("returns the published body for a consultation without a note", async () => {
      const { account, path } = await running().openConsultation();
      const reply = await account.get(`${path}/session-scribe`);
      expect(reply.text).toBe(
        '{"error":{"type":"invalid_request_error","code":"resource_not_found","message":"No session scribe found for the given consultation ID."}}',
      );
      expectRefused(reply, 404, { ...refused, message: scribe });
    });

    it.each([
      ["GET", "", consultation],
      ["PATCH", "", consultation],
      ["DELETE", "", consultation],
      ["PUT", "/transcript", consultation],
      ["GET", "/transcript", transcript],
      ["DELETE", "/transcript", transcript],
      ["POST", "/session-scribe", consultation],
      ["GET", "/session-scribe", scribe],
      ["DELETE", "/session-scribe", scribe],
      ["GET", "/session-scribe/versions", scribe],
      ["GET", "/session-scribe/versions/1", "No session scribe found for the given consultation ID and version."],
    ])(
      "returns for %s of another account's consultation%s the same bytes as for a missing or deleted one",
      async (method, rest, message) => {
        const { openAccount, openConsultation } = running();
        const account = await openAccount();
        const { account: other, path: foreign } = await openConsultation();
        expect((await other.post(`${foreign}/session-scribe`)).status).toBe(201);
        const gone = await account.newConsultation();
        await account.delete(gone);
        const hostile = ["%00", "%27%20OR%201=1--", "%F0%9F%98%80", "..%2f..%2fetc", "a".repeat(4_000)];
        const ids = ["con_0123456789abcdef01234567", "none", ...hostile];
        const paths = [foreign, gone, ...ids.map((id) => `/v1/consultations/${id}`)];
        const body = method === "PATCH" || method === "PUT" ? '{"text":"a"}' : undefined;
        const replies = [];
        for (const path of paths) {
          const headers: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
          replies.push(await account.send(method, `${path}${rest}`, body, headers));
        }
        for (const reply of replies) {
          expectRefused(reply, 404, { ...refused, message });
          expect(stableHeaders(reply)).toEqual(stableHeaders(replies[0]!));
        }
        expect((await other.get(`${foreign}/session-scribe`)).status).toBe(200);
        expect((await other.get(`${foreign}/transcript`)).status).toBe(200);
      },
    );

    it("is returned for another account's patient, in a path, and in a body with its param", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const { id } = (await other.post("/v1/patients", { name: "Ada" })).json;
      const message = "No patient found for the given patient ID.";
      for (const patientId of [id, "pat_0123456789abcdef01234567"]) {
        const path = `/v1/patients/${patientId}`;
        for (const reply of [await account.get(path), await account.patch(path, {}), await account.delete(path)]) {
          expectRefused(reply, 404, { ...refused, message });
        }
        const body = { consultationInternalId: "c1", patientId };
        expectRefused(await account.post("/v1/consultations", body), 404, { ...refused, message, param: "patientId" });
      }
      expect((await account.get("/v1/consultations")).json.items).toEqual([]);
      expect((await other.get(`/v1/patients/${id}`)).status).toBe(200);
    });

    it("is returned for a note without a transcript and for a malformed version", async () => {
      const account = await running().openAccount();
      const { id } = (await account.post("/v1/consultations", { consultationInternalId: "c1" })).json;
      const path = `/v1/consultations/${id}/session-scribe`;
      expectRefused(await account.post(path), 404, { ...refused, message: transcript });
      await account.put(`/v1/consultations/${id}/transcript`, { text: "I have a headache since Monday." });
      expect((await account.post(path)).status).toBe(201);
      for (const version of ["0", "2", "-1", "1.0", "one", "99999999999999999999"]) {
        const message = "No session scribe found for the given consultation ID and version.";
        expectRefused(await account.get(`${path}/versions/${version}`), 404, { ...refused, message });
      }
    });

    it("is returned for unknown paths, with and without a key", async () => {
      const message = "No resource has this path.";
      for (const path of ["/v2/patients", "/v1/patients/a/b", "/v1/sessions"]) {
        expectRefused(await running().client().get(path), 404, { ...refused, message });
      }
    });
  });
});
