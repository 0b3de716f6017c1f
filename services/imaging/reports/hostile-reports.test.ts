import { describe, expect, it } from "vitest";
import { reportBombs, reportTypes } from "../../testing/report-bombs.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("hostile reports", () => {
  onEveryEngine((running) => {
    it.each(reportBombs)("are rejected without a charge: $name", async ({ extension, content }) => {
      const { partner, path } = await running().openStudy();
      const file = new Uint8Array(content());
      const before = (await partner.get("/v1/usage")).json.data;
      const { user } = process.cpuUsage();
      const { status, json } = await partner.upload(path, file, `report.${extension}`, reportTypes[extension]);
      expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(2_000);
      expect([status, json.error.code]).toEqual([400, "INVALID_REPORT_TYPE"]);
      expect((await partner.get("/v1/usage")).json.data).toEqual(before);
    });
  });
});
