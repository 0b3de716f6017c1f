import { fragment } from "errata/store";
import { z } from "zod";
import { inPage, isoTime, type Page, toPage } from "../../shared/http/index.ts";
import type { Movement } from "../../shared/ledger/index.ts";
import type { Backend } from "../backend.ts";
import { listQuery } from "../http.ts";

/** Query of `GET /v1/usage/movements`. */
export const UsageQuery = z.strictObject(listQuery);

/** Lists the notes that an account was charged for, newest first. */
export async function listUsage(
  { store }: Backend,
  accountId: string,
  { limit, ...page }: z.output<typeof UsageQuery>,
): Promise<Page<z.output<typeof Movement>>> {
  const rows = await store.sql<{ id: string; created_at: number; consultation_id: string | null }>`
    SELECT id, charged_at AS created_at, consultation_id FROM scribe_charges
    WHERE account_id = ${accountId} ${inPage(page, fragment`charged_at`)}
    ORDER BY charged_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, ({ id, created_at, consultation_id: reference }) => {
    return { id, at: isoTime(created_at), amount: 1, reason: "note_written", reference };
  });
}
