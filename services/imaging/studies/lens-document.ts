import { z } from "zod";
import type { Backend } from "../backend.ts";
import { type DicomHeader, readDicomHeader } from "./dicom.ts";

/** One series of a study. */
const LensSeries = z
  .object({
    seriesUid: z.string().describe("Series Instance UID (0020,000E)."),
    description: z.string().nullable().describe("Series Description (0008,103E); null if there is none."),
    modality: z.string().nullable().describe("Modality (0008,0060); null if there is none."),
    instances: z.int().min(1).describe("Instances of the series."),
  })
  .meta({ title: "Series" });

/** The AI Lens index of a study: its series and its search terms. */
export const LensDocument = z.object({
  modalities: z.array(z.string()).describe("Modalities of the series."),
  bodyParts: z.array(z.string()).describe("Body Parts Examined (0018,0015)."),
  series: z.array(LensSeries).describe("Series of the study."),
  terms: z.array(z.string()).describe("Lower-case words of the descriptions and body parts."),
});

/** The AI Lens index of a study: its series and its search terms. */
export type LensDocument = z.output<typeof LensDocument>;

/** Creates the index of a study from the headers of all of its instances. */
export async function lensDocument({ store, files }: Backend, studyId: string): Promise<LensDocument> {
  const instances = await store.sql<{ id: string }>`
    SELECT id FROM imaging_instances WHERE study_id = ${studyId} ORDER BY created_at, id`;
  const headers: DicomHeader[] = [];
  for (const { id } of instances) {
    const header = await files.inspect(id, readDicomHeader);
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

function seriesOf(headers: readonly DicomHeader[]): LensDocument["series"] {
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
  return texts.flatMap((text) => text?.toLowerCase().match(/[\p{L}\p{M}\p{N}.]+/gu) ?? []);
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))].sort();
}
