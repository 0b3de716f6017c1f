import sharp from "sharp";
import { demoDesign } from "../pdf/designs/demo-design.ts";
import { damagedWithExifBomb } from "./exif-bombs.ts";
import { blackPng, deflatedZeros, pngChunk, pngFile } from "./png-file.ts";

/** A request to the pdf API that is cheap to send and expensive to process without limits. */
export interface PdfBomb {
  readonly name: string;
  /** The code of the response; `accepted` if the request is harmless within the limits. */
  readonly code: string;
  /** Returns the request. @param newDesign creates a design and returns its id */
  request(newDesign: (members: object) => Promise<string>): Promise<BombRequest>;
}

/** Path and JSON body of a POST. */
export interface BombRequest {
  readonly path: string;
  readonly body: string;
}

const anyObject = { type: "object", properties: { a: {}, rows: {} } };
const { externalId: _, ...demo } = demoDesign;

/** Every known bomb. */
export const pdfBombs: readonly PdfBomb[] = [
  design("a PNG of 100 x 100 in a design that inflates to 500 MB", () => [image(inflatingPng(500))]),
  document("a PNG of 100 x 100 in variables that inflates to 500 MB", image("{{a}}"), async () => ({
    a: inflatingPng(500),
  })),
  document("a PNG of 1 x 4,000,000 pixels", image("{{a}}"), async () => ({ a: flatPng(1, 4_000_000) })),
  document("a PNG of 16,000 x 16,000 pixels", image("{{a}}"), async () => ({ a: flatPng(16_000, 16_000) })),
  document("a JPEG with 4,000 scans", image("{{a}}"), async () => ({ a: await scannedJpeg(4_000) })),
  document("a JPEG with 5,000 entries of 60 kB in its Exif data", image("{{a}}"), async () => ({
    a: (await damagedWithExifBomb("jpeg")).toString("base64"),
  })),
  document("base64 that is not an image", image("{{a}}"), async () => ({ a: "QUJD".repeat(170_000) })),
  document("a text of 900,000 characters without a space", text("{{a}}"), async () => ({ a: "x".repeat(900_000) })),
  document("400,000 combining marks", text("{{a}}"), async () => ({ a: `e${"\u0301\u0327".repeat(200_000)}` })),
  document("placeholders that expand to gigabytes", table("{{a}}".repeat(2_000)), async () => ({
    a: "x".repeat(900_000),
    rows: [0],
  })),
  document("placeholders that expand to nothing", table("{{z}}".repeat(2_000)), async () => ({ rows: zeros(95_000) })),
  document("a table of 290,000 rows", table("x"), async () => ({ rows: zeros(290_000) })),
  document("a table of 95,000 rows", table("x"), async () => ({ rows: zeros(95_000) })),
  document("variables with 80,000 names", text("{{a}}"), async () => numbered(80_000)),
  document("10 objects with 4,500 names", table("{{a}}"), async () => ({
    rows: Array.from({ length: 10 }, () => numbered(4_500)),
    a: {},
  })),
  document("a number of 900,000 digits", text("{{a | number}}"), async () => ({ a: "7".repeat(900_000) })),
  document("a number with an exponent of 9 digits", text("{{a | number}}"), async () => ({ a: "1e999999999" })),
  document("formats that expand to millions of characters", table("{{a | currency:EUR}} ".repeat(450)), async () => ({
    a: 1e15,
    rows: zeros(1_000),
  })),
  document("a sum of 20,000 numbers in each of 20,000 rows", table("{{sum(rows)}}"), async () => ({
    rows: zeros(20_000),
  })),
  document("19,200 cells of several lines", wideTable("{{a}}", 12), async () => ({
    a: "Lorem ipsum dolor sit am",
    rows: zeros(1_600),
  })),
  document("a barcode of 900,000 characters", { type: "barcode", symbology: "code128", value: "{{a}}" }, async () => ({
    a: "7".repeat(900_000),
  })),
  document("a QR code of 900,000 characters", { type: "qr", value: "{{a}}" }, async () => ({ a: "7".repeat(900_000) })),
  {
    name: "an enumeration of 5,000 values for 99,000 items",
    code: "INVALID_INPUT",
    async request(newDesign) {
      const items = { enum: Array.from({ length: 5_000 }, (_, index) => `e${index}`) };
      const variables = { type: "object", properties: { a: { type: "array", items } } };
      const designId = await newDesign({ page: { blocks: [text("x")] }, variables });
      const values = [...Array<string>(99_000).fill("e4999"), "e5000"];
      return { path: "/v1/pdfs", body: JSON.stringify({ designId, variables: { a: values } }) };
    },
  },
  {
    name: "45,000 objects without their 990 required members",
    code: "MISSING_REQUIRED_FIELD",
    async request(newDesign) {
      const names = Array.from({ length: 990 }, (_, index) => `p${index}`);
      const items = {
        type: "object",
        required: names,
        properties: Object.fromEntries(names.map((name) => [name, {}])),
      };
      const variables = { type: "object", properties: { a: { type: "array", items } } };
      const designId = await newDesign({ page: { blocks: [text("x")] }, variables });
      const values = Array.from({ length: 45_000 }, () => ({}));
      return { path: "/v1/pdfs", body: JSON.stringify({ designId, variables: { a: values } }) };
    },
  },
  {
    name: "45,000 objects of 300 optional members, the last of which is wrong",
    code: "VALIDATION_ERROR",
    async request(newDesign) {
      const items = { type: "object", properties: numbered(300, { type: "number" }) };
      const variables = { type: "object", properties: { a: { type: "array", items } } };
      const designId = await newDesign({ page: { blocks: [text("x")] }, variables });
      const values = [...Array<object>(45_000).fill({}), { k299: "" }];
      return { path: "/v1/pdfs", body: JSON.stringify({ designId, variables: { a: values } }) };
    },
  },
  schema(
    "a schema nested 10,000 deep",
    `${'{"type":"object","properties":{"a":'.repeat(10_000)}{}${"}}".repeat(10_000)}`,
  ),
  schema("a pattern with exponential backtracking", '{"type":"object","properties":{"a":{"pattern":"(a+)+$"}}}'),
  schema("a schema with 3,000 properties", JSON.stringify(wideSchema(3_000))),
  designBody("a design of 400,000 invalid blocks", "INVALID_INPUT", `{"blocks":[${"0,".repeat(400_000)}0]}`),
  designBody("a design of 40,000 page breaks", "INVALID_INPUT", `{"blocks":[${pageBreaks(40_000)}]}`),
  designBody(
    "a page with 80,000 unknown fields",
    "INVALID_INPUT",
    `{"blocks":[${pageBreaks(1)}],${unknownFields(80_000)}}`,
  ),
  designBody(
    "a page with 4,500 unknown fields",
    "VALIDATION_ERROR",
    `{"blocks":[${pageBreaks(1)}],${unknownFields(4_500)}}`,
  ),
  {
    name: "500 tables whose rows have 990 declared members",
    code: "INVALID_INPUT",
    async request() {
      const blocks = [...Array<object>(499).fill(table("{{p9}}")), table("{{undeclared}}")];
      const properties = { rows: { type: "array", items: wideSchema(990) } };
      const variables = { type: "object", properties };
      return { path: "/v1/designs", body: JSON.stringify({ ...demo, name: "Bomb", page: { blocks }, variables }) };
    },
  },
  {
    name: "a sign-in with 80,000 unknown fields",
    code: "INVALID_INPUT",
    request: async () => ({ path: "/v1/sessions", body: `{${unknownFields(80_000)}}` }),
  },
  {
    name: "150,000 placeholders, each compared with 990 declared members",
    code: "INVALID_INPUT",
    async request() {
      const properties = { rows: { type: "array", items: wideSchema(990) } };
      const column = { header: "{{p9}}".repeat(1_500), value: "{{p9}}".repeat(1_500) };
      const rows = { type: "table", rows: "rows", columns: Array.from({ length: 12 }, () => column) };
      const page = { blocks: [rows, rows, rows, { type: "text", text: "{{undeclared}}" }] };
      return {
        path: "/v1/designs",
        body: JSON.stringify({ ...demo, name: "Bomb", page, variables: { type: "object", properties } }),
      };
    },
  },
  job("a job of 1,300,000 documents", "INVALID_INPUT", `[${"{},".repeat(1_300_000)}{}]`),
  job(
    "a job whose variables are 2,000,000 numbers",
    "INVALID_INPUT",
    `[{"variables":{"a":[${"1,".repeat(1_900_000)}1]}}]`,
  ),
  job("a job whose documents have 150,000 different names", "INVALID_INPUT", manyNames()),
  job("a job whose variables are nested 500,000 deep", "INVALID_INPUT", nestedDocuments(500_000)),
];

