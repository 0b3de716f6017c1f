import { type AcceptedUpload, fileTypes, uploadGuard } from "errata/guards/upload";
import { storeFile, type Upload } from "../../shared/files/index.ts";
import { newId } from "../../shared/http/index.ts";
import { digestOf, type Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { imaging } from "../contract.ts";
import type { Customer } from "../customers/customer.ts";
import { keepActive, subjectOf } from "../customers/stored-responses.ts";
import type { Caller } from "../partners/caller.ts";
import { type Report, type ReportView, viewReport } from "./report.ts";

/** An upload with its caller, customer and study. */
export interface NewReport {
  readonly caller: Caller;
  readonly customer: Customer;
  readonly study: { readonly id: string; readonly study_uid: string };
  readonly upload: Upload;
}

const refuse = imaging.operation("POST /v1/customers/{customerId}/studies/{studyUid}/reports");
const { reportBytes } = imaging.limits;
/** Bytes allowed for the form around the file: boundaries, part headers and the file name. */
const formBytes = 64 * 1024;

const receiveReport = uploadGuard({
  accept: [fileTypes.pdf, fileTypes.doc, fileTypes.docx, fileTypes.txt],
  maxBytes: reportBytes,
  tooLarge: refuse.FILE_TOO_LARGE,
  wrongType: refuse.INVALID_REPORT_TYPE,
});

/** Rejects a body that is too long for any report before it is read. @throws FILE_TOO_LARGE */
export function checkReportLength(bodyBytes: number): void {
  if (bodyBytes > reportBytes + formBytes) throw reportTooLarge();
}

/** Creates the error for a report that is too large. */
export function reportTooLarge(): Error {
  return refuse.FILE_TOO_LARGE({ maxBytes: reportBytes });
}

/**
 * Stores a report of a study.
 *
 * @param finish runs last in the transaction that inserts the report
 * @returns what `finish` returns
 * @throws FILE_TOO_LARGE, INVALID_REPORT_TYPE, STORAGE_FULL, FORBIDDEN
 */
export async function storeReport<Result>(
  backend: Backend,
  { caller, customer, study, upload }: NewReport,
  finish: Finish<ReportView, Result>,
): Promise<Result> {
  const { fileName, mediaType, content, declaredBytes } = upload;
  const id = newId("rep");
  return await storeFile(backend, {
    fileId: id,
    account: customer.id,
    declaredBytes,
    receive: (sink, beforeStore) =>
      receiveReport({ fileName: fileName ?? "report", declaredType: mediaType, body: content, beforeStore }, sink),
    async record(sql, { bytes, sha256 }, accepted) {
      const row: Report = {
        id,
        study_uid: study.study_uid,
        file_name: accepted.fileName,
        media_type: storedType(accepted),
        bytes,
        sha256,
        user_id: caller.user?.id ?? null,
        created_at: backend.clock(),
      };
      await keepActive(sql, customer);
      await sql`
        INSERT INTO imaging_reports
          (id, customer_id, study_id, file_name, media_type, bytes, sha256, user_id, created_at)
        VALUES (${id}, ${customer.id}, ${study.id}, ${row.file_name}, ${row.media_type}, ${bytes}, ${sha256},
          ${row.user_id}, ${row.created_at})`;
      return await finish(sql, viewReport(row), {
        subject: subjectOf(customer, id),
        digest: digestOf(upload, sha256),
      });
    },
  });
}

/** Adds the charset of a text to its media type for the download. UTF-8 is the default and omitted. */
function storedType({ mediaType, charset }: AcceptedUpload): string {
  return charset === undefined || charset === "utf-8" ? mediaType : `${mediaType}; charset=${charset}`;
}
