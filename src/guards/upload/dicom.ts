import { fileTypeFromBuffer } from "file-type";
import type { FileType } from "./file-type.ts";

/**
 * Accepts a DICOM Part 10 file: 128 free bytes, `DICM`, then the file's meta group. The free bytes may be those of a
 * TIFF, which the standard provides for, but not the head of a program or of any other file.
 *
 * @see PS3.10 section 7.1
 */
export const dicom: FileType = {
  name: "DICOM",
  mediaTypes: ["application/dicom"],
  extensions: ["dcm", "dicom", "dic", "ima", ""],
  startsLike: (head) => Buffer.from(head.subarray(128, 134)).toString("latin1") === "DICM\u0002\u0000",
  async matches(content) {
    const head = await content.read(0, 134);
    if (!dicom.startsLike(head)) return false;
    const disguise = await fileTypeFromBuffer(head.slice(0, 128));
    return disguise === undefined || disguise.mime === "image/tiff";
  },
};
