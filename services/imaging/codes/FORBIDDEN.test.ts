import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { imagingDemo, newCustomer } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

function expectForbidden(reply: Reply, reason: string): void {
  const message = `This operation is not allowed: ${reason}.`;
  expectError(reply, 400, { code: "FORBIDDEN", message, details: { reason } });
}

describe("FORBIDDEN", () => {
  const suspend = "/v1/customers/{{customerId}}/suspend";
  recordsExchange(imagingDemo, "FORBIDDEN", {
    steps: [
      newCustomer,
      as("acme").post(suspend, undefined, { note: "suspends the customer" }),
      as("acme").post(suspend, undefined, { note: "the customer is already suspended" }),
    ],
    works: as("acme").post("/v1/customers/{{customerId}}/resume", undefined, { note: "resumes the customer" }),
  });

  onEveryEngine((running) => {
    it("returns 400 for every operation that a deleted customer does not allow", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}`;
      await partner.delete(path);
      expectForbidden(await partner.post(`${path}/suspend`), "customer_deleted");
      expectForbidden(await partner.post(`${path}/resume`), "customer_deleted");
      expectForbidden(await partner.delete(path), "customer_deleted");
      expectForbidden(await partner.put(`${path}/plan`, { planId: "starter" }), "customer_deleted");
      expectForbidden(await partner.post(`${path}/users`, { name: "Uma" }), "customer_deleted");
      expectForbidden(await partner.get(`${path}/studies`), "customer_deleted");
      expectForbidden(await partner.get(`${path}/studies/1.2.3/ai-lens`), "customer_deleted");
    });

    it("returns 400 for every operation that a suspended or an active customer does not allow", async () => {
      const partner = await running().openPartner();
      const path = `/v1/customers/${await partner.newCustomer()}`;
      expectForbidden(await partner.post(`${path}/resume`), "customer_active");
      await partner.post(`${path}/suspend`);
      expectForbidden(await partner.post(`${path}/suspend`), "customer_suspended");
      expectForbidden(await partner.put(`${path}/plan`, { planId: "starter" }), "customer_suspended");
      const headers = { "Content-Type": "application/dicom" };
      expectForbidden(await partner.send("POST", `${path}/studies`, "x", headers), "customer_suspended");
      expect((await partner.get(`${path}/studies`)).status).toBe(200);
    });

    it("returns 400 for changes to the reports of a suspended customer, which stay readable", async () => {
      const { partner, customerId, path } = await running().openStudy();
      const { id } = (await partner.upload(path, "no finding", "a.txt", "text/plain")).json.data;
      await partner.post(`/v1/customers/${customerId}/suspend`);
      const report = `/v1/customers/${customerId}/reports/${id}`;
      expectForbidden(await partner.delete(report), "customer_suspended");
      expectForbidden(await partner.upload(path, "no finding", "b.txt", "text/plain"), "customer_suspended");
      expect((await partner.get(`${report}/content`)).text).toBe("no finding");
      await partner.post(`/v1/customers/${customerId}/resume`);
      expect((await partner.delete(report)).status).toBe(200);
    });

    it("returns 400 if a partner deletes a user's report, or a user deletes the partner's", async () => {
      const { openPartner, client, service } = running();
      const partner = await openPartner();
      const customerId = await partner.newCustomer();
      const studyUid = await partner.newStudy(customerId);
      await service.indexer.runOnce();
      const path = `/v1/customers/${customerId}`;
      const user = client((await partner.post(`${path}/users`, { name: "Uma" })).json.data.token);
      const upload = `${path}/studies/${studyUid}/reports`;
      const ofUser = (await user.upload(upload, "no finding", "a.txt", "text/plain")).json.data;
      const ofPartner = (await partner.upload(upload, "no finding", "b.txt", "text/plain")).json.data;
      expect([ofUser.uploadedBy, ofPartner.uploadedBy]).toEqual(["user", "partner"]);
      expectForbidden(await partner.delete(`${path}/reports/${ofUser.id}`), "uploaded_by_user");
      expectForbidden(await user.delete(`${path}/reports/${ofPartner.id}`), "uploaded_by_partner");
      expect((await user.delete(`${path}/reports/${ofUser.id}`)).status).toBe(200);
      expect((await partner.delete(`${path}/reports/${ofPartner.id}`)).status).toBe(200);
    });
  });
});
