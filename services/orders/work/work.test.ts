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
        { line: 6, column: "id", problem: "cannot be stored exactly" },
      ]);
      expect(JSON.stringify(report)).not.toContain("secret");
      const { bytes } = await user.download(`${path}/download`);
      expect(JSON.parse(Buffer.from(bytes).toString())).toEqual([
        { id: 1, day: "2026-01-01" },
        { id: 5, day: null },
      ]);
    });

    it("omits numbers that would become other numbers, and keeps fractions and powers of ten", async () => {
      const user = await running().openUser();
      const order = { type: "csv_to_json", options: { columns: { n: { type: "number" } }, wrongRows: "skip" } };
      const numbers = [
        "9007199254740993",
        "12345678901234567.89",
        "1e400",
        "1e-400",
        "-0.0",
        "1e300",
        "0.1234567890123456789",
      ];
      const { path, report } = await process(user, order, [tableOf(`n\n${numbers.join("\n")}\n`)]);
      const problem = "cannot be stored exactly";
      expect(report.report.wrong).toEqual([2, 3, 4, 5].map((line) => ({ line, column: "n", problem })));
      const { bytes } = await user.download(`${path}/download`);
      expect(Buffer.from(bytes).toString()).toBe('[{"n":0},{"n":1e+300},{"n":0.12345678901234568}]');
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
      ["\n  \n", "The table has no first row with the names of the columns."],
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

    it("charges the actual rows of a table in thousands", async () => {
      const user = await running().openUser();
      const text = new Uint8Array(Buffer.from(`stra\u00dfe\n${"M\u00fcnchen\n".repeat(1_001)}`, "latin1"));
      const { path, report } = await process(user, { type: "csv_to_json", quantity: 5 }, [tableOf(text)]);
      expect(report).toMatchObject({ units: 2, report: { rows: 1_001, columns: ["stra\u00dfe"] } });
      const { bytes } = await user.download(`${path}/download`);
      expect(JSON.parse(Buffer.from(bytes).toString())[0]).toEqual({ "stra\u00dfe": "M\u00fcnchen" });
      expect((await user.get("/v1/account")).json.usage.units).toMatchObject({ used: 2, held: 0 });
    });

    const convert = async (text: string | Uint8Array<ArrayBuffer>, options: object = {}, type = "csv_to_json") => {
      const user = await running().openUser();
      const { path, order, report } = await process(user, { type, options }, [tableOf(text)]);
      if (order.status !== "completed") return { failure: order.failure, report: order.failure.report };
      const { bytes } = await user.download(`${path}/download`);
      return { bytes: Buffer.from(bytes), report: report.report };
    };
    const convertToJson = async (text: string | Uint8Array<ArrayBuffer>, options?: object) =>
      JSON.parse((await convert(text, options)).bytes!.toString());
    const convertToSheet = async (text: string, options?: object) => {
      const { bytes } = await convert(text, options, "csv_to_xlsx");
      return ((await readXlsx(bytes!, { trim: false })) as any)[0].data;
    };

    it.each([
      ["Windows-1252", new Uint8Array(Buffer.from("price\n\x80 5 \x93\xfcber\x94 \x96 \x8a\n", "latin1"))],
      ["UTF-8 with a byte order mark", new Uint8Array(Buffer.from("\ufeffprice\n€ 5 “über” – Š\n"))],
      ["UTF-16 LE", new Uint8Array(Buffer.from("\ufeffprice\n€ 5 “über” – Š\n", "utf16le"))],
      ["UTF-16 BE", new Uint8Array(Buffer.from("\ufeffprice\n€ 5 “über” – Š\n", "utf16le").swap16())],
    ])("decodes a table in %s", async (_, text) => {
      expect(await convertToJson(text)).toEqual([{ price: "€ 5 “über” – Š" }]);
    });

    it.each([
      ["ISO-8859-2", "name\n\xaf\xf3\xb3\xe6\n", "Żółć"],
      ["iso-8859-15", "name\n5 \xa4\n", "5 €"],
      ["koi8-r", "name\n\xeb\xce\xc9\xc7\xc1\n", "Книга"],
      ["windows-1251", "name\n\xca\xed\xe8\xe3\xe0\n", "Книга"],
      ["Shift_JIS", "name\n\x93\xfa\x96{\n", "日本"],
      ["gbk", "name\n\xd6\xd0\xce\xc4\n", "中文"],
      ["big5", "name\n\xa4\xa4\xa4\xe5\n", "中文"],
      ["euc-kr", "name\n\xc7\xd1\xb1\xdb\n", "한글"],
      ["utf-16be", "\0n\0a\0m\0e\0\n\0\xfc", "ü"],
      ['"latin1"', "name\n5 \x80\n", "5 €"],
      // A byte order mark says more than a declaration.
      ["iso-8859-1", "\xef\xbb\xbfname\n\xc3\xbc\n", "ü"],
    ])("decodes a table in the charset that its media type declares: %s", async (charset, bytes, name) => {
      const user = await running().openUser();
      const content = Uint8Array.from(Buffer.from(bytes, "latin1"));
      const { path } = await process(user, { type: "csv_to_json" }, [
        [content, "table.csv", `text/csv; charset=${charset}`],
      ]);
      const { bytes: table } = await user.download(`${path}/download`);
      expect(JSON.parse(Buffer.from(table).toString())).toEqual([{ name }]);
    });

    it.each([
      ["ebcdic", "name\nAda\n", /Must declare a charset of the WHATWG Encoding Standard/],
      ["utf-8", "name\n\xff\n", /Must be text in the charset/],
      ["shift_jis", "name\n\x93\n", /Must be text in the charset/],
    ])("rejects a table that declares the charset %s and is not in it", async (charset, bytes, message) => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "csv_to_json" });
      const content = Uint8Array.from(Buffer.from(bytes, "latin1"));
      const send = (parameter: string) => user.upload(`${path}/file`, content, "a.csv", `text/csv${parameter}`);
      const { status, json } = await send(`; charset=${charset}`);
      expect([status, json.code]).toEqual([400, "VALIDATION_FAILED"]);
      expect(json.details).toMatchObject([{ field: "file", message: expect.stringMatching(message) }]);
      expect((await send("")).status).toBe(201);
    });

    it("reads every row of a table with mixed line breaks", async () => {
      expect(await convertToJson("name\r\nAda\nBob\r\nEve\r\n")).toEqual([
        { name: "Ada" },
        { name: "Bob" },
        { name: "Eve" },
      ]);
    });

    it.each([
      ["a;b\n1,5;2\n", ";", [{ a: "1,5", b: "2" }]],
      ["a\tb\n1\t2\n", "\t", [{ a: "1", b: "2" }]],
      ["sep=|\na|b\n1,0|2\n", "|", [{ a: "1,0", b: "2" }]],
      ["a\n1\n", null, [{ a: "1" }]],
    ])("detects the delimiter of %j and reports it", async (text, delimiter, rows) => {
      const { bytes, report } = await convert(text);
      expect(report.delimiter).toBe(delimiter);
      expect(JSON.parse(bytes!.toString())).toEqual(rows);
    });

    it("fails instead of reading one column when the delimiter in the options is wrong", async () => {
      const { failure } = await convert("a;b\n1;2\n", { delimiter: "," });
      expect(failure).toEqual({
        reason: "file_not_readable",
        problem: "The delimiter in the options does not divide the first row, but another one does.",
      });
      expect(await convertToJson("note\nhello, world\n", { delimiter: "|" })).toEqual([{ note: "hello, world" }]);
    });

    it.each([
      ["name^city^age\nAda^London^36\nBob^Paris^41\n", "^"],
      ["name:city\nAda:London\nBob:Paris\n", ":"],
      ["name~city\n", undefined],
      ["id\u00a6name\n1\u00a6Ada\n2\u00a6Bob\n3\u00a6Eve\n", "\u00a6"],
      ["start time\n12:30\n13:45\n", undefined],
      ["e-mail of Ada\nada@example.com\nbob@example.com\n", undefined],
    ])("asks for the delimiter of %j, which is unusual, instead of reading one column", async (text, delimiter) => {
      const { failure, report } = await convert(text);
      if (delimiter === undefined) return expect([failure, report.delimiter]).toEqual([undefined, null]);
      const problem = `No usual delimiter divides the table, but ${delimiter} does. Set the delimiter in the options.`;
      expect(failure).toEqual({ reason: "file_not_readable", problem });
      const rows = await convertToJson(text, { delimiter });
      expect(Object.keys(rows[0]!)).toEqual(text.split("\n")[0]!.split(delimiter));
      const oneColumn = await convertToJson(text, { delimiter: "," });
      expect(Object.keys(oneColumn[0]!)).toEqual([text.split("\n")[0]]);
    });

    it("reads the line sep=^, and rejects delimiters that are part of words", async () => {
      expect(await convertToJson("sep=^\na^b\n1^2\n")).toEqual([{ a: "1", b: "2" }]);
      const user = await running().openUser();
      for (const delimiter of ["a", "1", '"', "", "::", "\n", "\u{1f600}"]) {
        const { status, json } = await user.post("/v1/orders", { type: "csv_to_json", options: { delimiter } });
        expect([status, json.code]).toEqual([400, "VALIDATION_FAILED"]);
      }
    });

    it("asks for the delimiter when two divide the table equally well", async () => {
      const { failure } = await convert("Price, net;amount\n1,5;2\n");
      const problem = "Two delimiters divide the table equally well. Set the delimiter in the options.";
      expect(failure).toEqual({ reason: "file_not_readable", problem });
      expect(await convertToJson("Price, net;amount\n1,5;2\n", { delimiter: ";" })).toEqual([
        { "Price, net": "1,5", amount: "2" },
      ]);
    });

    it("omits rows with other numbers of cells and misplaced quotation marks on request, and lists their lines", async () => {
      const text = 'a,b\n1,2\n3\n4,5,6\n7",8\n"9"x,0\n10,11\n';
      const { bytes, report } = await convert(text, { wrongRows: "skip" });
      expect(JSON.parse(bytes!.toString())).toEqual([
        { a: "1", b: "2" },
        { a: "10", b: "11" },
      ]);
      expect(report).toMatchObject({ rows: 2, wrongRows: 4 });
      expect(report.wrong.map(({ line, column }: any) => [line, column])).toEqual([
        [3, null],
        [4, null],
        [5, null],
        [6, null],
      ]);
    });

    it("fails for an unclosed quotation mark even if wrong rows are omitted, because it hides the rest of the table", async () => {
      const { failure } = await convert('a,b\n1,2\n"3,4\n5,6\n', { wrongRows: "skip" });
      expect(failure.problem).toBe("The table cannot be read at line 3: a quotation mark is not closed.");
    });

    it("distinguishes cells without characters from empty text", async () => {
      const text = 'a,b\n,""\n"",x\n';
      expect(await convertToJson(text)).toEqual([
        { a: null, b: "" },
        { a: "", b: "x" },
      ]);
      const required = { columns: { a: { required: true } }, wrongRows: "skip" };
      expect(await convertToJson(text, required)).toEqual([{ a: "", b: "x" }]);
    });

    it("writes dates before March 1900 as text in an Excel sheet, because Excel has no exact dates for them", async () => {
      const days = ["1583-01-01", "1899-12-31", "1900-02-28", "1900-03-01", "2026-02-28", "9999-12-31"];
      const sheet = await convertToSheet(`day\n${days.join("\n")}\n`, { columns: { day: { type: "date" } } });
      expect(sheet.slice(1).flat()).toEqual(days.map((day, index) => (index < 3 ? day : new Date(`${day}T00:00:00Z`))));
    });

    it("keeps every character of text in an Excel sheet", async () => {
      const texts = ["<a & b>", "  spaces  ", "_x000B_", "tab\tand \v", "-1e5", "007", "😀", "line\nbreak"];
      const sheet = await convertToSheet(`text\n${texts.map((text) => `"${text}"`).join("\n")}\n`);
      expect(sheet.slice(1).flat()).toEqual(texts);
    });

    it("lists the first columns of a wide table in the report, and their number", async () => {
      const names = Array.from({ length: 5_000 }, (_, index) => `column ${index}`);
      const { report } = await convert(`${names.join()}\n`);
      expect(report.columnCount).toBe(5_000);
      expect(report.columns).toEqual(names.slice(0, report.columns.length));
      expect(report.columns.join("").length).toBeLessThanOrEqual(10_000);
    });

    it("inspects files of any type, even an empty one", async () => {
      const user = await running().openUser();
      const image = await picture({ width: 20, height: 10 });
      const { order, report } = await process(user, { type: "inspect", quantity: 4 }, [
        [image, "a.jpg", "image/png"],
        ["one\ntwo\n", "b.txt", "text/plain"],
        ["", "c.bin", "application/octet-stream"],
        [`BM${"\0".repeat(200)}`, "d.bmp", "image/bmp"],
      ]);
      expect(order).toMatchObject({ hasFile: false, status: "completed" });
      const [a, b, c, d] = report.report.files;
      const sha256 = createHash("sha256").update(image).digest("hex");
      expect(a).toMatchObject({
        sha256,
        detected: "image/png",
        extensionFits: false,
        image: { width: 20, height: 10 },
      });
      expect(b).toMatchObject({ md5: "2094b601daac3d68f5aed51d3c20f7cd", text: { characters: 8, lines: 2 } });
      expect(c).toMatchObject({ bytes: 0, crc32: "00000000" });
      expect(d).toMatchObject({ detected: "image/bmp", image: null, imageProblem: "format_not_supported" });
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
