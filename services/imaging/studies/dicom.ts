import type { Content } from "errata/guards/upload";
import { type DicomElements, readDicomElements } from "./dicom-elements.ts";
import { decodeDicomText } from "./dicom-text.ts";

/** The fields that the service reads from a DICOM Part 10 header. It never reads a patient's name, birth date or id. */
export interface DicomHeader {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly instanceUid: string;
  readonly modality: string | null;
  readonly bodyPart: string | null;
  readonly studyDescription: string | null;
  readonly seriesDescription: string | null;
  /** ISO 8601 date, such as `2026-03-01`; null if the file has none or an impossible one. */
  readonly studyDate: string | null;
}

const tags = {
  characterSet: 0x00080005,
  instanceUid: 0x00080018,
  studyDate: 0x00080020,
  modality: 0x00080060,
  studyDescription: 0x00081030,
  seriesDescription: 0x0008103e,
  bodyPart: 0x00180015,
  studyUid: 0x0020000d,
  seriesUid: 0x0020000e,
} as const;

/** Number of characters of a text that are kept. The standard permits 64. */
const maxLength = 256;

/**
 * Reads the header of a DICOM Part 10 file, and checks that the file is complete.
 *
 * @returns the header, or the problem as the predicate of "The file …"
 * @see DICOM PS3.10 section 7
 */
export async function readDicomHeader(content: Content): Promise<DicomHeader | string> {
  const elements = await readDicomElements(content, new Set(Object.values(tags)));
  if (typeof elements === "string") return elements;
  const [studyUid, seriesUid, instanceUid] = [
    uid(elements, tags.studyUid),
    uid(elements, tags.seriesUid),
    uid(elements, tags.instanceUid),
  ];
  if (studyUid === undefined) return "has no valid Study Instance UID (0020,000D)";
  if (seriesUid === undefined) return "has no valid Series Instance UID (0020,000E)";
  if (instanceUid === undefined) return "has no valid SOP Instance UID (0008,0018)";
  return {
    studyUid,
    seriesUid,
    instanceUid,
    modality: text(elements, tags.modality),
    bodyPart: text(elements, tags.bodyPart),
    studyDescription: text(elements, tags.studyDescription),
    seriesDescription: text(elements, tags.seriesDescription),
    studyDate: date(text(elements, tags.studyDate) ?? ""),
  };
}

/** @see DICOM PS3.5 section 9.1 */
function uid(elements: DicomElements, tag: number): string | undefined {
  const value = text(elements, tag);
  return value !== null && value.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(value) ? value : undefined;
}

function text(elements: DicomElements, tag: number): string | null {
  const characterSet = Buffer.from(elements.get(tags.characterSet) ?? []).toString("latin1");
  const value = decodeDicomText(elements.get(tag) ?? new Uint8Array(0), characterSet.replaceAll("\0", ""));
  return value === "" ? null : [...value].slice(0, maxLength).join("").trim();
}

/** Dates of files from before 1993 have dots. @see DICOM PS3.5 section 6.2, DA */
function date(value: string): string | null {
  const [, year, month, day] = /^(\d{4})(\.?)(\d{2})\2(\d{2})$/.exec(value)?.toSpliced(2, 1) ?? [];
  if (year === undefined || year === "0000") return null;
  const iso = `${year}-${month}-${day}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : null;
}
