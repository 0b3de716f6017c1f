import type { Backend } from "../backend.ts";
import { deleteStudy } from "../studies/delete-study.ts";
import { erasureMs } from "./customer.ts";

/** Customers that one run erases. */
const batch = 10;
/** Studies that are read at a time. */
const studyBatch = 100;

/**
 * Erases customers that were deleted long enough ago: their studies, reports and files, and the names of the customers and
 * of their users. The ids and what they cost remain.
 *
 * @returns how many were erased
 */
export async function eraseCustomers(backend: Backend): Promise<number> {
  const { store, clock } = backend;
  const due = await store.sql<{ id: string; partner_id: string }>`
    SELECT id, partner_id FROM imaging_customers
    WHERE state = 'deleted' AND erased_at IS NULL AND updated_at <= ${clock() - erasureMs}
    ORDER BY updated_at LIMIT ${batch}`;
  for (const customer of due) {
    await deleteStudies(backend, customer);
    await store.transaction(
      async (sql) => {
        await sql`UPDATE imaging_users SET name = '' WHERE customer_id = ${customer.id}`;
        await sql`
          UPDATE imaging_customers SET name = '', email = '', email_key = '', erased_at = ${clock()}
          WHERE id = ${customer.id}`;
      },
      { sqlOnly: true },
    );
  }
  return due.length;
}

async function deleteStudies(
  backend: Backend,
  customer: { readonly id: string; readonly partner_id: string },
): Promise<void> {
  for (let last = ""; ; ) {
    const studies = await backend.store.sql<{ id: string; study_uid: string }>`
      SELECT id, study_uid FROM imaging_studies
      WHERE customer_id = ${customer.id} AND study_uid > ${last} ORDER BY study_uid LIMIT ${studyBatch}`;
    for (const study of studies) await deleteStudy(backend, customer, study);
    const next = studies.at(-1);
    if (next === undefined) return;
    last = next.study_uid;
  }
}
