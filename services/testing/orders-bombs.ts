import { damagedWithExifBomb } from "./exif-bombs.ts";
import { jpegWithScans, jpegWithSegments, progressiveJpeg } from "./jpeg-bombs.ts";
import { blackPng, deflatedZeros, pngChunk, pngFile } from "./png-file.ts";

/** An order that is cheap to send and expensive to process without limits. */
export interface OrdersBomb {
  readonly name: string;
  /** The code of the first response that is not a success: of the report, unless the order fails earlier. */
  readonly code: string;
  /** The body of the request that creates the order: as a value, or as JSON. */
  readonly order: Readonly<Record<string, unknown>> | string;
  readonly files: readonly BombFile[];
}

/** A file to upload. */
export interface BombFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: () => Buffer | Promise<Buffer>;
}

const maxFileBytes = 10 * 1024 * 1024;
const tooLarge = "BODY_TOO_LARGE";

/** Every known bomb. */
export const ordersBombs: readonly OrdersBomb[] = [
  image("a PNG with a text that inflates to 300 MB", () =>
    pngWith(pngChunk("zTXt", inflating("Comment", 300_000_000))),
  ),
  image("a PNG with a profile that inflates to 300 MB", () =>
    pngWith(pngChunk("iCCP", inflating("Profile", 300_000_000))),
  ),
  image("a PNG with 50,000 texts", () => {
    const text = pngChunk("zTXt", inflating("Comment", 65_000));
    return pngWith(...Array<Buffer>(50_000).fill(text));
  }),
  image("a PNG of 100 x 100 pixels that inflates to 500 MB", () =>
    pngFile({ width: 100, height: 100 }, [pngChunk("IDAT", deflatedZeros(500_000_000))]),
  ),
  image("a PNG of 1 x 4,000,000 pixels", () => blackPng(1, 4_000_000)),
  image("a PNG of 30,000 x 30,000 pixels", () => blackPng(30_000, 30_000)),
  image("an interlaced PNG of 10,000 x 10,000 pixels", () =>
    pngFile({ width: 10_000, height: 10_000, bitDepth: 8, isInterlaced: true }, [
      pngChunk("IDAT", deflatedZeros(100_018_750)),
    ]),
  ),
  image("an interlaced PNG of 65,535 x 65,535 pixels", () =>
    pngFile({ width: 65_535, height: 65_535, bitDepth: 8, isInterlaced: true }, [
      pngChunk("IDAT", deflatedZeros(1_000_000)),
    ]),
  ),
  image("a JPEG of 65,500 x 65,500 pixels", () => progressiveJpeg(65_500), "jpeg"),
  image("a progressive JPEG of 4,990 x 4,990 pixels with 90 scans", () => jpegWithScans(90, 4_990), "jpeg"),
  image("a progressive JPEG of 9,900 x 9,900 pixels", () => progressiveJpeg(9_900), "jpeg"),
  image("a JPEG with 4,000 scans", () => jpegWithScans(4_000), "jpeg"),
  image("a JPEG with 5,000 entries of 60 kB in its Exif data", () => damagedWithExifBomb("jpeg"), "jpeg"),
  image("a JPEG with 1,000,000 segments", () => jpegWithSegments(1_000_000), "jpeg"),
  {
    ...image("10 images, the last of which has 30,000 x 30,000 pixels", () => blackPng(30_000, 30_000)),
    order: { type: "images_to_pdf", quantity: 10 },
    files: [
      ...Array<BombFile>(9).fill(imageFile(() => blackPng(4_000, 4_000), "png")),
      imageFile(() => blackPng(30_000, 30_000), "png"),
    ],
  },
  table("a table of 10 MB of quotation marks", { type: "csv_to_json" }, () => '"'.repeat(maxFileBytes)),
  table("a table of 10 MB of quotation marks and line breaks", { type: "csv_to_json" }, () =>
    '"\n'.repeat(maxFileBytes / 2),
  ),
  table("a table whose last quotation mark is not closed", { type: "csv_to_json" }, () => {
    return `a,b\n"${"x,y\n".repeat(2_500_000)}`;
  }),
  table("a table of one line of 10 MB", { type: "csv_to_json" }, () => "x".repeat(maxFileBytes)),
  table("a table with a cell of 10 MB", { type: "csv_to_xlsx" }, () => `a\n${"x".repeat(maxFileBytes - 2)}`),
  {
    ...table("a table of one line of 11 MB", { type: "csv_to_json" }, () => "x".repeat(1.1 * maxFileBytes)),
    code: tooLarge,
  },
  table("a table with 1,000,000 named columns", { type: "csv_to_xlsx" }, () => {
    return Array.from({ length: 1_000_000 }, (_, index) => `c${index}`).join();
  }),
  table("a table with 10,000,000 columns", { type: "csv_to_json" }, () => ",".repeat(10_000_000)),
  table(
    "a table whose rows have 10,000,000 cells too many",
    { type: "csv_to_json" },
    () => `a\n${",".repeat(10_000_000)}`,
  ),
  table("a table with 5,000,000 rows too many", { type: "csv_to_xlsx" }, () => "1\n".repeat(5_000_000)),
  table(
    "a table with 5,000,000 wrong rows",
    { type: "csv_to_json", quantity: 1_000 },
    () => `a,b\n${"1\n".repeat(5_000_000)}`,
  ),
  table(
    "a number of 10,000,000 digits",
    { type: "csv_to_xlsx", options: { columns: { a: { type: "number" } } } },
    () => `a\n${"1".repeat(10_000_000)}`,
  ),
  table(
    "a number with 5,000,000 spaces and zeros",
    { type: "csv_to_json", options: { columns: { a: { type: "number" } } } },
    () => `a\n${" ".repeat(5_000_000)}${"0".repeat(5_000_000)}x`,
  ),
  table(
    "a table whose names make the JSON 500 times as large",
    { type: "csv_to_json", quantity: 1_000 },
    () => `${"n".repeat(1_000)}\n${"1\n".repeat(1_000_000)}`,
  ),
  {
    name: "a DOCX with 1 GB of XML as a table",
    code: "ORDER_TYPE_NOT_MATCH",
    order: { type: "csv_to_json" },
    files: [{ fileName: "table.csv", mediaType: "text/csv", content: () => inflatingZip("[Content_Types].xml") }],
  },
  {
    name: "an XLSX with 1 GB of XML as an image",
    code: "ORDER_TYPE_NOT_MATCH",
    order: { type: "images_to_pdf" },
    files: [imageFile(() => inflatingZip("xl/workbook.xml"), "png")],
  },
  nestedOrder(30_000, "VALIDATION_FAILED"),
  nestedOrder(500_000, tooLarge),
  {
    name: "an order with 6,000 unknown fields",
    code: "VALIDATION_FAILED",
    order: { type: "inspect", ...Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [`k${index}`, 0])) },
    files: [],
  },
];

