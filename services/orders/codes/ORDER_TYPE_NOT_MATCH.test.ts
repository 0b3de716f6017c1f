import { describe, expect, it } from "vitest";
import { picture } from "../../testing/picture.ts";
import { reportFiles } from "../../testing/report-files.ts";
import { expectOrdersError, onEveryEngine, table } from "../../testing/running-orders.ts";

const images = { orderType: "images_to_pdf", reason: "file", accepted: ["PNG", "JPEG"] };
const tables = { orderType: "csv_to_json", reason: "file", accepted: ["CSV"] };
const messageOf = (type: string) => `This does not fit an order of type ${type}.`;

describe("ORDER_TYPE_NOT_MATCH", () => {
  onEveryEngine((running) => {
    it.each([
      ["a table among images", images, table, "a.png", "image/png", "text/plain"],
      ["a PDF among images", images, reportFiles.pdf.content, "a.pdf", "application/pdf", "application/pdf"],
      ["an image cut in the middle", images, undefined, "a.png", "image/png", "image/png"],
      ["a table that is an archive", tables, reportFiles.docx.content, "a.csv", "text/csv", reportFiles.docx.mediaType],
      ["a table under an image's name", tables, table, "a.png", "image/png", "text/plain"],
    ])(
      "answers %s, by its content and name, and keeps nothing",
      async (_, details, content, name, mediaType, detected) => {
        const { openUser, service } = running();
        const user = await openUser();
        const path = await user.newOrder({ type: details.orderType });
        const bytes = content ?? (await picture()).slice(0, 2_000);
        const reply = await user.upload(`${path}/file`, bytes, name, mediaType);
        expectOrdersError(reply, "ORDER_TYPE_NOT_MATCH", messageOf(details.orderType), { ...details, detected });
        expect((await user.get(path)).json).toMatchObject({ status: "pending", files: { uploaded: 0 } });
        const { sql } = service.backend.store;
        expect(await sql`SELECT file_id FROM files_moves`).toEqual([]);
      },
    );

    it("answers options of another type of order", async () => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "images_to_pdf" });
      const body = JSON.stringify({ options: { delimiter: ";" } });
      const reply = await user.send("PATCH", path, body, { "Content-Type": "application/json" });
      expectOrdersError(reply, "ORDER_TYPE_NOT_MATCH", messageOf("images_to_pdf"), {
        orderType: "images_to_pdf",
        reason: "options",
      });
    });

    it("answers a type that the account's plan does not have, when it is created and when it is confirmed", async () => {
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
