import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { imaging } from "../contract.ts";
import type { Customer } from "../customers/customer.ts";

/** A row of the studies. */
export interface Study {
  readonly id: string;
  readonly study_uid: string;
  readonly description: string | null;
  readonly modality: string | null;
  readonly study_date: string | null;
  readonly created_at: number;
  /** Null until AI Lens has indexed the study. */
  readonly indexed_at: number | null;
}

/**
 * Finds a study of a customer.
 *
 * @throws STUDY_NOT_FOUND
 */
export async function findStudy(sql: Sql, customer: Customer, studyUid: string): Promise<Study> {
  const [study] = await sql<Study>`
    SELECT id, study_uid, description, modality, study_date, created_at, indexed_at
    FROM imaging_studies WHERE customer_id = ${customer.id} AND study_uid = ${studyUid}`;
  if (study === undefined) throw imaging.error.STUDY_NOT_FOUND();
  return study;
}

/** A study with its AI Lens index. */
export interface IndexedStudy {
  readonly id: string;
  readonly study_uid: string;
  readonly indexed_at: number;
  /** JSON of a `LensDocument`. */
  readonly ai_lens: string;
}

/**
 * Finds a study that AI Lens has indexed. One statement decides, so that a missing study, a study of another tenant and
 * one that is not indexed yet cost the same time.
 *
 * @throws STUDY_NOT_FOUND
 */
export async function findIndexed(sql: Sql, customer: Customer, studyUid: string): Promise<IndexedStudy> {
  const [study] = await sql<IndexedStudy>`
    SELECT id, study_uid, indexed_at, ai_lens FROM imaging_studies
    WHERE customer_id = ${customer.id} AND study_uid = ${studyUid} AND indexed_at IS NOT NULL`;
  if (study === undefined) throw imaging.error.STUDY_NOT_FOUND();
  return study;
}

/** A study as the API returns it. */
export const StudyView = z
  .object({
    studyUid: z.string().describe("Study Instance UID (0020,000D)."),
    description: z.string().nullable().describe("Study Description (0008,1030); null if there is none."),
    modality: z.string().nullable().describe("Modality (0008,0060) of the first instance; null if there is none."),
    studyDate: z
      .string()
      .meta({ format: "date" })
      .nullable()
      .describe("Study Date (0008,0020); null if there is none."),
    createdAt: Time.describe("When the first instance was uploaded."),
    indexedAt: Time.nullable().describe("When AI Lens last indexed the study; null if it did not yet."),
  })
  .meta({ title: "Study" });

/** A study as the API returns it. */
export type StudyView = z.output<typeof StudyView>;

/** Renders a study as the API returns it. */
export function viewStudy(row: Study): StudyView {
  return {
    studyUid: row.study_uid,
    description: row.description,
    modality: row.modality,
    studyDate: row.study_date,
    createdAt: isoTime(row.created_at),
    indexedAt: row.indexed_at === null ? null : isoTime(row.indexed_at),
  };
}
