import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo, indexedStudy, report, reportsPath } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("RANGE_NOT_SATISFIABLE", () => {
  const content = "/v1/customers/{{customerId}}/reports/{{reportId}}/content";
  recordsExchange(imagingDemo, "RANGE_NOT_SATISFIABLE", {
    steps: [
      ...indexedStudy,
      { ...as("acme").upload(reportsPath, report, { note: "uploads a report" }), capture: { reportId: "/data/id" } },
      as("acme").get(content, { note: "starts after its end", headers: { Range: "bytes=1000-" } }),
    ],
    works: as("acme").get(content, { note: "requests its first bytes", headers: { Range: "bytes=0-1" } }),
  });

  onEveryEngine((running) => {
    it("returns 416 with the length for a range that starts after the end of a report", async () => {
      const { partner, customerId, path } = await running().openStudy();
      const { id, sha256 } = (await partner.upload(path, "no finding", "a.txt", "text/plain")).json.data;
      const url = `/v1/customers/${customerId}/reports/${id}/content`;
      for (const range of ["bytes=10-", "bytes=10-20", "bytes=-0"]) {
        const reply = await partner.get(url, { Range: range, "If-Range": `"${sha256}"` });
        expectError(reply, 416, {
          code: "RANGE_NOT_SATISFIABLE",
          message: "The range lies outside the file, which has 10 bytes.",
          details: { bytes: 10 },
        });
        expect(reply.headers.get("content-range")).toBe("bytes */10");
      }
      expect((await partner.get(url, { Range: "bytes=9-" })).text).toBe("g");
      expect((await partner.get(url, { Range: "bytes=10-", "If-Range": '"other"' })).text).toBe("no finding");
    });
  });
});
