import { createHash } from "node:crypto";
import readXlsx from "read-excel-file/node";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { picture } from "../../testing/picture.ts";
import { readPdf } from "../../testing/read-pdf.ts";
import { onEveryEngine, type TestUser } from "../../testing/running-orders.ts";

describe("processing", () => {
  onEveryEngine((running) => {
    type File = readonly [content: Uint8Array<ArrayBuffer> | string, name: string, mediaType: string];

    async function process(user: TestUser, order: Record<string, unknown>, files: readonly File[]) {
      const path = await user.newOrder(order);
      for (const [content, name, mediaType] of files) {
        const reply = await user.upload(`${path}/file`, content, name, mediaType);
        expect([reply.status, reply.text]).toEqual([201, expect.any(String)]);
      }
      expect((await user.post(`${path}/confirm`)).status).toBe(202);
      await running().work();
      return { path, order: (await user.get(path)).json, report: (await user.get(`${path}/report`)).json };
    }

    const tableOf = (text: string | Uint8Array<ArrayBuffer>): File => [text, "table.csv", "text/csv"];

    it("converts images to one PDF, in sequence, that another reader opens", async () => {
      const user = await running().openUser();
      const order = {
        type: "images_to_pdf",
        quantity: 3,
        options: { pageSize: "image", margin: 0, title: "Receipts" },
      };
      const sizes = [
        [200, 100],
        [60, 90],
        [33, 44],
      ] as const;
      const files = sizes.map(async ([width, height], index): Promise<File> => {
        const format = index === 1 ? "jpeg" : "png";
        return [await picture({ width, height, format }), `page.${format}`, `image/${format}`];
      });
      const { path, report } = await process(user, order, await Promise.all(files));
      expect(report).toMatchObject({
        units: 3,
        report: { pages: 3, images: [{ width: 200 }, { width: 60 }, { width: 33 }] },
      });
      const { bytes, headers } = await user.download(`${path}/download`);
      expect(headers.get("content-type")).toBe("application/pdf");
      expect(report.report.file.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
      const pdf = await readPdf(bytes);
      expect([pdf.pages.length, pdf.title]).toEqual([3, "Receipts"]);
    });

    it("applies the orientation of a photo", async () => {
      const user = await running().openUser();
      const photo = await sharp(await picture({ width: 80, height: 40 }))
        .jpeg()
        .withMetadata({ orientation: 6 })
        .toBuffer();
      const order = { type: "images_to_pdf", options: { pageSize: "image" } };
      const { report } = await process(user, order, [[new Uint8Array(photo), "photo.jpg", "image/jpeg"]]);
      expect(report.report.images).toEqual([{ width: 40, height: 80 }]);
    });

    it("fails an order if an image cannot be decoded", async () => {
      const user = await running().openUser();
      const image = await picture();
      image.fill(0, 60, image.byteLength - 60);
      const path = await user.newOrder({ type: "images_to_pdf" });
      expect((await user.upload(`${path}/file`, image, "a.png", "image/png")).status).toBe(201);
      await user.post(`${path}/confirm`);
      await running().work();
      expect((await user.get(path)).json.failure).toEqual({
        reason: "file_not_readable",
        problem: "Image 1 cannot be decoded.",
      });
    });

    it("converts a table to an Excel sheet with numbers, dates, and formulas as text", async () => {
      const user = await running().openUser();
      const columns = { amount: { type: "number" }, day: { type: "date" }, paid: { type: "boolean" } };
      const order = { type: "csv_to_xlsx", options: { delimiter: ";", columns } };
      const text = "who;amount;day;paid\nAda;1.5;2026-02-28;true\n=1+1;;2025-12-31;FALSE\n";
      const { path, report } = await process(user, order, [tableOf(text)]);
      expect(report).toMatchObject({ units: 1, report: { rows: 2, wrongRows: 0 } });
      const { bytes } = await user.download(`${path}/download`);
      const [{ data }] = (await readXlsx(Buffer.from(bytes))) as any;
      expect(data).toEqual([
        ["who", "amount", "day", "paid"],
        ["Ada", 1.5, new Date("2026-02-28T00:00:00Z"), true],
        ["=1+1", null, new Date("2025-12-31T00:00:00Z"), false],
      ]);
    });

    it("omits wrong rows on request, and lists them without their values", async () => {
      const user = await running().openUser();
      const columns = { id: { type: "integer", required: true }, day: { type: "date" } };
      const order = { type: "csv_to_json", options: { columns, wrongRows: "skip" } };
      const text = "id,day\n1,2026-01-01\nsecret,2026-01-01\n,\n4,2026-02-30\n9007199254740993,\n5,\n";
      const { path, report } = await process(user, order, [tableOf(text)]);
      expect(report.report).toMatchObject({ rows: 2, wrongRows: 4 });
      expect(report.report.wrong).toEqual([
        { line: 3, column: "id", problem: "is not an integer" },
        { line: 4, column: "id", problem: "is empty" },
        { line: 5, column: "day", problem: "is not a date" },
        { line: 6, column: "id", problem: "is not an integer" },
      ]);
      expect(JSON.stringify(report)).not.toContain("secret");
      const { bytes } = await user.download(`${path}/download`);
      expect(JSON.parse(Buffer.from(bytes).toString())).toEqual([
        { id: 1, day: "2026-01-01" },
        { id: 5, day: null },
      ]);
    });

    it("accepts columns with the names of inherited members of objects", async () => {
      const user = await running().openUser();
      const { path, report } = await process(user, { type: "csv_to_json" }, [
        tableOf("constructor,toString,__proto__\n1,Ada,007\n"),
      ]);
      expect(report.report).toMatchObject({ rows: 1, wrongRows: 0 });
      const { bytes } = await user.download(`${path}/download`);
      expect(Buffer.from(bytes).toString()).toBe('[{"constructor":"1","toString":"Ada","__proto__":"007"}]');
    });

    it("reports the line on which a wrong row ends, with empty lines and cells of several lines before it", async () => {
      const user = await running().openUser();
      const order = { type: "csv_to_json", options: { columns: { id: { type: "integer" } }, wrongRows: "skip" } };
      const { report } = await process(user, order, [tableOf('id,note\n\n1,"two\nlines"\nx,a\n\ny,"b\nb"\n2,c\n')]);
      expect(report.report.wrong.map(({ line }: { line: number }) => line)).toEqual([5, 8]);
    });

    it.each([
      ["a,b\n1\n", "The table cannot be read at line 2: the row has more or fewer cells than the first row."],
      ['a,b\n"1,2\n', "The table cannot be read at line 2: a quotation mark is not closed."],
      ['a,b\n"1"x,2\n', "The table cannot be read at line 2: a closing quotation mark is not followed by a delimiter."],
      [
        'a,b\n1"2,3\n',
        "The table cannot be read at line 2: a cell contains a quotation mark but does not start with one.",
      ],
    ])("describes why the table %j cannot be read", async (text, problem) => {
      const user = await running().openUser();
      const { order } = await process(user, { type: "csv_to_json" }, [tableOf(text)]);
      expect(order.failure).toEqual({ reason: "file_not_readable", problem });
    });

    it("rejects cells and columns that exceed the limits of an Excel sheet", async () => {
      const user = await running().openUser();
      const sheetOf = (text: string) => process(user, { type: "csv_to_xlsx" }, [tableOf(text)]);
      const long = await sheetOf(`a\n${"x".repeat(32_767)}\n${"x".repeat(32_768)}\n`);
      expect(long.order.failure.report.wrong).toEqual([
        { line: 3, column: "a", problem: "has more than 32767 characters" },
      ]);
      const wide = await sheetOf(Array.from({ length: 16_385 }, (_, index) => `c${index}`).join());
      expect(wide.order.failure).toMatchObject({ reason: "file_not_readable" });
    });

    it("reads a table in Windows-1252, and charges its actual rows in thousands", async () => {
      const user = await running().openUser();
      const text = new Uint8Array(Buffer.from(`stra\u00dfe\n${"M\u00fcnchen\n".repeat(1_001)}`, "latin1"));
      const { path, report } = await process(user, { type: "csv_to_json", quantity: 5 }, [tableOf(text)]);
      expect(report).toMatchObject({ units: 2, report: { rows: 1_001, columns: ["stra\u00dfe"] } });
      const { bytes } = await user.download(`${path}/download`);
      expect(JSON.parse(Buffer.from(bytes).toString())[0]).toEqual({ "stra\u00dfe": "M\u00fcnchen" });
      expect((await user.get("/v1/account")).json.usage.units).toMatchObject({ used: 2, held: 0 });
    });

    it("inspects files of any type, even an empty one", async () => {
      const user = await running().openUser();
      const image = await picture({ width: 20, height: 10 });
      const { order, report } = await process(user, { type: "inspect", quantity: 3 }, [
        [image, "a.jpg", "image/png"],
        ["one\ntwo\n", "b.txt", "text/plain"],
        ["", "c.bin", "application/octet-stream"],
      ]);
      expect(order).toMatchObject({ hasFile: false, status: "completed" });
      const [a, b, c] = report.report.files;
      const sha256 = createHash("sha256").update(image).digest("hex");
      expect(a).toMatchObject({
        sha256,
        detected: "image/png",
        extensionFits: false,
        image: { width: 20, height: 10 },
      });
      expect(b).toMatchObject({ md5: "2094b601daac3d68f5aed51d3c20f7cd", text: { characters: 8, lines: 2 } });
      expect(c).toMatchObject({ bytes: 0, crc32: "00000000" });
    });

    it("deletes the uploads of a completed order and keeps the result", async () => {
      const { openUser, service } = running();
      const user = await openUser();
      const path = await user.orderIn("completed");
      const { sql } = service.backend.store;
      const id = path.slice("/v1/orders/".length);
      expect(await sql`SELECT role FROM orders_files WHERE order_id = ${id}`).toEqual([{ role: "result" }]);
    });
  });
});
