import { describe, expect, it } from "vitest";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { scribeDemo } from "../../testing/recording/scribe-demo.ts";
import { expectRefused, onEveryEngine } from "../../testing/running-scribe.ts";

describe("resource_conflict", () => {
  const visit = { consultationInternalId: "visit-{{uuid}}" };
  recordsExchange(scribeDemo, "resource_conflict", {
    steps: [
      as("clinic").post("/v1/consultations", visit, { note: "creates a consultation" }),
      as("clinic").post("/v1/consultations", visit, { note: "the same consultationInternalId" }),
    ],
    works: as("clinic").post(
      "/v1/consultations",
      { consultationInternalId: "visit-2-{{uuid}}" },
      { note: "another one" },
    ),
  });

  onEveryEngine((running) => {
    it("returns the published body for a consultationInternalId that is taken", async () => {
      const account = await running().openAccount();
      const body = { consultationInternalId: "visit-1" };
      const first = await account.post("/v1/consultations", body);
      const reply = await account.post("/v1/consultations", { ...body, reason: "Again" });
      expect(reply.text).toBe(
        '{"error":{"type":"invalid_request_error","code":"resource_conflict","message":"consultationInternalId is already in use by a different consultation.","param":"consultationInternalId"}}',
      );
      expectRefused(reply, 409, reply.json.error);
      const problem = await account.post("/v1/consultations", body, { Accept: "application/problem+json" });
      expect(problem.json).toMatchObject({ existingId: first.json.id });
      expect((await account.get("/v1/consultations")).json.items).toEqual([first.json]);
    });

    it("is returned for a change to another consultation's id, but not to the same id", async () => {
      const account = await running().openAccount();
      const ids = [];
      for (const consultationInternalId of ["a", "b"])
        ids.push((await account.post("/v1/consultations", { consultationInternalId })).json.id);
      const change = { consultationInternalId: "a", reason: "Changed" };
      const reply = await account.patch(`/v1/consultations/${ids[1]}`, change);
      expectRefused(reply, 409, {
        type: "invalid_request_error",
        code: "resource_conflict",
        message: "consultationInternalId is already in use by a different consultation.",
        param: "consultationInternalId",
      });
      const unchanged = (await account.get(`/v1/consultations/${ids[1]}`)).json;
      expect(unchanged).toMatchObject({ consultationInternalId: "b", reason: null });
      expect(unchanged.updatedAt).toBe(unchanged.createdAt);
      expect((await account.patch(`/v1/consultations/${ids[0]}`, change)).json.reason).toBe("Changed");
    });

    it("is returned for a patientInternalId that is taken, but not for patients without one", async () => {
      const account = await running().openAccount();
      const body = { name: "Ada", patientInternalId: "p-1" };
      expect((await account.post("/v1/patients", body)).status).toBe(201);
      for (const name of ["B", "C"]) expect((await account.post("/v1/patients", { name })).status).toBe(201);
      expectRefused(await account.post("/v1/patients", body), 409, {
        type: "invalid_request_error",
        code: "resource_conflict",
        message: "patientInternalId is already in use by a different patient.",
        param: "patientInternalId",
      });
    });

    it("does not apply across accounts, nor after the other consultation is deleted", async () => {
      const { openAccount } = running();
      const [account, other] = [await openAccount(), await openAccount()];
      const body = { consultationInternalId: "visit-1" };
      const { id } = (await account.post("/v1/consultations", body)).json;
      expect((await other.post("/v1/consultations", body)).status).toBe(201);
      await account.delete(`/v1/consultations/${id}`);
      expect((await account.post("/v1/consultations", body)).status).toBe(201);
    });

    it("accepts exactly one of twelve simultaneous requests with the same id", async () => {
      const account = await running().openAccount();
      const replies = await Promise.all(
        Array.from({ length: 12 }, () => account.post("/v1/consultations", { consultationInternalId: "rush" })),
      );
      const statuses = replies.map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array.from({ length: 11 }, () => 409)]);
    });
  });
});
