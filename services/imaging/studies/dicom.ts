import dicomParser, { type DataSet } from "dicom-parser";

/** The fields that the service reads from a DICOM Part 10 header. It never reads a patient's name, birth date or id. */
export interface DicomHeader {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instanceUid: string;
  readonly modality: string | null;
  readonly bodyPart: string | null;
  readonly studyDescription: string | null;
  readonly seriesDescription: string | null;
  /** ISO 8601 date, such as `2026-03-01`. */
  readonly studyDate: string | null;
}

/** Number of leading bytes that contain the header. The rest of a file is pixel data. */
export const headerBytes: number = 1024 * 1024;

const pixelData = "x7fe00010";
const deflated = "1.2.840.10008.1.2.1.99";

/**
 * Reads the header of a DICOM Part 10 file.
 *
 * @param head the first bytes of the file, at most `headerBytes`
 * @param fileBytes length of the whole file, in bytes
 * @returns the header, or the problem as the predicate of "The file …"
 * @see DICOM PS3.10 section 7
 */
export function readDicomHeader(head: Uint8Array, fileBytes: number): DicomHeader | string {
  const dataSet = parse(head, fileBytes);
  if (typeof dataSet === "string") return dataSet;
  const [studyUid, seriesUid, instanceUid] = [
    uid(dataSet, "x0020000d"),
    uid(dataSet, "x0020000e"),
    uid(dataSet, "x00080018"),
  ];
  if (studyUid === undefined) return "has no valid Study Instance UID (0020,000D)";
  if (seriesUid === undefined) return "has no valid Series Instance UID (0020,000E)";
  if (instanceUid === undefined) return "has no valid SOP Instance UID (0008,0018)";
  if (isTruncated(dataSet, fileBytes)) return "ends in the middle of its pixel data";
  return {
    studyUid,
    seriesUid,
    instanceUid,
    modality: text(dataSet, "x00080060"),
    bodyPart: text(dataSet, "x00180015"),
    studyDescription: text(dataSet, "x00081030"),
    seriesDescription: text(dataSet, "x0008103e"),
    studyDate: date(dataSet),
  };
}

/** Returns whether the bytes contain the start of the pixel data, which follows every element that the service reads. */
export function hasPixelData(head: Uint8Array): boolean {
  const dataSet = parse(head, Number.POSITIVE_INFINITY);
  return typeof dataSet !== "string" && dataSet.elements[pixelData] !== undefined;
}

function parse(head: Uint8Array, fileBytes: number): DataSet | string {
  try {
    // Checked first, because the parser would inflate the whole data set without a limit.
    const meta = dicomParser.readPart10Header(head);
    if (text(meta, "x00020010") === deflated) return "is deflated, which is not supported";
    return dicomParser.parseDicom(head, { untilTag: pixelData });
  } catch (error) {
    // The error holds the elements parsed so far, which is enough if the file continues after its head.
    const partial = (error as { dataSet?: DataSet } | null)?.dataSet;
    if (partial !== undefined && head.byteLength < fileBytes) return partial;
    return partial === undefined ? "is not a DICOM Part 10 file" : "ends in the middle of its header";
  }
}

/** @see DICOM PS3.5 section 9.1 */
function uid(dataSet: DataSet, tag: string): string | undefined {
  const value = text(dataSet, tag);
  return value !== null && value.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(value) ? value : undefined;
}

function text(dataSet: DataSet, tag: string): string | null {
  const element = dataSet.elements[tag];
  // The parser throws for an element that extends past the head.
  if (element === undefined || element.dataOffset + element.length > dataSet.byteArray.length) return null;
  const value = dataSet.string(tag)?.trim();
  return value === undefined || value === "" ? null : value.slice(0, 256);
}

function date(dataSet: DataSet): string | null {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(text(dataSet, "x00080020") ?? "") ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}

function isTruncated(dataSet: DataSet, fileBytes: number): boolean {
  const pixels = dataSet.elements[pixelData];
  if (pixels === undefined || pixels.hadUndefinedLength === true || pixels.length === 0xffffffff) return false;
  return pixels.dataOffset + pixels.length > fileBytes;
}
