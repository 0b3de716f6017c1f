import { fileTypes, uploadGuard, type WrongTypeDetails } from "errata/guards/upload";
import { currentRequestId, type Sql, type TransactionSql } from "errata/store";
import { z } from "zod";
import { MB, type ReceivedFile, storeFile, type Upload } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import { digestOf, type Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { Customer } from "../customers/customer.ts";
import { keepActive, subjectOf } from "../customers/stored-responses.ts";
import { invalidField } from "../http.ts";
import { type DicomHeader, readDicomHeader } from "./dicom.ts";
import { findStudy, StudyView, viewStudy } from "./study.ts";

/** The result of an upload. An instance that is already stored costs nothing and changes nothing. */
export const StoredInstance = z
  .object({
    isNew: z.boolean().describe("Whether the instance was stored; false if the study already had it."),
    instanceUid: z.string().describe("SOP Instance UID (0008,0018)."),
    study: StudyView.describe("The study of the instance."),
  })
  .meta({ title: "StoredInstance" });

/** The result of an upload. An instance that is already stored costs nothing and changes nothing. */
export type StoredInstance = z.output<typeof StoredInstance>;

const refuse = imaging.operation("POST /v1/customers/{customerId}/studies");

const problems: Readonly<Record<WrongTypeDetails["reason"], string>> = {
  not_accepted: "is not a DICOM Part 10 file",
  mismatch: "is not a DICOM Part 10 file",
  damaged: "is a damaged DICOM Part 10 file",
  polyglot: "is a DICOM Part 10 file and a file of another type at once",
  empty: "is empty",
};

const receiveDicom = uploadGuard({
  accept: [fileTypes.dicom],
  maxBytes: imaging.limits.instanceBytes,
  tooLarge: (details) => imaging.raise("body_too_large", details),
  wrongType: ({ reason }) => refuse.VALIDATION_FAILED([invalidField("file", `The file ${problems[reason]}.`)]),
  discardBytes: 16 * MB,
});

/**
 * Stores one DICOM Part 10 file. The first instance of a study creates the study; every new one requests its index.
 *
 * @param finish runs last in the transaction that inserts the instance
 * @param onExisting returns the result for an instance that the study already has
 * @throws VALIDATION_FAILED if the content is not a complete DICOM file
 * @throws INSTANCE_CONFLICT if the customer has another instance with the same UID
 * @throws STORAGE_FULL
 */
export async function storeInstance<Result>(
  backend: Backend,
  customer: Customer,
  upload: Upload,
  finish: Finish<StoredInstance, Result>,
  onExisting: (existing: StoredInstance) => Result,
): Promise<Result> {
  const fileId = newId("ins");
  try {
    return await storeFile(backend, {
      fileId,
      account: customer.id,
      declaredBytes: upload.declaredBytes,
      async receive(sink, beforeStore) {
        // The name and the declared type are ignored: archives name instances by UID or number, with any type.
        await receiveDicom({ fileName: "instance.dcm", body: upload.content, beforeStore }, sink);
        const header = await backend.files.inspect(fileId, readDicomHeader);
        if (typeof header === "string") throw refuse.VALIDATION_FAILED([invalidField("file", `The file ${header}.`)]);
        return header;
      },
      async record(sql, file, header) {
        await keepActive(sql, customer);
        const stored = await insertInstance(sql, { customer, fileId, header, file, now: backend.clock() });
        const digest = digestOf(upload, file.sha256);
        return await finish(sql, stored, { subject: subjectOf(customer, header.studyUid), digest });
      },
    });
  } catch (error) {
    if (error instanceof InstanceExists)
      return onExisting({ isNew: false, instanceUid: error.instanceUid, study: error.study });
    throw error;
  }
}

/** Rolls back an upload whose instance is already stored. */
class InstanceExists extends Error {
  readonly instanceUid: string;
  readonly study: StudyView;

  constructor(instanceUid: string, study: StudyView) {
    super("the study already has this instance");
    this.instanceUid = instanceUid;
    this.study = study;
  }
}

interface NewInstance {
  readonly customer: Customer;
  readonly fileId: string;
  readonly header: DicomHeader;
  readonly file: ReceivedFile;
  readonly now: number;
}

async function insertInstance(
  sql: TransactionSql,
  { customer, fileId, header, file, now }: NewInstance,
): Promise<StoredInstance> {
  const { studyUid, seriesUid, instanceUid, studyDescription, modality, studyDate } = header;
  await sql`
    INSERT INTO imaging_studies (id, customer_id, study_uid, description, modality, study_date, created_at)
    VALUES (${newId("stu")}, ${customer.id}, ${studyUid}, ${studyDescription}, ${modality}, ${studyDate}, ${now})
    ON CONFLICT DO NOTHING`;
  const study = await findStudy(sql, customer, studyUid);
  // An older instance may be one of several with this UID, so the unique index alone does not find each of them.
  const inserted = await sql`
    INSERT INTO imaging_instances (id, customer_id, study_id, instance_uid, series_uid, bytes, sha256, created_at)
    SELECT ${fileId}, ${customer.id}, ${study.id}, ${instanceUid}, ${seriesUid}, ${file.bytes}, ${file.sha256}, ${now}
    WHERE NOT EXISTS (
      SELECT 1 FROM imaging_instances WHERE customer_id = ${customer.id} AND instance_uid = ${instanceUid}
    )
    ON CONFLICT DO NOTHING RETURNING id`;
  if (inserted.length === 0) {
    const stored = await sql<{ study_uid: string; sha256: string }>`
      SELECT study.study_uid, instance.sha256
      FROM imaging_instances instance JOIN imaging_studies study ON study.id = instance.study_id
      WHERE instance.customer_id = ${customer.id} AND instance.instance_uid = ${instanceUid}
      ORDER BY instance.duplicate`;
    if (stored.some(({ sha256 }) => sha256 === file.sha256)) throw new InstanceExists(instanceUid, viewStudy(study));
    throw refuse.INSTANCE_CONFLICT({ studyUid: stored[0]?.study_uid ?? studyUid, instanceUid });
  }
  await requestIndex(sql, study.id, now);
  return { isNew: true, instanceUid, study: viewStudy(study) };
}

/** Increments the revision, so that the indexer runs again if it is indexing the study right now. */
async function requestIndex(sql: Sql, studyId: string, now: number): Promise<void> {
  await sql`
    INSERT INTO imaging_index_jobs (study_id, revision, run_at, attempts, created_at, request_id)
    VALUES (${studyId}, 1, ${now}, 0, ${now}, ${currentRequestId() ?? null})
    ON CONFLICT (study_id) DO UPDATE SET revision = imaging_index_jobs.revision + 1, run_at = ${now}, attempts = 0,
      last_error = NULL, request_id = excluded.request_id`;
}
