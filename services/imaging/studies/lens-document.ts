import type { Backend } from "../backend.ts";
import { type DicomHeader, headerBytes } from "./dicom.ts";

/** The AI Lens index of a study: its series and its search terms. */
export interface LensDocument {
  readonly modalities: readonly string[];
  readonly bodyParts: readonly string[];
  readonly series: readonly LensSeries[];
  readonly terms: readonly string[];
}

/** One series of a study. */
export interface LensSeries {
  readonly seriesUid: string;
  readonly description: string | null;
  readonly modality: string | null;
  readonly instances: number;
}

/** Creates the index of a study from the headers of all of its instances. */
export async function lensDocument({ store, files, dicom }: Backend, studyId: string): Promise<LensDocument> {
  const instances = await store.sql<{ id: string; bytes: number }>`
    SELECT id, bytes FROM imaging_instances WHERE study_id = ${studyId} ORDER BY created_at, id`;
  const headers: DicomHeader[] = [];
  for (const { id, bytes } of instances) {
    const header = await dicom.read(studyId, await files.head(id, headerBytes), bytes);
    if (typeof header === "string") throw new Error(`The stored file ${id} ${header}.`);
    headers.push(header);
  }
  return {
    modalities: distinct(headers.map(({ modality }) => modality)),
    bodyParts: distinct(headers.map(({ bodyPart }) => bodyPart)),
    series: seriesOf(headers),
    terms: distinct(
      headers.flatMap((header) => words(header.studyDescription, header.seriesDescription, header.bodyPart)),
    ),
  };
}

function seriesOf(headers: readonly DicomHeader[]): LensSeries[] {
  return distinct(headers.map(({ seriesUid }) => seriesUid)).map((seriesUid) => {
    const instances = headers.filter((header) => header.seriesUid === seriesUid);
    const [first] = instances;
    return {
      seriesUid,
      description: first?.seriesDescription ?? null,
      modality: first?.modality ?? null,
      instances: instances.length,
    };
  });
}

function words(...texts: readonly (string | null)[]): string[] {
  return texts.flatMap((text) => text?.toLowerCase().match(/[\p{L}\p{N}.]+/gu) ?? []);
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].sort();
}
