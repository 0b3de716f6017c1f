import type { KeyPage, KeyRecord, Keys, Store } from "errata/store";
import { type Page, type Position, toPage } from "../http/index.ts";

/** Lists a page of an account's keys, newest first, including revoked ones. @param filter @default all keys */
export async function listKeys<View>(
  { store, keys }: { readonly store: Store; readonly keys: Keys },
  account: string,
  { limit, cursor }: { readonly limit: number; readonly cursor: Position },
  view: (key: KeyRecord) => View,
  filter: Pick<KeyPage, "environments" | "scope"> = {},
): Promise<Page<View>> {
  const records = await keys.page(store.sql, account, { ...filter, limit: limit + 1, after: cursor });
  return toPage(
    records.map((record) => ({ ...record, created_at: record.createdAt })),
    limit,
    view,
  );
}

/** Describes the operations that revoke a key. */
export const revocationNote =
  "A key that replaced it in a rotation stays valid: `replacedBy` names it. Revoke that one too if it was exposed.";
