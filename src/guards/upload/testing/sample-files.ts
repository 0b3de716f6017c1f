import { crc32, deflateRawSync } from "node:zlib";

/** Builds a PDF with one empty page. */
export function samplePdf(): Buffer {
  const objects = [
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj",
  ];
  const body = `%PDF-1.4\n${objects.join("\n")}\n`;
  const table = "xref\n0 1\n0000000000 65535 f \ntrailer<</Size 4/Root 1 0 R>>\n";
  return Buffer.from(`${body}${table}startxref\n${body.length}\n%%EOF\n`);
}

/** Builds a ZIP archive of text files. @param declaredBytes unpacked bytes that the directory declares. @default the true ones */
export function sampleZip(
  files: Readonly<Record<string, string>>,
  declaredBytes: Readonly<Record<string, number>> = {},
): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = deflateRawSync(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(text), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(declaredBytes[name] ?? Buffer.byteLength(text), 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, Buffer.from(name), packed]);
    const position = Buffer.alloc(14);
    position.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\u0001\u0002\u0014\u0000"), common, position, Buffer.from(name));
    locals.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006");
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, list, end]);
}

const MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

/** Builds a Word document with one line. @param more additional files of the package. @param declaredBytes as of `sampleZip` */
export function sampleDocx(
  more: Readonly<Record<string, string>> = {},
  main: string = MAIN,
  declaredBytes: Readonly<Record<string, number>> = {},
): Buffer {
  const files = {
    "[Content_Types].xml": `<Types><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
    "_rels/.rels": "<Relationships/>",
    "word/document.xml": "<w:document><w:body><w:p>Findings: none.</w:p></w:body></w:document>",
    ...more,
  };
  return sampleZip(files, declaredBytes);
}

/** Builds a compound file with these streams in its root storage, each 4096 bytes that start with the magic number. */
export function sampleDoc(
  streams: readonly (readonly [name: string, magic: number])[] = [["WordDocument", 0xa5ec]],
): Buffer {
  const SECTOR = 512;
  const directorySectors = Math.ceil((streams.length + 1) / 4);
  const firstStream = 1 + directorySectors;
  const total = firstStream + streams.length * 8;
  const file = Buffer.alloc((total + 1) * SECTOR);
  Buffer.from("d0cf11e0a1b11ae1", "hex").copy(file);
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const)
    file.writeUInt16LE(value, at);
  for (const [at, value] of [
    [44, 1],
    [48, 1],
    [56, 4_096],
    [60, 0xfffffffe],
    [68, 0xfffffffe],
  ] as const) {
    file.writeUInt32LE(value, at);
  }
  file.fill(0xff, 76, SECTOR);
  file.writeUInt32LE(0, 76);
  const table = file.subarray(SECTOR, 2 * SECTOR).fill(0xff);
  table.writeUInt32LE(0xfffffffd, 0);
  const chain = (first: number, length: number): void => {
    for (let index = 0; index < length; index++) {
      table.writeUInt32LE(index === length - 1 ? 0xfffffffe : first + index + 1, (first + index) * 4);
    }
  };
  chain(1, directorySectors);
  const directory = file.subarray(2 * SECTOR, (2 + directorySectors) * SECTOR);
  writeEntry(directory, 0, { name: "Root Entry", type: 5, right: 0xffffffff, child: 1, start: 0xfffffffe, bytes: 0 });
  streams.forEach(([name, magic], index) => {
    const start = firstStream + index * 8;
    const right = index === streams.length - 1 ? 0xffffffff : index + 2;
    writeEntry(directory, index + 1, { name, type: 2, right, child: 0xffffffff, start, bytes: 4_096 });
    chain(start, 8);
    file.writeUInt16LE(magic, (start + 1) * SECTOR);
  });
  return file;
}

function writeEntry(
  directory: Buffer,
  index: number,
  entry: { name: string; type: number; right: number; child: number; start: number; bytes: number },
): void {
  const at = index * 128;
  directory.write(entry.name, at, "utf16le");
  directory.writeUInt16LE((entry.name.length + 1) * 2, at + 64);
  directory.writeUInt8(entry.type, at + 66);
  directory.writeUInt32LE(0xffffffff, at + 68);
  directory.writeUInt32LE(entry.right, at + 72);
  directory.writeUInt32LE(entry.child, at + 76);
  directory.writeUInt32LE(entry.start, at + 116);
  directory.writeUInt32LE(entry.bytes, at + 120);
}

/** Builds the start of a DICOM Part 10 file. @param preamble up to 128 bytes */
export function sampleDicom(preamble: Uint8Array = new Uint8Array()): Buffer {
  const padded = Buffer.alloc(128);
  padded.set(preamble.subarray(0, 128));
  const groupLength = Buffer.from([2, 0, 0, 0, 0x55, 0x4c, 4, 0, 0, 0, 0, 0]);
  return Buffer.concat([padded, Buffer.from("DICM"), groupLength]);
}
