import type { TransactionSql } from "errata/store";
import { z } from "zod";
import { discardFile, scheduleFileDeletion } from "../../shared/files/index.ts";
import type { Backend } from "../backend.ts";
import { subjectOf } from "../customers/stored-responses.ts";

/** The result of the deletion of a study. */
export const DeletedStudy = z
  .object({
    studyUid: z.string().describe("Study Instance UID (0020,000D)."),
    instances: z.int().min(0).describe("Instances that were deleted."),
    reports: z.int().min(0).describe("Reports that were deleted."),
    freedBytes: z.int().min(0).describe("Bytes that were returned to the quota."),
  })
  .meta({ title: "DeletedStudy" });

/** The result of the deletion of a study. */
export type DeletedStudy = z.output<typeof DeletedStudy>;

interface StoredFile {
  readonly id: string;
  readonly bytes: number;
}

/** Files that one transaction deletes, so that none takes long. */
const batch = 100;

/**
 * Deletes a study with its instances, reports, index, and the responses that are kept for repeated uploads. Returns the
 * bytes to the quota, and removes the files. A deletion that a crash interrupts can be repeated.
 */
export async function deleteStudy(
  backend: Backend,
  customer: { readonly id: string; readonly partner_id: string },
  study: { readonly id: string; readonly study_uid: string },
): Promise<DeletedStudy> {
  const instances = await deleteFiles(
    backend,
    customer.id,
    (sql) => sql<StoredFile>`
    DELETE FROM imaging_instances WHERE id IN (SELECT id FROM imaging_instances WHERE study_id = ${study.id} LIMIT ${batch})
    RETURNING id, bytes`,
  );
  const reports = await deleteFiles(backend, customer.id, async (sql) => {
    const deleted = await sql<StoredFile & { readonly user_id: string | null }>`
      DELETE FROM imaging_reports WHERE id IN (SELECT id FROM imaging_reports WHERE study_id = ${study.id} LIMIT ${batch})
      RETURNING id, bytes, user_id`;
    for (const { id, user_id } of deleted) {
      await backend.idempotency.records.forget(sql, user_id ?? customer.partner_id, subjectOf(customer, id));
    }
    return deleted;
  });
  await backend.store.transaction(
    async (sql) => {
      const users = await sql<{ id: string }>`SELECT id FROM imaging_users WHERE customer_id = ${customer.id}`;
      const subject = subjectOf(customer, study.study_uid);
      for (const { id } of [{ id: customer.partner_id }, ...users]) {
        await backend.idempotency.records.forget(sql, id, subject);
      }
      await sql`DELETE FROM imaging_index_jobs WHERE study_id = ${study.id}`;
      // An instance or a report that was uploaded at the same time keeps the study.
      await sql`
        DELETE FROM imaging_studies WHERE id = ${study.id}
          AND NOT EXISTS (SELECT 1 FROM imaging_instances WHERE study_id = ${study.id})
          AND NOT EXISTS (SELECT 1 FROM imaging_reports WHERE study_id = ${study.id})`;
    },
    { sqlOnly: true },
  );
  return {
    studyUid: study.study_uid,
    instances: instances.length,
    reports: reports.length,
    freedBytes: [...instances, ...reports].reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Deletes rows in batches with their files. @param deleteRows deletes some rows and returns them */
async function deleteFiles(
  backend: Backend,
  account: string,
  deleteRows: (sql: TransactionSql) => Promise<readonly StoredFile[]>,
): Promise<StoredFile[]> {
  const all: StoredFile[] = [];
  for (let deleted: readonly StoredFile[] | undefined; deleted === undefined || deleted.length > 0; ) {
    deleted = await backend.store.transaction(
      async (sql) => {
        const rows = await deleteRows(sql);
        for (const { id, bytes } of rows) await scheduleFileDeletion(backend, sql, { id, account, bytes });
        return rows;
      },
      { sqlOnly: true },
    );
    for (const { id } of deleted) await discardFile(backend, id);
    all.push(...deleted);
  }
  return all;
}
