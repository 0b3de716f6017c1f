import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo, newCustomer } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

const expected = { code: "REPORT_NOT_FOUND", message: "Report not found." };

describe("REPORT_NOT_FOUND", () => {
  const reports = "/v1/customers/{{customerId}}/reports";
  recordsExchange(imagingDemo, "REPORT_NOT_FOUND", {
    steps: [newCustomer, as("acme").get(`${reports}/rep_000000000000000000000000`, { note: "no such report" })],
    works: as("acme").get("/v1/customers/{{customerId}}/studies", {
      note: "lists the studies, which have the reports",
    }),
  });

  onEveryEngine((running) => {
    it("returns the same 404 for an unknown report, a deleted one and one of another customer", async () => {
      const { openPartner, service } = running();
      const partner = await openPartner();
      const [customerId, sibling] = [await partner.newCustomer(), await partner.newCustomer()];
      const ids: string[] = [];
      for (const owner of [customerId, sibling]) {
        const studyUid = await partner.newStudy(owner);
        await service.indexer.runOnce();
        const path = `/v1/customers/${owner}/studies/${studyUid}/reports`;
        ids.push((await partner.upload(path, "no finding", "a.txt", "text/plain")).json.data.id);
      }
      const [deleted = "", foreign = ""] = ids;
      expect((await partner.get(`/v1/customers/${customerId}/reports/${deleted}`)).status).toBe(200);
      expect((await partner.delete(`/v1/customers/${customerId}/reports/${deleted}`)).status).toBe(200);
      for (const id of [deleted, foreign, "rep_000000000000000000000000", "nonsense"]) {
        const path = `/v1/customers/${customerId}/reports/${id}`;
        expectError(await partner.get(path), 404, expected);
        expectError(await partner.get(`${path}/content`), 404, expected);
        expectError(await partner.delete(path), 404, expected);
      }
    });
  });
});
