import { readCompoundFile, startsLikeCompoundFile } from "./compound-file.ts";
import type { FileType } from "./file-type.ts";
import { readZipDirectory, readZipEntry, type ZipEntry } from "./zip-directory.ts";

const DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** Accepts a document of Word 97 to 2003: a compound file with Word's stream at its top, and no other Office document's. */
export const doc: FileType = {
  name: "DOC",
  mediaTypes: ["application/msword"],
  extensions: ["doc"],
  startsLike: startsLikeCompoundFile,
  async matches(content) {
    const streams = await readCompoundFile(content);
    if (streams?.some(({ name }) => OTHER_STREAMS.has(name)) !== false) return false;
    const word = streams.find(({ name }) => name === "WordDocument");
    return word !== undefined && (word.magic === undefined ? word.bytes > 0 : word.magic === WORD_MAGIC);
  },
};

/** Accepts a Word document in Office Open XML, without macros and within limits that a reader can unpack. */
export const docx: FileType = {
  name: "DOCX",
  mediaTypes: [DOCX_TYPE],
  extensions: ["docx"],
  isArchive: true,
  startsLike: (head) => head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4,
  async matches(content) {
    const entries = await readZipDirectory(content);
    if (entries === undefined || !isHarmless(entries)) return false;
    const list = entries.find(({ name }) => name === "[Content_Types].xml");
    if (list === undefined || !entries.some(({ name }) => name.startsWith("word/"))) return false;
    const types = (await readZipEntry(content, list, MAX_TYPES_BYTES))?.toString("utf8") ?? "";
    return types.includes(`${DOCX_TYPE}.main+xml`) && !types.includes("macroEnabled");
  },
};

const OTHER_STREAMS = new Set(["Workbook", "Book", "PowerPoint Document", "EncryptedPackage"]);
/** wIdent of the File Information Block, see MS-DOC section 2.5.2. */
const WORD_MAGIC = 0xa5ec;
const MAX_TYPES_BYTES = 1024 * 1024;
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

function isHarmless(entries: readonly ZipEntry[]): boolean {
  const names = new Set(entries.map(({ name }) => name));
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  const isPlain = entries.every(({ name, isEncrypted }) => {
    return !isEncrypted && !name.startsWith("/") && !name.split(/[/\\]/).includes("..") && !/vbaproject/i.test(name);
  });
  return isPlain && names.size === entries.length && unpackedBytes <= MAX_UNPACKED_BYTES;
}
