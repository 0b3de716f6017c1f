import type { KeyPage, KeyRecord, Keys, Store } from "errata/store";
import { type Page, type PageQuery, startOf, toPage } from "../http/index.ts";

/** Lists a page of an account's keys, newest first, including revoked ones. @param filter @default all keys */
export async function listKeys<View>(
  { store, keys }: { readonly store: Store; readonly keys: Keys },
  account: string,
  query: PageQuery,
  view: (key: KeyRecord) => View,
  filter: Pick<KeyPage, "environments" | "scope"> = {},
): Promise<Page<View>> {
  const { limit, createdFrom } = query;
  const records = await keys.page(store.sql, account, { ...filter, limit: limit + 1, after: startOf(query) });
  const rows = records.map((record) => ({ ...record, created_at: record.createdAt }));
  return toPage(
    rows.filter(({ createdAt }) => createdAt >= createdFrom),
    limit,
    view,
  );
}

/** Describes the operations that revoke a key. */
export const revocationNote =
  "A key that replaced it in a rotation stays valid: `replacedBy` names it. Revoke that one too if it was exposed.";
