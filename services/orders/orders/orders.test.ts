import { describe, expect, it } from "vitest";
import { onEveryEngine, table } from "../../testing/running-orders.ts";

describe("an order", () => {
  onEveryEngine((running) => {
    it("of a table is created, uploaded, confirmed, done and downloaded", async () => {
      const { openUser, work } = running();
      const user = await openUser();
      const columns = { age: { type: "integer", required: true } };
      const path = await user.newOrder({ type: "csv_to_json", options: { columns } });
      expect((await user.uploadTable(path)).json).toMatchObject({
        status: "uploaded",
        files: { required: 1, uploaded: 1 },
      });
      expect((await user.post(`${path}/confirm`)).json).toMatchObject({ status: "confirmed" });
      expect((await user.get("/v1/account")).json.usage.units).toMatchObject({ held: 1, used: 0 });
      await work();
      const report = await user.get(`${path}/report`);
      expect(report.json).toMatchObject({ units: 1, report: { rows: 2, columns: ["name", "age"] } });
      const { bytes, headers } = await user.download(`${path}/download`);
      expect(JSON.parse(Buffer.from(bytes).toString())).toEqual([
        { name: "Ada", age: 36 },
        { name: "Bob", age: 7 },
      ]);
      expect(headers.get("content-disposition")).toBe('attachment; filename="table.json"');
      expect((await user.get(path)).json.history.map(({ status }: any) => status)).toEqual([
        ...["pending", "uploaded", "confirmed", "processing", "completed"],
      ]);
      expect((await user.get("/v1/account")).json.usage.units).toMatchObject({ held: 0, used: 1 });
      expect(table).toContain("Ada");
    });
  });
});