function design(name: string, blocks: () => object[]): PdfBomb {
  return {
    name,
    code: "INVALID_INPUT",
    async request() {
      const body = { ...demo, name: "Bomb", page: { blocks: blocks() }, variables: anyObject };
      return { path: "/v1/designs", body: JSON.stringify(body) };
    },
  };
}

function document(name: string, block: object, variables: () => Promise<object>): PdfBomb {
  return {
    name,
    code: "INVALID_INPUT",
    async request(newDesign) {
      const schemaOfAny = { type: "object", properties: { a: {}, rows: {}, z: {} } };
      const designId = await newDesign({ page: { blocks: [block] }, variables: schemaOfAny });
      return { path: "/v1/pdfs", body: JSON.stringify({ designId, variables: await variables() }) };
    },
  };
}

function schema(name: string, variables: string): PdfBomb {
  const page = '{"blocks":[{"type":"pageBreak"}]}';
  const body = `{"name":"Bomb","page":${page},"variables":${variables}}`;
  return { name, code: "INVALID_INPUT", request: async () => ({ path: "/v1/designs", body }) };
}

function designBody(name: string, code: string, page: string): PdfBomb {
  const body = `{"name":"Bomb","page":${page},"variables":{"type":"object"}}`;
  return { name, code, request: async () => ({ path: "/v1/designs", body }) };
}

