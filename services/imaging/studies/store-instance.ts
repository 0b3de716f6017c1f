import { fileTypes, uploadGuard, type WrongTypeDetails } from "errata/guards/upload";
import type { Sql, TransactionSql } from "errata/store";
import type { ReceivedFile, Upload } from "../../shared/files/index.ts";
import { MB, takeIn } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { Customer } from "../customers/customer.ts";
import { invalidField } from "../invalid-field.ts";
import { type DicomHeader, headerBytes, readDicomHeader } from "./dicom.ts";
import { findStudy, type StudyView, viewStudy } from "./study.ts";

/** What came of an upload. An instance that was stored before costs nothing and changes nothing. */
export interface StoredInstance {
  readonly isNew: boolean;
  readonly instanceUid: string;
  readonly study: StudyView;
}

const refuse = imaging.operation("POST /v1/customers/{customerId}/studies");

const faults: Readonly<Record<WrongTypeDetails["reason"], string>> = {
  not_accepted: "is not a DICOM Part 10 file",
  mismatch: "is not a DICOM Part 10 file",
  damaged: "is a damaged DICOM Part 10 file",
  polyglot: "is a DICOM Part 10 file and a file of another type at once",
  empty: "is empty",
};

const receiveDicom = uploadGuard({
  accept: [fileTypes.dicom],
  maxBytes: imaging.limits.instanceBytes,
  tooLarge: (facts) => imaging.raise("body_too_large", facts),
  wrongType: ({ reason }) => refuse.VALIDATION_FAILED([invalidField("file", `The file ${faults[reason]}.`)]),
  discardBytes: 16 * MB,
});

/**
 * Stores one DICOM Part 10 file. The first instance of a study creates the study; each new one asks for its index.
 *
 * @throws VALIDATION_FAILED when the content is no complete DICOM file; STORAGE_FULL
 */
export async function storeInstance(backend: Backend, customer: Customer, upload: Upload): Promise<StoredInstance> {
  const { declaredBytes, content } = upload;
  const fileId = newId("ins");
  try {
    return await takeIn(backend, {
      fileId,
      account: customer.id,
      declaredBytes,
      async receive(sink, beforeStore) {
        // Archives name instances by UID or number, and declare what they like: the content alone decides.
        const { bytes } = await receiveDicom({ fileName: "instance.dcm", body: content, beforeStore }, sink);
        const header = readDicomHeader(await backend.files.head(fileId, headerBytes), bytes);
        if (typeof header === "string") throw refuse.VALIDATION_FAILED([invalidField("file", `The file ${header}.`)]);
        return header;
      },
      record: (sql, file, header) => record(sql, { customer, fileId, header, file, now: backend.clock() }),
    });
  } catch (error) {
    if (error instanceof KnownInstance) return { isNew: false, instanceUid: error.instanceUid, study: error.study };
    throw error;
  }
}

/** Takes an upload back whose instance the study has already. */
class KnownInstance extends Error {
  readonly instanceUid: string;
  readonly study: StudyView;

  constructor(instanceUid: string, study: StudyView) {
    super("the study has this instance already");
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

async function record(
  sql: TransactionSql,
  { customer, fileId, header, file, now }: NewInstance,
): Promise<StoredInstance> {
  const { studyUid, seriesUid, instanceUid, studyDescription, modality, studyDate } = header;
  await sql`
    INSERT INTO imaging_studies (id, customer_id, study_uid, description, modality, study_date, created_at)
    VALUES (${newId("stu")}, ${customer.id}, ${studyUid}, ${studyDescription}, ${modality}, ${studyDate}, ${now})
    ON CONFLICT DO NOTHING`;
  const study = await findStudy(sql, customer, studyUid);
  const inserted = await sql`
    INSERT INTO imaging_instances (id, study_id, instance_uid, series_uid, bytes, sha256, created_at)
    VALUES (${fileId}, ${study.id}, ${instanceUid}, ${seriesUid}, ${file.bytes}, ${file.sha256}, ${now})
    ON CONFLICT DO NOTHING RETURNING id`;
  if (inserted.length === 0) throw new KnownInstance(instanceUid, viewStudy(study));
  await requestIndex(sql, study.id, now);
  return { isNew: true, instanceUid, study: viewStudy(study) };
}

/** A revision tells the indexer that an instance came while it was at work. */
async function requestIndex(sql: Sql, studyId: string, now: number): Promise<void> {
  await sql`
    INSERT INTO imaging_index_jobs (study_id, revision, run_at, attempts) VALUES (${studyId}, 1, ${now}, 0)
    ON CONFLICT (study_id) DO UPDATE SET revision = imaging_index_jobs.revision + 1, run_at = ${now}, attempts = 0`;
}
