import { describe, expect, it } from "vitest";
import { picture } from "../../testing/picture.ts";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { reportFiles } from "../../testing/report-files.ts";
import { expectOrdersError, onEveryEngine, table } from "../../testing/running-orders.ts";

const images = { orderType: "images_to_pdf", reason: "file", accepted: ["PNG", "JPEG"] };
const tables = { orderType: "csv_to_json", reason: "file", accepted: ["CSV"] };
const messageOf = (type: string) => `The request does not match the order type ${type}.`;

describe("ORDER_TYPE_NOT_MATCH", () => {
  recordsExchange(ordersDemo, "ORDER_TYPE_NOT_MATCH", {
    steps: [as("cleo").post("/v1/orders", { type: "csv_to_xlsx" }, { note: "the plan does not include XLSX" })],
    works: as("cleo").post("/v1/orders", { type: "inspect" }, { note: "the plan includes inspections" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["a table instead of an image", images, table, "a.png", "image/png", "text/plain"],
      ["a PDF instead of an image", images, reportFiles.pdf.content, "a.pdf", "application/pdf", "application/pdf"],
      ["a truncated image", images, undefined, "a.png", "image/png", "image/png"],
      [
        "an archive instead of a table",
        tables,
        reportFiles.docx.content,
        "a.csv",
        "text/csv",
        reportFiles.docx.mediaType,
      ],
      ["a table with the name of an image", tables, table, "a.png", "image/png", "text/plain"],
    ])("is returned for %s, and the file is not stored", async (_, details, content, name, mediaType, detected) => {
      const { openUser, service } = running();
      const user = await openUser();
      const path = await user.newOrder({ type: details.orderType });
      const bytes = content ?? (await picture()).slice(0, 2_000);
      const reply = await user.upload(`${path}/file`, bytes, name, mediaType);
      expectOrdersError(reply, "ORDER_TYPE_NOT_MATCH", messageOf(details.orderType), { ...details, detected });
      expect((await user.get(path)).json).toMatchObject({ status: "pending", files: { uploaded: 0 } });
      const { sql } = service.backend.store;
      expect(await sql`SELECT file_id FROM files_moves`).toEqual([]);
    });

    it("is returned for options of another type of order", async () => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "images_to_pdf" });
      const body = JSON.stringify({ options: { delimiter: ";" } });
      const reply = await user.send("PATCH", path, body, { "Content-Type": "application/json" });
      expectOrdersError(reply, "ORDER_TYPE_NOT_MATCH", messageOf("images_to_pdf"), {
        orderType: "images_to_pdf",
        reason: "options",
      });
    });

    it("is returned for a type that the plan does not include, on creation and on confirmation", async () => {
      const user = await running().openUser({ planId: "team" });
      const details = { orderType: "csv_to_xlsx", reason: "plan", plansAllowed: ["team", "business"] };
      const path = await user.orderIn("uploaded", { type: "csv_to_xlsx" });
      expect((await user.put("/v1/account/plan", { planId: "free" })).status).toBe(200);
      for (const reply of [
        await user.post("/v1/orders", { type: "csv_to_xlsx" }),
        await user.post(`${path}/confirm`),
      ]) {
        expectOrdersError(reply, "ORDER_TYPE_NOT_MATCH", messageOf("csv_to_xlsx"), details);
      }
      await user.put("/v1/account/plan", { planId: "business" });
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
    });
  });
});
