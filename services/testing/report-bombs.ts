import { deflateRawSync } from "node:zlib";
import { deflatedZeros } from "./png-file.ts";

/** A report that is cheap to send and expensive to check or to open without limits. */
export interface ReportBomb {
  readonly name: string;
  readonly extension: "docx" | "doc" | "pdf" | "txt";
  readonly content: () => Buffer;
}

/** Media types of reports, by extension. */
export const reportTypes = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  doc: "application/msword",
  pdf: "application/pdf",
  txt: "text/plain",
} as const;

/** Every known bomb. Each is an `INVALID_REPORT_TYPE`. */
export const reportBombs: readonly ReportBomb[] = [
  docx("a DOCX with a part of 1 GB", () => [types(), part("word/document.xml", gigabyte(), 1_000_000_000)]),
  docx("a DOCX with a part of 1 GB that declares 1 MB", () => [types(), part("word/document.xml", gigabyte(), 1e6)]),
  docx("a DOCX with a list of types of 1 GB that declares 100 bytes", () => [
    part("[Content_Types].xml", gigabyte(), 100),
    part("word/document.xml", deflateRawSync("<a/>"), 4),
  ]),
  docx("a DOCX with 100 parts of 1 MB that declare 900 kB", () => {
    const data = deflateRawSync(Buffer.alloc(1_000_000));
    return [types(), ...Array.from({ length: 100 }, (_, index) => part(`word/${index}.xml`, data, 900_000))];
  }),
  docx("a DOCX with 65,535 parts", () => {
    const empty = deflateRawSync("");
    return [types(), ...Array.from({ length: 65_534 }, (_, index) => part(`word/${index}`, empty, 0))];
  }),
  docx("a DOCX with 5,000 parts that share their data", () => {
    const data = deflateRawSync(Buffer.alloc(1_000_000));
    const shared = { ...part("word/shared.xml", data, 1_000_000), isShared: true };
    const names = Array.from({ length: 5_000 }, (_, index) => `word/${index}.xml`);
    return [types(), part("word/document.xml", data, 1_000_000), ...names.map((name) => ({ ...shared, name }))];
  }),
  docx("a DOCX with entities that expand to gigabytes", () => {
    const entities = Array.from({ length: 20 }, (_, index) => `<!ENTITY a${index} "${`&a${index - 1};`.repeat(10)}">`);
    const xml = `<!DOCTYPE a [${entities.join("")}]><a>&a19;</a>`;
    return [types(), part("word/document.xml", deflateRawSync(xml), Buffer.byteLength(xml))];
  }),
  { name: "a DOC whose table of sectors is a circle", extension: "doc", content: circularDoc },
  {
    name: "a PDF after 20 MB of line breaks",
    extension: "pdf",
    content: () => Buffer.concat([Buffer.alloc(20_000_000, "\n"), Buffer.from("%PDF-1.7\nstartxref\n9\n%%EOF\n")]),
  },
  { name: "a text of 20 MB of control characters", extension: "txt", content: () => Buffer.alloc(20_000_000, 1) },
];

interface Part {
  readonly name: string;
  readonly data: Buffer;
  readonly declaredBytes: number;
  /** Whether it has the data of the second part. */
  readonly isShared?: boolean;
}

function docx(name: string, parts: () => readonly Part[]): ReportBomb {
  return { name, extension: "docx", content: () => archive(parts()) };
}

function part(name: string, data: Buffer, declaredBytes: number): Part {
  return { name, data, declaredBytes };
}

function types(): Part {
  const xml = `<Types><Override PartName="/word/document.xml" ContentType="${reportTypes.docx}.main+xml"/></Types>`;
  return part("[Content_Types].xml", deflateRawSync(xml), Buffer.byteLength(xml));
}

function gigabyte(): Buffer {
  return deflatedZeros(1_000_000_000).subarray(2, -4);
}

function archive(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const { name, data, declaredBytes, isShared = false } of parts) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(data.byteLength, 14);
    common.writeUInt32LE(declaredBytes, 18);
    common.writeUInt16LE(name.length, 22);
    const position = Buffer.alloc(14);
    position.writeUInt32LE(isShared ? (offsets[1] ?? 0) : offset, 10);
    directory.push(Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), common, position, Buffer.from(name));
    offsets.push(offset);
    if (isShared) continue;
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), common, Buffer.from(name), data]);
    locals.push(local);
    offset += local.byteLength;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.byteLength, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, list, end]);
}

/** Returns a compound file of 20 MB whose table of sectors is its own continuation. */
function circularDoc(): Buffer {
  const file = Buffer.alloc(20_000_256);
  file.write("d0cf11e0a1b11ae1", "hex");
  const shorts = [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const;
  for (const [at, value] of shorts) file.writeUInt16LE(value, at);
  file.writeUInt32LE(400, 44);
  file.writeUInt32LE(1, 48);
  file.writeUInt32LE(5, 72);
  for (let sector = 0; sector < 128; sector += 1) file.writeUInt32LE((sector + 1) % 128, 512 + 4 * sector);
  return file;
}
