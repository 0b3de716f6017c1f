import type { Store } from "../../store/index.ts";
import { idPrefix } from "./find-occurrences.ts";

/** Rows that one statement deletes, so that writes wait a few milliseconds at most. */
const chunkRows = 500;

/** Deletes occurrences and totals that are older than their retention. @returns how many occurrences were deleted */
export async function purge(
  store: Store,
  { occurrencesBefore, totalsBefore }: { readonly occurrencesBefore: number; readonly totalsBefore: number },
): Promise<number> {
  const limit = idPrefix(occurrencesBefore);
  const deleted = await inChunks(
    () => store.sql`DELETE FROM errata_occurrences WHERE id IN
      (SELECT id FROM errata_occurrences WHERE id < ${limit} ORDER BY id LIMIT ${chunkRows}) RETURNING id`,
  );
  // Hours are few; those of tenants are not.
  await store.sql`DELETE FROM errata_occurrence_hours WHERE hour < ${totalsBefore}`;
  await inChunks(
    () => store.sql`DELETE FROM errata_occurrence_tenants WHERE (tenant, hour, api, operation, code, kind) IN
      (SELECT tenant, hour, api, operation, code, kind FROM errata_occurrence_tenants WHERE hour < ${totalsBefore}
        LIMIT ${chunkRows}) RETURNING hour`,
  );
  await inChunks(
    () => store.sql`DELETE FROM errata_occurrence_accounts WHERE (hour, tenant, api) IN
      (SELECT hour, tenant, api FROM errata_occurrence_accounts WHERE hour < ${totalsBefore} ORDER BY hour LIMIT ${chunkRows})
      RETURNING hour`,
  );
  await store.sql`DELETE FROM errata_occurrence_writers WHERE last_at < ${totalsBefore} AND ended_at IS NOT NULL`;
  return deleted;
}

/** Deletes everything that is stored about a tenant. @returns how many occurrences were deleted */
export async function eraseTenant(store: Store, tenant: string): Promise<number> {
  const deleted = await inChunks(
    () => store.sql`DELETE FROM errata_occurrences WHERE id IN
      (SELECT id FROM errata_occurrences WHERE tenant = ${tenant} ORDER BY id LIMIT ${chunkRows}) RETURNING id`,
  );
  await inChunks(
    () => store.sql`DELETE FROM errata_occurrence_tenants WHERE (tenant, hour, api, operation, code, kind) IN
      (SELECT tenant, hour, api, operation, code, kind FROM errata_occurrence_tenants WHERE tenant = ${tenant}
        LIMIT ${chunkRows}) RETURNING hour`,
  );
  await inChunks(
    () => store.sql`DELETE FROM errata_occurrence_accounts WHERE (hour, tenant, api) IN
      (SELECT hour, tenant, api FROM errata_occurrence_accounts WHERE tenant = ${tenant} LIMIT ${chunkRows}) RETURNING hour`,
  );
  await store.eraseDeleted();
  return deleted;
}

async function inChunks(deleteChunk: () => Promise<readonly unknown[]>): Promise<number> {
  for (let deleted = 0; ; ) {
    const { length } = await deleteChunk();
    deleted += length;
    if (length < chunkRows) return deleted;
  }
}
