import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo, indexedStudy, report, reportsPath } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("PRECONDITION_FAILED", () => {
  const content = "/v1/customers/{{customerId}}/reports/{{reportId}}/content";
  recordsExchange(imagingDemo, "PRECONDITION_FAILED", {
    steps: [
      ...indexedStudy,
      { ...as("acme").upload(reportsPath, report, { note: "uploads a report" }), capture: { reportId: "/data/id" } },
      as("acme").get(content, { note: "requires other content", headers: { "If-Match": '"0123"' } }),
    ],
    works: as("acme").get(content, { note: "downloads the content that exists" }),
  });

  onEveryEngine((running) => {
    it("returns 412 with the ETag unless If-Match lists it", async () => {
      const { partner, customerId, path } = await running().openStudy();
      const { id, sha256 } = (await partner.upload(path, "no finding", "a.txt", "text/plain")).json.data;
      const url = `/v1/customers/${customerId}/reports/${id}/content`;
      const etag = `"${sha256}"`;
      expectError(await partner.get(url, { "If-Match": `W/${etag}, "other"` }), 412, {
        code: "PRECONDITION_FAILED",
        message: "The file does not have the ETag that If-Match requires.",
        details: { etag },
      });
      expect((await partner.get(url, { "If-Match": `"other", ${etag}` })).text).toBe("no finding");
      const { status, text, headers } = await partner.get(url, { "If-None-Match": etag });
      expect([status, text, headers.get("etag")]).toEqual([304, "", etag]);
    });
  });
});
