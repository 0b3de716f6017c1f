import { readdir, rm, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { deleteFiles } from "../../testing/recording/faults.ts";
import { imagingDemo, indexedStudy, report, reportsPath } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("INTERNAL_ERROR", () => {
  recordsExchange(imagingDemo, "INTERNAL_ERROR", {
    fault: "The file of the report is missing from the server's disk.",
    steps: [
      ...indexedStudy,
      as("acme").upload(reportsPath, report, { note: "uploads a report", capture: { reportId: "/data/id" } }),
      deleteFiles("imaging/kept"),
      as("acme").get("/v1/customers/{{customerId}}/reports/{{reportId}}/content", { note: "its file is missing" }),
    ],
  });

  onEveryEngine((running) => {
    it("returns 500 for a report whose file is missing or truncated, and reveals the cause only to the recorder", async () => {
      const { openPartner, service, folder, occurrences } = running();
      const partner = await openPartner();
      const customerId = await partner.newCustomer();
      const studyUid = await partner.newStudy(customerId);
      await service.indexer.runOnce();
      const path = `/v1/customers/${customerId}/studies/${studyUid}/reports`;
      const { id } = (await partner.upload(path, "no finding", "a.txt", "text/plain")).json.data;
      const content = `/v1/customers/${customerId}/reports/${id}/content`;
      expect((await partner.get(content)).text).toBe("no finding");

      const kept = `${folder}/imaging/kept`;
      expect(await readdir(kept)).toContain(id);
      await writeFile(`${kept}/${id}`, "no find");
      expect((await partner.get(content)).json.error.code).toBe("INTERNAL_ERROR");
      await rm(`${kept}/${id}`);
      const reply = await partner.get(content);
      expectError(reply, 500, {
        code: "INTERNAL_ERROR",
        message: "Unexpected server error. Retry after a short delay.",
      });
      expect(JSON.stringify([...reply.headers])).not.toMatch(/ENOENT|errata-services|kept/);
      const last = occurrences.at(-1);
      expect(last).toMatchObject({
        code: "INTERNAL_ERROR",
        requestId: reply.headers.get("x-request-id"),
        tenant: partner.id,
      });
      expect(String(last?.cause)).toContain("ENOENT");
    });
  });
});
