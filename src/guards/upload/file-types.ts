import { readCompoundFile, startsLikeCompoundFile } from "./compound-file.ts";
import { mediaTypeOf } from "./magic-bytes.ts";
import { txt } from "./text.ts";
import type { FileType } from "./upload-sink.ts";
import { readZipDirectory, readZipEntry, unpacksAsDeclared, type ZipEntry } from "./zip-directory.ts";

/** Some programs write a byte order mark or blank lines before the header of a PDF, which readers skip. */
const PDF_START = /^(?:\xef\xbb\xbf)?[\t\n\f\r ]{0,64}%PDF-[12]\.\d/;
const PDF_START_BYTES = 75;

/** Accepts a PDF that begins with its header and ends with `%%EOF`, with only white space before and after. */
const pdf: FileType = {
  name: "PDF",
  mediaTypes: ["application/pdf", "application/x-pdf"],
  extensions: ["pdf"],
  startsLike: (head) => PDF_START.test(latin1(head.subarray(0, PDF_START_BYTES))),
  async matches(content) {
    if (!pdf.startsLike(await content.read(0, PDF_START_BYTES))) return false;
    const from = Math.max(0, content.bytes - 1_024);
    return /startxref\s+\d+\s+%%EOF[\s\0]*$/.test(latin1(await content.read(from, content.bytes - from)));
  },
};

/**
 * Accepts a DICOM Part 10 file: a preamble of 128 bytes, `DICM`, then the file meta group. The preamble can contain a
 * TIFF header, which the standard allows, but not the header of a program or another type of file.
 *
 * @see PS3.10 section 7.1
 */
const dicom: FileType = {
  name: "DICOM",
  mediaTypes: ["application/dicom"],
  extensions: ["dcm", "dicom", "dic", "ima", ""],
  startsLike: (head) => latin1(head.subarray(128, 134)) === "DICM\u0002\u0000",
  async matches(content) {
    const head = await content.read(0, 134);
    if (!dicom.startsLike(head)) return false;
    const preamble = await mediaTypeOf(head.subarray(0, 128));
    return preamble === undefined || preamble === "image/tiff";
  },
};

/** Accepts a Word 97-2003 document: a compound file with a `WordDocument` stream and no stream of another Office format. */
const doc: FileType = {
  name: "DOC",
  mediaTypes: ["application/msword"],
  extensions: ["doc"],
  startsLike: startsLikeCompoundFile,
  async matches(content) {
    const streams = await readCompoundFile(content);
    if (streams?.some(({ name }) => OTHER_STREAMS.has(name)) !== false) return false;
    const word = streams.find(({ name }) => name === "WordDocument");
    if (word === undefined) return false;
    const magic = await word.readMagic();
    return magic === undefined ? word.bytes > 0 : magic === WORD_MAGIC;
  },
};

const DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/**
 * Accepts a Word document in Office Open XML: without macros, within the unpacked size limit, and with entries that unpack to
 * what the directory declares.
 */
const docx: FileType = {
  name: "DOCX",
  mediaTypes: [DOCX_TYPE],
  extensions: ["docx"],
  isArchive: true,
  startsLike: (head) => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4,
  async matches(content) {
    const entries = await readZipDirectory(content);
    if (entries === undefined || !isSafe(entries)) return false;
    const list = entries.find(({ name }) => name === "[Content_Types].xml");
    if (list === undefined || !entries.some(({ name }) => name.startsWith("word/"))) return false;
    const types = (await readZipEntry(content, list, MAX_TYPES_BYTES))?.toString("utf8") ?? "";
    if (!types.includes(`${DOCX_TYPE}.main+xml`) || types.includes("macroEnabled")) return false;
    for (const entry of entries) if (!(await unpacksAsDeclared(content, entry, doctypeCheck(entry)))) return false;
    return true;
  },
};

/** Types of file whose whole content is checked. */
export const fileTypes: Readonly<Record<"pdf" | "doc" | "docx" | "txt" | "dicom", FileType>> = {
  pdf,
  doc,
  docx,
  txt,
  dicom,
};

const OTHER_STREAMS = new Set(["Workbook", "Book", "PowerPoint Document", "EncryptedPackage"]);
/** wIdent of the File Information Block, see MS-DOC section 2.5.2. */
const WORD_MAGIC = 0xa5ec;
/** Header of an entry, without its name. */
const LOCAL_HEADER_BYTES = 30;
const MAX_TYPES_BYTES = 1024 * 1024;
const MAX_UNPACKED_BYTES = 128 * 1024 * 1024;

/** In UTF-8 or UTF-16. */
const DOCTYPE = /<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E/;
const DOCTYPE_BYTES = 20;

/**
 * Returns a check that rejects XML with a document type, whose entities can expand to gigabytes.
 *
 * @see ECMA-376 part 2, which does not allow it
 */
function doctypeCheck({ name }: ZipEntry): (piece: Uint8Array) => boolean {
  if (!/\.(?:xml|rels)$/i.test(name)) return () => true;
  let end = "";
  return (piece) => {
    const text = end + latin1(piece);
    end = text.slice(-DOCTYPE_BYTES);
    return !DOCTYPE.test(text);
  };
}

/** Rejects encryption, macros, duplicate names, shared data, paths out of the archive and archives that unpack to too much. */
function isSafe(entries: readonly ZipEntry[]): boolean {
  const names = new Set(entries.map(({ name }) => name));
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  const isPlain = entries.every(({ name, isEncrypted }) => {
    return !isEncrypted && !name.startsWith("/") && !name.split(/[/\\]/).includes("..") && !/vbaproject/i.test(name);
  });
  return isPlain && names.size === entries.length && unpackedBytes <= MAX_UNPACKED_BYTES && !haveSharedData(entries);
}

/** Entries that share their data make an archive that unpacks to far more than its entries declare together. */
function haveSharedData(entries: readonly ZipEntry[]): boolean {
  const inOrder = [...entries].sort((a, b) => a.offset - b.offset);
  return inOrder.some(({ offset, packedBytes }, index) => {
    const next = inOrder[index + 1];
    return next !== undefined && offset + LOCAL_HEADER_BYTES + packedBytes > next.offset;
  });
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