function job(name: string, code: string, documents: string): PdfBomb {
  return {
    name,
    code,
    request: async () => ({ path: "/v1/jobs", body: `{"designId":"dsn_0","documents":${documents}}` }),
  };
}

function text(content: string): object {
  return { type: "text", text: content };
}

function image(source: string): object {
  return { type: "image", source, width: 100 };
}

function table(value: string): object {
  return { type: "table", rows: "rows", columns: [{ header: "h", value }] };
}

function wideTable(value: string, columns: number): object {
  const column = { header: "h", value };
  return { type: "table", rows: "rows", columns: Array.from({ length: columns }, () => column) };
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

function wideSchema(count: number): object {
  const names = Array.from({ length: count }, (_, index) => `p${index}`);
  return { type: "object", properties: Object.fromEntries(names.map((name) => [name, { minimum: 1 }])) };
}

function pageBreaks(count: number): string {
  return Array.from({ length: count }, () => '{"type":"pageBreak"}').join();
}

function unknownFields(count: number): string {
  return Array.from({ length: count }, (_, index) => `"k${index}":0`).join();
}

/** Returns an object with `count` names. */
function numbered(count: number, value: unknown = 0): object {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));
}

function manyNames(): string {
  const variables = (start: number) => Array.from({ length: 5_000 }, (_, index) => `"k${start + index}":0`).join();
  return `[${Array.from({ length: 30 }, (_, index) => `{"variables":{${variables(index * 5_000)}}}`).join()}]`;
}

function nestedDocuments(depth: number): string {
  return `[{"variables":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}]`;
}

/** Returns a PNG of 100 x 100 pixels in base64 whose pixel data inflates to much more. */
function inflatingPng(megabytes: number): string {
  const data = pngChunk("IDAT", deflatedZeros(megabytes * 1_000_000));
  return pngFile({ width: 100, height: 100 }, [data]).toString("base64");
}

/** Returns a PNG in base64 with one bit per pixel. */
function flatPng(width: number, height: number): string {
  return blackPng(width, height).toString("base64");
}

/** Returns a progressive JPEG in base64 whose last scan is repeated. */
async function scannedJpeg(scans: number): Promise<string> {
  const create = { width: 1_900, height: 1_900, channels: 3 as const, background: "red" };
  const jpeg = await sharp({ create }).jpeg({ progressive: true }).toBuffer();
  const lastScan = jpeg.subarray(jpeg.lastIndexOf(Buffer.from([0xff, 0xda])), jpeg.byteLength - 2);
  const repeated = Array.from({ length: scans }, () => lastScan);
  return Buffer.concat([jpeg.subarray(0, -2), ...repeated, jpeg.subarray(-2)]).toString("base64");
}