/** Generates the files of a bomb. */
export function bombFiles({ files }: OrdersBomb): Promise<File[]> {
  return Promise.all(
    files.map(async ({ fileName, mediaType, content }) => {
      return new File([new Uint8Array(await content())], fileName, { type: mediaType });
    }),
  );
}

/** Sends an order up to its report. @returns the first response that is not a success, or the report */
export async function sendOrder(
  url: string,
  token: string,
  order: OrdersBomb["order"],
  files: readonly File[],
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` };
  const created = await fetch(`${url}/v1/orders`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: typeof order === "string" ? order : JSON.stringify(order),
  });
  if (!created.ok) return created;
  const path = `${url}/v1/orders/${((await created.json()) as { id: string }).id}`;
  for (const file of files) {
    const body = new FormData();
    body.set("file", file);
    const uploaded = await fetch(`${path}/file`, { method: "POST", headers, body });
    if (!uploaded.ok) return uploaded;
  }
  const confirmed = await fetch(`${path}/confirm`, { method: "POST", headers });
  return confirmed.ok ? await reportOf(path, headers) : confirmed;
}

/** Longest time to wait for a report, in requests of 30 s: six orders on a busy machine take more than one. */
const maxWaits = 6;

async function reportOf(path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  let report = await fetch(`${path}/report?waitSec=30`, { headers });
  for (let waits = 1; waits < maxWaits; waits += 1) {
    if (report.headers.get("errata-code") !== "ORDER_NOT_COMPLETED") break;
    report = await fetch(`${path}/report?waitSec=30`, { headers });
  }
  return report;
}

/** Returns an archive whose only entry inflates to 1 GB. @param entry path such as the first one of a DOCX */
export function inflatingZip(entry: string): Buffer {
  const name = Buffer.from(entry, "latin1");
  const xml = deflatedZeros(1_000_000_000).subarray(2, -4);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(xml.byteLength, 18);
  header.writeUInt32LE(1_000_000_000, 22);
  header.writeUInt16LE(name.byteLength, 26);
  return Buffer.concat([header, name, xml]);
}

function nestedOrder(depth: number, code: string): OrdersBomb {
  const order = `{"type":"inspect","options":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  return { name: `an order whose options are nested ${depth} deep`, code, order, files: [] };
}

function image(name: string, content: BombFile["content"], format: "png" | "jpeg" = "png"): OrdersBomb {
  return { name, code: "ORDER_ALREADY_FAILED", order: { type: "images_to_pdf" }, files: [imageFile(content, format)] };
}

function imageFile(content: BombFile["content"], format: "png" | "jpeg"): BombFile {
  return { fileName: `image.${format}`, mediaType: `image/${format}`, content };
}

function table(name: string, order: Readonly<Record<string, unknown>>, text: () => string): OrdersBomb {
  const file = { fileName: "table.csv", mediaType: "text/csv", content: () => Buffer.from(text()) };
  return { name, code: "ORDER_ALREADY_FAILED", order, files: [file] };
}

function pngWith(...chunks: Buffer[]): Buffer {
  return pngFile({ width: 10, height: 10 }, [...chunks, pngChunk("IDAT", deflatedZeros(30))]);
}

/** Returns the data of a chunk with a keyword and compressed content. */
function inflating(keyword: string, bytes: number): Buffer {
  return Buffer.concat([Buffer.from(`${keyword}\0\0`, "latin1"), deflatedZeros(bytes)]);
}
